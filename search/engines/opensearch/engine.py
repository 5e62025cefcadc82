"""The engine over the generation that serves: notices a new one and answers each call from one generation."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.reader import GenerationReader, read_current
from search.engines.opensearch.snapshot_engine import SnapshotEngine
from search.lexicon.thesaurus import SynonymEntry, Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.people.directory import Directory
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.types import IndexInfo, KeyTerm, ResultPage, ScorePart

POLL_SECONDS = 0.5
"""How often the cluster is asked which generation serves, at most. An update is seen that much later at the most."""


class OpenSearchEngine:
    """Reads the index of a cluster. It opens with the first call, so a site can start before its cluster does.

    Raises ``EngineUnavailable`` if the cluster cannot answer or has no index, ``IndexMismatch`` if that is of another version.
    """

    def __init__(self, cluster: Cluster, synonyms: Sequence[SynonymEntry] = (), *, poll_seconds: float = POLL_SECONDS) -> None:
        self._cluster = cluster
        self._synonyms = synonyms
        self._poll_seconds = poll_seconds
        self._switching = threading.Lock()
        self._polled_at = float("-inf")
        self._reader: GenerationReader | None = None
        self._pinned: SnapshotEngine | None = None

    def snapshot(self) -> SnapshotEngine:
        """See ``Engine.snapshot``. One thread asks for the generation that serves; others go on with the one they know."""
        pinned = self._pinned
        if pinned is not None and time.monotonic() - self._polled_at < self._poll_seconds:
            return pinned
        if not self._switching.acquire(blocking=pinned is None or not self._poll_seconds):
            assert pinned is not None
            return pinned
        try:
            return self._poll()
        finally:
            self._switching.release()

    def _poll(self) -> SnapshotEngine:
        if self._pinned is None or time.monotonic() - self._polled_at >= self._poll_seconds:
            polled_at = time.monotonic()
            generation = read_current(self._cluster)
            if self._pinned is None or self._reader is None or self._reader.generation != generation:
                self._reader = GenerationReader(self._cluster, generation, self._synonyms, self._reader)
                self._pinned = SnapshotEngine(self._reader)
            self._polled_at = polled_at
        return self._pinned

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

    def stem_frequency(self, stem: str) -> int:
        """See ``Engine.stem_frequency``."""
        return self.snapshot().stem_frequency(stem)

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

    def close(self) -> None:
        """Close the connections to the cluster."""
        self._cluster.close()
