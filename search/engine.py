"""The seam: what every engine promises to those who read and to those who write. The contract tests hold each to it."""

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
    """Reads one index. Safe to call from many threads; raises ``Unsupported`` rather than answer with less."""

    def snapshot(self) -> Engine:
        """The same index, pinned to the build that serves now: searches on it agree with one another after an update too."""

    def search(self, request: SearchRequest) -> ResultPage:
        """One page, the exact total and every requested facet. A page past the end is empty and keeps the total."""

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """Every hit of every page, in order: every record found, unless some are folded under others.

        ``page``, ``per_page`` and ``skip`` are not looked at.
        """

    def count(self, query: Node) -> int:
        """How many records match."""

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """What a record's score in a search is made of: the parts' scores add up to it. None where it is not found by it."""

    def get(self, id: str) -> Question | None:
        """The record as it was written, or None."""

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """The words that tell this record's text from the rest of the index, weightiest first."""

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """The words that tell the headings and questions of these records from the rest of the index, weightiest first."""

    def vocabulary(self) -> Vocabulary:
        """Every word of the index."""

    def thesaurus(self) -> Thesaurus:
        """What else the records call things, and of the synonyms the engine was given those whose words they have."""

    def info(self) -> IndexInfo:
        """What the index holds."""

    def close(self) -> None:
        """Let go of files. Searches already begun may still finish."""


class IndexWriter(Protocol):
    """Makes an index. What it makes replaces what was there in one step; on failure the old one stays."""

    def rebuild(self, questions: Iterable[Question], *, is_sample: bool = False) -> IndexInfo:
        """Write a new index of these records, whose ids are distinct, and switch to it."""

    def update(self, changed: Iterable[Question], removed: Collection[str] = ()) -> IndexInfo:
        """Add these records, each in place of the one with its id, and take out those of the ids ``removed``.

        Ids of ``changed`` are distinct; an id to be removed that is not there is passed over.
        """
