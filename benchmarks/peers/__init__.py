"""The peers: one module each, behind one small protocol. A peer's module is imported only when that peer is measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Protocol

import msgspec

from benchmarks.speed.query import Kind, Query
from search.model.question import Question

NAMES = {
    "ours": "ours.Ours",
    "tantivy": "tantivy_peer.Tantivy",
    "fts5": "fts5.Fts5",
    "whoosh": "stock_whoosh.StockWhoosh",
    "bm25s": "bm25s_peer.Bm25s",
}
"""Every peer with its class, in the order of the tables."""


class Work(StrEnum):
    """How much of an answer is made."""

    TOP = "top ten"
    TOTAL = "top ten and exact total"
    PAGE = "the whole page"


Counts = list[tuple[str, int]]
"""Values of a field and how many records found have each, in the order they are shown."""


class Page(msgspec.Struct, frozen=True):
    """The whole page: the records as ``Question`` objects, the counts of each facet, and the marked passages of each hit."""

    total: int
    records: Sequence[Question]
    facets: dict[str, Counts]
    snippets: Sequence[object]


class Peer(Protocol):
    """One engine over one folder. ``said`` is what there is to know of how it is set up, for the report."""

    said: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        """Open the index, as its own documentation says is fastest."""

    @staticmethod
    def version() -> str:
        """What was measured."""

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index the records into an empty folder, with so many cores."""

    @staticmethod
    def can(kind: Kind, work: Work) -> bool:
        """Whether it has an answer to this kind of query at all."""

    def top(self, query: Query) -> object:
        """The ten hits of the query's page, best first, without their records."""

    def top_and_total(self, query: Query) -> int:
        """The same, and the exact number of matches, which is returned."""

    def page(self, query: Query) -> Page:
        """The whole page."""

    def close(self) -> None:
        """Let go of it."""


def named(name: str) -> type[Peer]:
    """The class of a peer."""
    module, _, kind = NAMES[name].partition(".")
    found: type[Peer] = getattr(import_module(f"benchmarks.peers.{module}"), kind)
    return found
