"""The engine over one open build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.executor import SearchExecution
from search.engines.whoosh.execute.explain import Explainer
from search.engines.whoosh.execute.word_similarity import word_similarities
from search.engines.whoosh.execute.work_budget import check_work
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.read_faults import reading_build, reading_build_on
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.lexicon.word_similarity import WordSimilarity
from search.model.question import Question
from search.people.directory import Directory
from search.query import validation
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.highlighting import NOT_HIGHLIGHTED, highlight
from search.results.types import Hit, IndexInfo, KeyTerm, ResultPage, ScorePart


class SnapshotEngine:
    """An ``Engine`` over one ``Snapshot``. It continues to answer from that build when a newer build is current."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def snapshot(self) -> SnapshotEngine:
        """See ``Engine.snapshot``: this engine is pinned already."""
        return self

    @reading_build
    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        self._check(request)
        snapshot = self._snapshot
        execution = SearchExecution.run(snapshot, request, with_scores=request.per_page > 0 and request.takes_scores)
        docs = execution.page()
        questions = [snapshot.record(doc) for doc in docs.tolist()]
        passages = highlight(questions, request.query) if request.with_snippets else [NOT_HIGHLIGHTED] * len(questions)
        hits = tuple(
            Hit(question, score, heading, snippets, collapsed_count, missing)
            for question, score, (heading, snippets), collapsed_count, missing in zip(
                questions,
                execution.scores(docs).tolist(),
                passages,
                execution.collapsed_counts(docs),
                execution.missing_clauses(docs),
                strict=True,
            )
        )
        facets = execution.facets()
        return ResultPage(request, hits, execution.total, execution.collapsed_total, facets, snapshot.manifest.info)

    @reading_build
    def ranked(self, request: SearchRequest) -> tuple[Docs, int]:
        """Return the document numbers of a page, without reading the records, and the total."""
        self._check(request)
        execution = SearchExecution.run(self._snapshot, request)
        return execution.page(), execution.total

    @reading_build_on
    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``. The build stays open until the iterator ends or is dropped."""
        self._check(request)
        snapshot = self._snapshot
        execution = SearchExecution.run(snapshot, request, with_scores=request.sort == "relevance")
        docs = execution.hits(execution.collapsed_total)[request.offset :]
        return (snapshot.record(doc) for doc in docs.tolist())

    @reading_build
    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        self._check_query(query, with_scores=False)
        return Evaluator(self._snapshot, with_scores=False).count(query)

    @reading_build
    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        self._check_query(query)
        doc = self._snapshot.doc_of(id)
        return None if doc is None else Explainer(self._snapshot, doc).explain(query)

    @reading_build
    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self._snapshot.find(id)

    @reading_build
    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        from search.engines.whoosh.execute.key_terms import key_terms  # noqa: PLC0415 (a third of the time to open an index)

        return key_terms(self._snapshot, question, limit)

    @reading_build
    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        from search.engines.whoosh.execute.key_terms import shared_terms  # noqa: PLC0415 (as above)

        return shared_terms(self._snapshot, questions, limit)

    @reading_build
    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """See ``Engine.word_similarities``."""
        return word_similarities(self._snapshot, question, others)

    @reading_build
    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._snapshot.vocabulary

    @reading_build
    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._snapshot.thesaurus

    @reading_build
    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self._snapshot.directory

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self._snapshot.manifest.info

    def _check(self, request: SearchRequest) -> None:
        """Raise ``Unsupported`` if the request is not valid, or asks for too much work."""
        validation.check_request(request)
        check_work(self._snapshot, (request.query, *request.filters))

    def _check_query(self, query: Node, *, with_scores: bool = True) -> None:
        validation.check_query(query)
        check_work(self._snapshot, (query,), with_scores=with_scores)

    def close(self) -> None:
        """Do nothing: the build is unmapped when the last reference to it is dropped."""
