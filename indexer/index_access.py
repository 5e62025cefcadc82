"""The index that a command reads and changes: in a folder of this machine, or in a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.harvest.catch_up import write_lock
from search.engine import Engine, IndexWriter
from search.engines import open_cluster
from search.errors import EngineUnavailable, SearchError
from search.settings import ClusterSettings

if TYPE_CHECKING:
    from search.engines.opensearch.write.writer import OpenSearchWriter


class IndexAccess:
    """An index. ``index_data`` is the folder of the raw store, and of the index unless it is in a ``cluster``."""

    def __init__(self, index_data: Path, cluster: ClusterSettings | None = None) -> None:
        self.index_data, self.cluster = index_data, cluster

    def engine(self) -> Engine:
        """Open the index. Raises ``EngineUnavailable`` if there is none."""
        if self.cluster is not None:
            engine = open_cluster(self.cluster)
            engine.info()
            return engine
        from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415 (slow to import, and the help needs none)

        return WhooshEngine(self.index_data)

    def writer(self, processes: int = 1) -> IndexWriter:
        """Return the writer. ``processes`` is the number that index into a folder; a cluster has processes of its own."""
        if self.cluster is not None:
            return self._cluster_writer
        from search.engines.whoosh.write.writer import WhooshWriter  # noqa: PLC0415 (as above)

        return WhooshWriter(self.index_data, processes)

    @cached_property
    def _cluster_writer(self) -> OpenSearchWriter:
        from search.engines.opensearch.write.writer import OpenSearchWriter  # noqa: PLC0415 (as above)

        assert self.cluster is not None
        return OpenSearchWriter(self.cluster)

    @contextmanager
    def lock(self, activity: str, wait_seconds: float) -> Iterator[None]:
        """Lock the index and the raw store, from reading the current build to publishing the next."""
        with ExitStack() as stack:
            stack.enter_context(write_lock(self.index_data, activity, wait_seconds))
            if self.cluster is not None:
                stack.enter_context(self._cluster_writer.lock(activity, wait_seconds))
            yield

    def exists(self) -> bool:
        """Whether there is an index, whole or damaged."""
        return self._version() is not None

    def change_detector(self) -> Callable[[], bool]:
        """Return a function that says whether the build that serves has changed since this call."""
        before = self._version()
        return lambda: self._version() != before

    def _version(self) -> object:
        """Return a value that changes with the build that serves; None if there is none."""
        if self.cluster is not None:
            try:
                return self.engine().info().build
            except EngineUnavailable:
                return None
            except SearchError as error:
                return str(error)  # an index, though not one that this program can read: a build replaces it
        from search.engines.whoosh.format.builds import Builds  # noqa: PLC0415 (as above)

        version = Builds(self.index_data).pointer_version()
        return None if version == (0, 0) else version
