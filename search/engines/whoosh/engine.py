"""The engine over the build that serves: notices a new build and answers each call from one build."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from search.engine import SnapshotCalls
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.snapshot_engine import SnapshotEngine
from search.errors import SearchError
from search.lexicon.thesaurus import SynonymEntry
from search.query.request import SearchRequest


class WhooshEngine(SnapshotCalls):
    """Reads the builds under ``index_data``. Each call makes one ``stat`` to see whether the pointer to the build has changed.

    Raises ``EngineUnavailable`` if there is no build, ``IndexMismatch`` if the build is damaged or of another version.
    """

    def __init__(self, index_data: Path, synonyms: Sequence[SynonymEntry] = (), *, may_fall_back: bool = False) -> None:
        self._synonyms = synonyms
        self._builds = Builds(index_data)
        self._switching = threading.Lock()
        self._stamp = self._builds.pointer_version()
        self._pinned = self._open_first(may_fall_back)

    def snapshot(self) -> SnapshotEngine:
        """See ``Engine.snapshot``. The thread that notices a new build opens it; threads that come meanwhile wait for it."""
        if self._builds.pointer_version() != self._stamp:
            with self._switching:
                if self._builds.pointer_version() != self._stamp:
                    self._switch()
        return self._pinned

    def ranked(self, request: SearchRequest) -> tuple[Docs, int]:
        """See ``SnapshotEngine.ranked``."""
        return self.snapshot().ranked(request)

    def close(self) -> None:
        """Do nothing: a build is unmapped when the last search on it ends."""

    def _open_first(self, may_fall_back: bool) -> SnapshotEngine:
        """Open the current build, or with ``may_fall_back`` the newest other one that can be opened."""
        try:
            return SnapshotEngine(Snapshot(self._builds.current(), self._synonyms))
        except SearchError as error:
            for name in reversed(self._builds.names() if may_fall_back else ()):
                with suppress(SearchError):
                    engine = SnapshotEngine(Snapshot(self._builds.folder / name, self._synonyms))
                    _log_failure("The current build cannot serve, so the build %s does: %s", name, error)
                    return engine
            raise

    def _switch(self) -> None:
        stamp = self._builds.pointer_version()
        try:
            self._pinned = SnapshotEngine(Snapshot(self._builds.current(), self._synonyms))
        except SearchError as error:
            _log_failure("The new build cannot serve, so the old one goes on: %s", error)
        self._stamp = stamp


def _log_failure(message: str, *values: object) -> None:
    import logging  # noqa: PLC0415 (takes longer to import than an index takes to open, and is seldom needed)

    logging.getLogger(__name__).error(message, *values)
