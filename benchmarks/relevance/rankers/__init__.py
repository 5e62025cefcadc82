"""What is measured: one module each, behind one small protocol, imported only when it is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Protocol

from benchmarks.relevance.collection import Document

OURS = "ours"
NAMES = {
    OURS: "ours.Ours",
    "ours without feedback": "ours.WithoutFeedback",
    "bm25s": "bm25s_ranker.Bm25s",
    "rank-bm25": "rank_bm25_ranker.RankBm25",
    "FTS5": "fts5.Fts5",
    "tantivy": "tantivy_ranker.Tantivy",
    "stock Whoosh": "stock_whoosh.StockWhoosh",
}
"""Every ranker with its class, in the order of the tables."""

PEERS = [name for name in NAMES if not name.startswith(OURS)]


class Ranker(Protocol):
    """One engine over one collection. ``said`` is how it is set up, for the report."""

    said: ClassVar[str]

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        """Index the documents; an empty folder is there to do it in."""

    @staticmethod
    def version() -> str:
        """What was measured."""

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """The ids of the foremost documents for a text of plain words, best first."""


def named(name: str) -> type[Ranker]:
    """The class of a ranker."""
    module, _, cls = NAMES[name].partition(".")
    found: type[Ranker] = getattr(import_module(f"{__name__}.{module}"), cls)
    return found
