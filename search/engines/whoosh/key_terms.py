"""The telling words of a record, by Whoosh's key terms. Imported only when they are asked for: Whoosh takes long to import."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from whoosh.classify import Bo1Model, Expander, ExpansionModel

from search import similar
from search.analysis import STOP_WORDS, term, words
from search.engines.whoosh.groups import RANKED_GROUP
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.statistics import CollectionStatistics
from search.records import Question
from search.results import KeyTerm


class RootInformation(ExpansionModel):  # type: ignore[misc]
    """Terms weighed as ``similar.weight`` has it."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """1: the weights stay as they are, so that those of several fields can be added."""
        return 1.0

    def score(self, weight_in_top: float, weight_in_collection: float, top_total: float) -> float:
        """The weight of a term by how often this text and all records have it in the field."""
        return similar.weight(weight_in_top, math.log2(1 + self.N / weight_in_collection))


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Whoosh's key terms (its ``Expander``) over each field, added up."""
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, text, worth in similar.passages(question):
        found = words(text)
        for word in found:
            written.setdefault(term(word), word)
        expander = Expander(statistics, name, RootInformation)
        expander.add((term(word), worth) for word in found)
        for text_, weight in expander.expanded_terms(len(found)):
            weights[text_] += weight
    ranked = sorted(
        (-weight, text)
        for text, weight in weights.items()
        if written[text] not in STOP_WORDS and similar.is_telling(snapshot.frequency(RANKED_GROUP, text), snapshot.records)
    )
    return tuple(KeyTerm(written[text], weight / ranked[0][0]) for weight, text in ranked[:limit])


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """The key terms of several records together, by Bo1: their headings as one text, and their questions as another.

    In each the weightiest term weighs 1, so the few words of headings count beside the many of questions. A word that no
    other record has cannot find any, and is left out.
    """
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, texts in similar.topics(questions):
        found = [word for text in texts for word in words(text)]
        for word in found:
            written.setdefault(term(word), word)
        expander = Expander(statistics, name, Bo1Model)
        expander.add((term(word), 1.0) for word in found)
        for text_, weight in expander.expanded_terms(len(found), normalize=False):
            weights[text_] += weight
    ranked = sorted((-weight, text) for text, weight in weights.items() if _tells(snapshot, text, written[text]))
    return tuple(KeyTerm(written[text], weight / ranked[0][0]) for weight, text in ranked[:limit])


def _tells(snapshot: Snapshot, text: str, word: str) -> bool:
    having = snapshot.frequency(RANKED_GROUP, text)
    return having > 1 and word not in STOP_WORDS and similar.is_telling(having, snapshot.records)
