"""The telling words of a record, by Whoosh's key terms. Imported only when they are asked for: Whoosh takes long to import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from whoosh.classify import Bo1Model, Expander

from search import similar
from search.analysis import STOP_WORDS, term, words
from search.engines.whoosh.groups import RANKED_GROUP
from search.engines.whoosh.snapshot import Snapshot
from search.engines.whoosh.statistics import CollectionStatistics
from search.records import Question
from search.results import KeyTerm


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Whoosh's key terms (its ``Expander`` with Bo1, the one of its models that is right) over each field, added up.

    In each field the weightiest term weighs 1, so a heading's few words count beside a long answer's many.
    """
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, text in similar.passages(question):
        found = words(text)
        for word in found:
            written.setdefault(term(word), word)
        expander = Expander(statistics, name, Bo1Model)
        expander.add((term(word), 1.0) for word in found)
        for text_, weight in expander.expanded_terms(len(found), normalize=False):
            weights[text_] += weight
    ranked = sorted(
        (-weight, text)
        for text, weight in weights.items()
        if written[text] not in STOP_WORDS and similar.is_telling(snapshot.frequency(RANKED_GROUP, text), snapshot.records)
    )
    return tuple(KeyTerm(written[text], weight / ranked[0][0]) for weight, text in ranked[:limit])


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """The key terms of several records together: their headings as one text, and their questions as another.

    A word that no other record has cannot find any, and is left out.
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
