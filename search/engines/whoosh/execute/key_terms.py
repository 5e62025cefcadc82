"""The key terms of records, by Whoosh's ``Expander``. Import this module only when needed: it imports Whoosh, which is slow."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from whoosh.classify import Bo1Model, Expander, ExpansionModel

from search.engines.whoosh.read.collection_stats import CollectionStatistics
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import term_weights
from search.model.question import Question
from search.results.types import KeyTerm
from search.text.analysis import forms, stem
from search.text.word_forms.stop_words import STOP_WORDS

WeightedStems = tuple[str, list[str], float]
"""The name of the field of a text, the stems of its words, and the weight of each of them."""


class RootInformation(ExpansionModel):  # type: ignore[misc]
    """Weighs terms by ``term_weights.term_weight``."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """Return 1: weights are not normalised, so that the weights of several fields can be added."""
        return 1.0

    def score(self, weight_in_top: float, weight_in_collection: float, top_total: float) -> float:
        """Return the weight of a term from its frequency in the text and in the field of all records."""
        return term_weights.term_weight(weight_in_top, math.log2(1 + self.N / weight_in_collection))


class NormalisedBo1(Bo1Model):  # type: ignore[misc]
    """Bo1 (Amati 2003), divided by the greatest weight of each text, which becomes 1."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """Return the greatest weight."""
        return maxweight


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of a record; the weights of a term in several fields are added.

    The weight of a term does not depend on other terms. So weights are only computed for terms that can be key terms.
    """
    texts, spellings = _analyse(term_weights.key_term_texts(question))
    weights = _expand(snapshot, texts, RootInformation, _candidates(snapshot, spellings))
    return _top_terms(weights, spellings, limit)


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """Return the key terms of several records together, by Bo1: of their headings as one text and their questions as another.

    The greatest weight of each text is 1. Otherwise the terms of the questions, which have many words, would outrank those of
    the headings.
    """
    feedback_texts = term_weights.feedback_texts(questions)
    texts, spellings = _analyse((name, " ".join(parts), 1.0) for name, parts in feedback_texts)
    weights = _expand(snapshot, texts, NormalisedBo1, spellings.keys())
    shared = _candidates(snapshot, spellings) & term_weights.feedback_stems(questions)
    return _top_terms({text: weight for text, weight in weights.items() if text in shared}, spellings, limit)


def _analyse(texts: Iterable[term_weights.WeightedText]) -> tuple[list[WeightedStems], dict[str, str]]:
    """Return the stems of each text; and the first form of each stem."""
    all_stems: list[WeightedStems] = []
    spellings: dict[str, str] = {}
    for name, text, word_weight in texts:
        text_forms = forms(text)
        text_stems = list(map(stem, text_forms))
        spellings = dict(zip(reversed(text_stems), reversed(text_forms), strict=True)) | spellings
        all_stems.append((name, text_stems, word_weight))
    return all_stems, spellings


def _candidates(snapshot: Snapshot, spellings: Mapping[str, str]) -> set[str]:
    """Return the stems that can be key terms: informative ones of the index that are no stop words."""
    counts = snapshot.stems.record_counts([text for text, word in spellings.items() if word not in STOP_WORDS])
    most = term_weights.max_record_frequency(snapshot.records)
    return {text for text, count in counts.items() if 0 < count <= most}


def _expand(
    snapshot: Snapshot, texts: Iterable[WeightedStems], model: type[ExpansionModel], stems: Collection[str]
) -> dict[str, float]:
    """Return the weights of some stems of the texts, added up over the texts."""
    weights: dict[str, float] = defaultdict(float)
    statistics = CollectionStatistics(snapshot, stems)
    for name, text_stems, word_weight in texts:
        expander = Expander(statistics, name, model)
        expander.add((text, count * word_weight) for text, count in Counter(text_stems).items() if text in stems)
        for text, weight in expander.expanded_terms(len(stems)):
            weights[text] += weight
    return weights


def _top_terms(weights: Mapping[str, float], spellings: Mapping[str, str], limit: int) -> tuple[KeyTerm, ...]:
    """Return the ``limit`` stems with the greatest weights, as forms of the texts. The greatest weight becomes 1."""
    ranked = sorted((-weight, text) for text, weight in weights.items())
    return tuple(KeyTerm(spellings[text], weight / ranked[0][0]) for weight, text in ranked[:limit])
