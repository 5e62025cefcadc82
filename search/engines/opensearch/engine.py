"""The engine over the generation that serves: notices a new one and answers each call from one generation."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from search.engine import SnapshotCalls
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.reader import GenerationReader, PointerVersion, read_current, read_version
from search.engines.opensearch.snapshot_engine import SnapshotEngine
from search.lexicon.thesaurus import SynonymEntry

POLL_SECONDS = 0.5
"""The shortest interval between two requests for the generation that serves. An update is visible after this time at most."""


class OpenSearchEngine(SnapshotCalls):
    """Reads the index of a cluster. It opens with the first call, so a site can start before its cluster does.

    Raises ``EngineUnavailable`` if the cluster cannot answer or has no index, ``IndexMismatch`` if that is of another version.
    """

    def __init__(self, cluster: Cluster, synonyms: Sequence[SynonymEntry] = (), *, poll_seconds: float = POLL_SECONDS) -> None:
        self._cluster = cluster
        self._synonyms = synonyms
        self._poll_seconds = poll_seconds
        self._switching = threading.Lock()
        self._polled_at = float("-inf")
        self._version: PointerVersion | None = None
        self._reader: GenerationReader | None = None
        self._pinned: SnapshotEngine | None = None

    def snapshot(self) -> SnapshotEngine:
        """See ``Engine.snapshot``. One thread asks for the generation that serves; the others use the last known one."""
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
            if self._pinned is None or read_version(self._cluster) != self._version:
                self._pinned = self._open_current()
            self._polled_at = polled_at
        return self._pinned

    def _open_current(self) -> SnapshotEngine:
        generation, self._version = read_current(self._cluster)
        if self._pinned is None or self._reader is None or self._reader.generation != generation:
            self._reader = GenerationReader(self._cluster, generation, self._synonyms, self._reader)
            return SnapshotEngine(self._reader)
        return self._pinned

    def close(self) -> None:
        """Close the connections to the cluster."""
        self._cluster.close()
