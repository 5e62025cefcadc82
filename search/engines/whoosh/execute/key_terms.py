"""The key terms of records, by Whoosh's ``Expander``. Import this module only when needed: it imports Whoosh, which is slow."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from whoosh.classify import Bo1Model, Expander, ExpansionModel

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.collection_stats import CollectionStatistics
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import term_weights
from search.model.question import Question
from search.results.types import KeyTerm
from search.text.analysis import STOP_WORDS, forms, stem
from search.text.term_selection import every_form


class RootInformation(ExpansionModel):  # type: ignore[misc]
    """Weighs terms by ``term_weights.term_weight``."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """Return 1: weights are not normalised, so that the weights of several fields can be added."""
        return 1.0

    def score(self, weight_in_top: float, weight_in_collection: float, top_total: float) -> float:
        """Return the weight of a term from its frequency in the text and in the field of all records."""
        return term_weights.term_weight(weight_in_top, math.log2(1 + self.N / weight_in_collection))


class NormalisedBo1(Bo1Model):  # type: ignore[misc]
    """Bo1 (Amati 2003), divided by the greatest weight: the weightiest term of each text weighs 1."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """Return the greatest weight."""
        return maxweight


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of a record; the weights of a term in several fields are added."""
    return _expand(snapshot, term_weights.key_term_texts(question), RootInformation, limit)


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of several records together, by Bo1: of their headings as one text and their questions as another.

    The weightiest term of each text weighs 1. Otherwise the questions, which have many words, would outweigh the headings.
    """
    texts = ((name, " ".join(parts), 1.0) for name, parts in term_weights.feedback_texts(questions))
    return _expand(snapshot, texts, NormalisedBo1, limit, term_weights.feedback_stems(questions))


def _expand(
    snapshot: Snapshot,
    texts: Iterable[tuple[str, str, float]],
    model: type[ExpansionModel],
    limit: int,
    allowed: frozenset[str] | None = None,
) -> tuple[KeyTerm, ...]:
    """Return the weightiest stems of the texts, of all or of those that are ``allowed``, each in the form of the text.

    Each text comes with the name of its field and the weight of one of its words.
    """
    weights: dict[str, float] = defaultdict(float)
    spellings: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, text, word_weight in texts:
        text_forms = forms(text)
        for form in text_forms:
            spellings.setdefault(stem(form), form)
        expander = Expander(statistics, name, model)
        expander.add((stem(form), word_weight) for form in text_forms)
        for stem_text, weight in expander.expanded_terms(len(text_forms)):
            weights[stem_text] += weight
    ranked = sorted((-weight, text) for text, weight in weights.items() if allowed is None or text in allowed)
    informative = (KeyTerm(spellings[text], weight) for weight, text in ranked if _is_key_term(snapshot, text, spellings[text]))
    heaviest = tuple(islice(informative, limit))
    return tuple(KeyTerm(key.word, key.weight / heaviest[0].weight) for key in heaviest)


def _is_key_term(snapshot: Snapshot, text: str, word: str) -> bool:
    count = snapshot.terms.select(RANKED_GROUP, every_form(text)).postings_count
    return count > 0 and word not in STOP_WORDS and term_weights.is_informative(count, snapshot.records)
