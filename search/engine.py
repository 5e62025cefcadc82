"""The interface of an engine: what every engine promises its readers and its writers. ``tests/contract`` tests the promises."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.types import IndexInfo, KeyTerm, ResultPage, ScorePart


class Engine(Protocol):
    """Reads one index. Safe to call from many threads. Raises ``Unsupported`` for a query it cannot answer in full."""

    def snapshot(self) -> Engine:
        """Return an engine pinned to the build that serves now.

        All its answers are of that build, after an update too. To search and then scan one build, call both on one snapshot.
        """

    def search(self, request: SearchRequest) -> ResultPage:
        """Return one page, the exact total and every requested facet. A page after the last is empty and has the same total."""

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """Yield the hits of all pages in order: every matching record, or the first of each group if they are collapsed.

        ``page``, ``per_page`` and ``offset`` are ignored.
        """

    def count(self, query: Node) -> int:
        """Return how many records match."""

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """Return the parts of a record's score, which add up to it. None if the record does not match."""

    def get(self, id: str) -> Question | None:
        """Return the record with this id as it was written, or None."""

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """Return the words that distinguish the text of a record from the rest of the index, weightiest first."""

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """Return the words that distinguish the headings and questions of these records, together, weightiest first."""

    def vocabulary(self) -> Vocabulary:
        """Return the words of the index."""

    def thesaurus(self) -> Thesaurus:
        """Return the abbreviations learned from the records, and the configured synonyms whose words the records contain."""

    def info(self) -> IndexInfo:
        """Return the number of records, their dates and when the index was built."""

    def close(self) -> None:
        """Release the files. Searches in progress may still finish."""


class IndexWriter(Protocol):
    """Writes an index. The new index replaces the old one in one step; after a failure the old one still serves."""

    def rebuild(self, questions: Iterable[Question], *, is_sample: bool = False) -> IndexInfo:
        """Write a new index of these records, whose ids are distinct, and switch to it."""

    def update(self, changed: Iterable[Question], removed: Collection[str] = ()) -> IndexInfo:
        """Add or replace the records of ``changed``, whose ids are distinct, and delete those with the ids ``removed``.

        Ids to be removed that the index does not have are ignored.
        """
