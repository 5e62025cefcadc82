"""The interface of an engine, for readers and for writers. ``tests/contract`` tests it on every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.lexicon.word_similarity import WordSimilarity
from search.model.question import Question
from search.people.directory import Directory
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.types import NOTHING_LEFT_OUT, IndexInfo, KeyTerm, ResultPage, ScorePart, SourceCounts


class Engine(Protocol):
    """Reads one index. Safe to call from many threads. Raises ``Unsupported`` for a query it cannot answer in full."""

    def snapshot(self) -> Engine:
        """Return an engine pinned to the build that serves now.

        It answers from that build even after an update. To search and scan the same build, call both on one snapshot.
        """

    def search(self, request: SearchRequest) -> ResultPage:
        """Return one page of hits, the exact total and every requested facet. A page after the last has no hits."""

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """Yield the hits of all pages in order: every matching record, or the first of each group in a collapsed search.

        The first ``offset`` hits are left out. ``page`` and ``per_page`` are ignored.
        """

    def count(self, query: Node) -> int:
        """Return how many records match."""

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """Return the parts of a record's score, whose sum is the score. Return None if the record does not match."""

    def get(self, id: str) -> Question | None:
        """Return the record with this id, or None if the index does not contain it."""

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """Return at most ``limit`` words that distinguish a record from the rest of the index, greatest weight first."""

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """Return at most ``limit`` words that distinguish these records, taken together, from the rest of the index.

        Each is in the heading or the question of at least two of the records, and in no name or constituency of those who asked
        or answered them. The word of greatest weight comes first.
        """

    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """Return the similarity in words of some records of the index to a question, which need not be in the index."""

    def vocabulary(self) -> Vocabulary:
        """Return the words of the index with their counts."""

    def thesaurus(self) -> Thesaurus:
        """Return the abbreviations learned from the records, and the configured synonyms whose words the records contain."""

    def directory(self) -> Directory:
        """Return the members who asked or answered the records, under every form of their names, and the answering bodies."""

    def info(self) -> IndexInfo:
        """Return the number of records, their dates by month, the counts of records left out, and when the index was built."""

    def close(self) -> None:
        """Release the files of the index. Searches in progress can still finish."""


class SnapshotCalls:
    """The methods of an ``Engine``: each calls the same method of the current snapshot. A subclass defines ``snapshot``."""

    def snapshot(self) -> Engine:
        """See ``Engine.snapshot``."""
        raise NotImplementedError

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        return self.snapshot().search(request)

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        return self.snapshot().scan(request)

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        return self.snapshot().count(query)

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        return self.snapshot().explain(query, id)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self.snapshot().get(id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        return self.snapshot().key_terms(question, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        return self.snapshot().shared_terms(questions, limit)

    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """See ``Engine.word_similarities``."""
        return self.snapshot().word_similarities(question, others)

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self.snapshot().vocabulary()

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self.snapshot().thesaurus()

    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self.snapshot().directory()

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self.snapshot().info()


class IndexWriter(Protocol):
    """Writes an index. The new index replaces the old one in one step; after a failure the old one still serves."""

    def rebuild(
        self, questions: Iterable[Question], *, is_sample: bool = False, source_counts: SourceCounts = NOTHING_LEFT_OUT
    ) -> IndexInfo:
        """Write a new index of these records, whose ids are distinct, and switch to it."""

    def update(
        self, changed: Iterable[Question], removed: Collection[str] = (), *, source_counts: SourceCounts | None = None
    ) -> IndexInfo:
        """Add or replace the records of ``changed``, whose ids are distinct, and delete those with the ids ``removed``.

        Ids in ``removed`` that the index does not contain are ignored. Without ``source_counts`` those of the index stay.
        """
