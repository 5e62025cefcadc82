"""The key terms of a record, and of several by Whoosh's ``Expander``. Import it when needed: Whoosh takes long to import."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from whoosh.classify import Bo1Model, Expander

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.collection_stats import CollectionStatistics
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import term_weights
from search.model.fields import RANKED
from search.model.question import Question
from search.results.types import KeyTerm
from search.text.analysis import STOP_WORDS, forms, stem
from search.text.term_selection import every_form

_MEMBERS = [[field.name for field in RANKED].index(name) for name in ("heading", "question", "answer")]
"""The numbers of the fields of ``term_weights.key_term_texts`` in their group."""


class NormalisedBo1(Bo1Model):  # type: ignore[misc]
    """Bo1 (Amati 2003), divided by the greatest weight: the weightiest term of each text weighs 1."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """Return the greatest weight."""
        return maxweight


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of a record, weighed by ``term_weights.term_weight``; a term's weights in several fields are added.

    A record's terms are weighed here in one pass; the model for several records is Whoosh's (``shared_terms``).
    """
    weights: defaultdict[str, float] = defaultdict(float)
    spellings: dict[str, str] = {}
    terms, records = snapshot.terms, snapshot.records
    for member, (_, text, word_weight) in zip(_MEMBERS, term_weights.key_term_texts(question), strict=True):
        for stem_text, frequency in _stem_frequencies(text, spellings).items():
            if occurrences := terms.occurrences(RANKED_GROUP, every_form(stem_text))[member]:
                information = math.log2(1 + records / occurrences)
                weights[stem_text] += term_weights.term_weight(word_weight * frequency, information)
    return _weightiest(snapshot, weights, spellings, limit)


def _stem_frequencies(text: str, spellings: dict[str, str]) -> Counter[str]:
    """Count the stems of a text, and note the first form of each that has none yet."""
    text_forms = forms(text)
    text_stems = list(map(stem, text_forms))
    for stem_text, form in zip(text_stems, text_forms, strict=True):
        if stem_text not in spellings:
            spellings[stem_text] = form
    return Counter(text_stems)


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of several records together, by Bo1: of their headings as one text and their questions as another.

    The weightiest term of each text weighs 1. Otherwise the questions, which have many words, would outweigh the headings.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    spellings: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, texts in term_weights.feedback_texts(questions):
        frequencies = _stem_frequencies(" ".join(texts), spellings)
        expander = Expander(statistics, name, NormalisedBo1)
        expander.add(frequencies.items())
        for stem_text, weight in expander.expanded_terms(len(frequencies)):
            weights[stem_text] += weight
    allowed = term_weights.feedback_stems(questions)
    return _weightiest(snapshot, {text: weights[text] for text in allowed & weights.keys()}, spellings, limit)


def _weightiest(
    snapshot: Snapshot, weights: Mapping[str, float], spellings: Mapping[str, str], limit: int
) -> tuple[KeyTerm, ...]:
    """Return the weightiest stems that are informative, each in the form of the texts."""
    ranked = sorted((-weight, text) for text, weight in weights.items())
    informative = (
        KeyTerm(spellings[text], -weight) for weight, text in ranked if _is_key_term(snapshot, text, spellings[text])
    )
    heaviest = tuple(islice(informative, limit))
    return tuple(KeyTerm(key.word, key.weight / heaviest[0].weight) for key in heaviest)


def _is_key_term(snapshot: Snapshot, text: str, word: str) -> bool:
    count = snapshot.terms.select(RANKED_GROUP, every_form(text)).postings_count
    return count > 0 and word not in STOP_WORDS and term_weights.is_informative(count, snapshot.records)
