"""The engine over the current build: notices when another build takes over, and answers every search from one build."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.executor import SearchExecution
from search.engines.whoosh.execute.explain import Explainer
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.read.snapshot import Docs, Snapshot
from search.errors import SearchError
from search.lexicon.thesaurus import SynonymEntry, Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.query import validation
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.highlighting import NOT_HIGHLIGHTED, highlight
from search.results.types import Hit, IndexInfo, KeyTerm, ResultPage, ScorePart


class WhooshEngine:
    """Reads the builds under ``index_data``. One ``stat`` a search tells whether the pointer has moved."""

    def __init__(self, index_data: Path, synonyms: Sequence[SynonymEntry] = ()) -> None:
        self._synonyms = synonyms
        self._builds = Builds(index_data)
        self._switching = threading.Lock()
        self._stamp = self._builds.pointer_version()
        self._snapshot = Snapshot(self._builds.current(), synonyms)

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        validation.check_request(request)
        snapshot = self._current()
        found = SearchExecution(snapshot, request)
        docs = found.page()
        questions = [snapshot.record(doc) for doc in docs.tolist()]
        passages = highlight(questions, request.query) if request.with_snippets else [NOT_HIGHLIGHTED] * len(questions)
        hits = tuple(
            Hit(question, score, heading, snippets, others)
            for question, score, (heading, snippets), others in zip(
                questions, found.scores(docs).tolist(), passages, found.collapsed_counts(docs), strict=True
            )
        )
        return ResultPage(request, hits, len(found), found.collapsed_total, found.facets(), snapshot.manifest.info)

    def ranked(self, request: SearchRequest) -> tuple[Docs, int]:
        """The document numbers of a page, without their records, and the total."""
        validation.check_request(request)
        found = SearchExecution(self._current(), request)
        return found.page(), len(found)

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``. The build it began on stays open until it ends or is dropped."""
        validation.check_request(request)
        snapshot = self._current()
        found = SearchExecution(snapshot, request)
        return (snapshot.record(doc) for doc in found.hits(found.collapsed_total).tolist())

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        validation.check_query(query)
        return len(Evaluator(self._current()).find(query).docs)

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        validation.check_query(query)
        snapshot = self._current()
        doc = snapshot.number(id)
        return None if doc is None else Explainer(snapshot, doc).explained(query)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self._current().find(id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        from search.engines.whoosh.execute.key_terms import key_terms  # noqa: PLC0415 (a third of the time to open an index)

        return key_terms(self._current(), question, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        from search.engines.whoosh.execute.key_terms import shared_terms  # noqa: PLC0415 (as above)

        return shared_terms(self._current(), questions, limit)

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._current().vocabulary

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._current().thesaurus

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self._current().manifest.info

    def close(self) -> None:
        """Nothing to do: a build is let go when the last search on it ends."""

    def _current(self) -> Snapshot:
        """The newest build. The thread that notices a switch opens it; others that come meanwhile wait for it."""
        if self._builds.pointer_version() != self._stamp:
            with self._switching:
                if self._builds.pointer_version() != self._stamp:
                    self._switch()
        return self._snapshot

    def _switch(self) -> None:
        stamp = self._builds.pointer_version()
        try:
            self._snapshot = Snapshot(self._builds.current(), self._synonyms)
        except SearchError as error:
            import logging  # noqa: PLC0415 (longer to import than an index to open, and seldom needed)

            logging.getLogger(__name__).error("The new build cannot serve, so the old one goes on: %s", error)
        self._stamp = stamp
