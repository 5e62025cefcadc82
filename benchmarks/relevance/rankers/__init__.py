"""The engines whose ranking is measured, one module each. A module is imported only when its engine is measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import ClassVar, Protocol

from benchmarks.relevance.collection import Document

OURS, WITH_MEANING = "ours", "ours with meaning"
CLASSES = {
    OURS: "ours.Ours",
    WITH_MEANING: "with_meaning.WithMeaning",
    "ours without feedback": "ours.WithoutFeedback",
    "bm25s": "bm25s_ranker.Bm25s",
    "rank-bm25": "rank_bm25_ranker.RankBm25",
    "FTS5": "fts5.Fts5",
    "tantivy": "tantivy_ranker.Tantivy",
    "stock Whoosh": "stock_whoosh.StockWhoosh",
}
"""The name of each ranker -> its module and class, in the order of the tables."""

RECORD_CLASSES = {
    "bm25s": "bm25s_ranker.RecordBm25s",
    "FTS5": "fts5.RecordFts5",
    "tantivy": "tantivy_ranker.RecordTantivy",
}
"""The same for the peers that rank real records by heading, question and answer."""

TEXT_WEIGHTS = {"title": 1.0, "text": 1.0}
RECORD_WEIGHTS = {"title": 3.0, "text": 1.0, "answer": 0.5}
"""The weights of our own fields."""

PEERS = [name for name in CLASSES if not name.startswith(OURS)]


class Ranker(Protocol):
    """One engine and one indexed collection. ``setup`` describes the configuration in the report."""

    setup: ClassVar[str]

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        """Index the documents into an empty folder."""

    @staticmethod
    def version() -> str:
        """Return the version measured."""

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Return the ids of the top ``limit`` documents for the words, best first."""


def load_class(name: str, classes: Mapping[str, str] = CLASSES) -> type[Ranker]:
    """Import and return the class of a ranker."""
    ranker_class: type[Ranker] = resolve_name(f"{__name__}.{classes[name]}")
    return ranker_class
