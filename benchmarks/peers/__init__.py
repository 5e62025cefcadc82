"""The engines measured, one module each. A module is imported only when its engine is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from pkgutil import resolve_name
from typing import ClassVar, Protocol

import msgspec

from benchmarks.query import Kind, Query
from search.model.question import Question

CLASSES = {
    "ours": "ours.Ours",
    "tantivy": "tantivy_peer.Tantivy",
    "fts5": "fts5.Fts5",
    "whoosh": "stock_whoosh.StockWhoosh",
    "bm25s": "bm25s_peer.Bm25s",
}
"""The name of each peer -> its module and class, in the order of the tables."""


class Work(StrEnum):
    """The parts of a result that are computed."""

    TOP = "top ten"
    TOTAL = "top ten and exact total"
    PAGE = "the whole page"


FacetCounts = list[tuple[str, int]]
"""Values of a field and the number of matching records with each, in display order."""


class Page(msgspec.Struct, frozen=True):
    """The whole page: the exact total, the records of the hits, the counts of each facet, and the snippets of each hit."""

    total: int
    records: Sequence[Question]
    facets: dict[str, FacetCounts]
    snippets: Sequence[object]


class Peer(Protocol):
    """One engine and its index folder. ``setup`` describes the configuration in the report."""

    setup: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        """Open the index in the way that the engine's documentation calls fastest."""

    @staticmethod
    def version() -> str:
        """Return the version measured."""

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index the questions into an empty folder, on ``cores`` cores."""

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return whether the engine can do this work for this kind of query."""

    def top_ten(self, query: Query) -> object:
        """Return the ten hits of the query's page, best first, without their records."""

    def top_ten_and_total(self, query: Query) -> int:
        """Find the ten hits and return the exact number of matches."""

    def page(self, query: Query) -> Page:
        """Return the whole page."""

    def close(self) -> None:
        """Close the index."""


def load_class(name: str) -> type[Peer]:
    """Import and return the class of a peer."""
    peer_class: type[Peer] = resolve_name(f"{__name__}.{CLASSES[name]}")
    return peer_class
