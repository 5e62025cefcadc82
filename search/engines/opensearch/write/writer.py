"""Records -> a new build on the cluster, or the next generation of the build that serves: complete or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

import msgspec

from search.engines.memory_matching import Entry
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.generation import (
    Blob,
    Generation,
    Names,
    decode_members,
    decode_names,
    encode_part,
)
from search.engines.opensearch.layout import document, version_id
from search.engines.opensearch.term_counts import merge_layers
from search.engines.opensearch.write.bulk import BulkLoader
from search.engines.opensearch.write.coverage import CoverageCounter, tabled_span
from search.engines.opensearch.write.indices import BuildIndices, build_name
from search.engines.opensearch.write.side import SideIndex
from search.engines.opensearch.write.tally import RecordTotals
from search.engines.opensearch.write.versions import MAX_IDS, Version, Versions
from search.engines.opensearch.write.writer_lock import WriterLock
from search.errors import EngineUnavailable, IndexMismatch
from search.model.question import Question
from search.results.phrasing import counted
from search.results.types import NOTHING_LEFT_OUT, IndexInfo, SourceCounts
from search.settings import ClusterSettings

Item = TypeVar("Item")

WAIT_SECONDS = 600.0
"""How long a writer waits by default while another writer changes the index."""

MAX_LAYERS = 8
"""The most layers of term counts that updates add before they are merged. A reader adds up all layers of a generation."""

_SAMPLES = 20
"""Records that are read back from a new build before it is published."""


class OpenSearchWriter:
    """Writes the index that ``settings`` names. The old generation serves until the new one is complete and has been read back.

    Only one writer at a time changes an index, across all machines.
    """

    def __init__(self, settings: ClusterSettings) -> None:
        self._cluster = Cluster(settings)
        self._lock = WriterLock(self._cluster)
        self._indices = BuildIndices(self._cluster)
        self._is_locked = False

    @contextmanager
    def lock(self, activity: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the lock of the index over several steps. Raises ``WriterBusy`` if another writer has it for so long."""
        if self._is_locked:
            yield
            return
        with self._lock.hold(activity, wait_seconds):
            self._is_locked = True
            try:
                yield
            finally:
                self._is_locked = False

    def rebuild(
        self, questions: Iterable[Question], *, is_sample: bool = False, source_counts: SourceCounts = NOTHING_LEFT_OUT
    ) -> IndexInfo:
        """See ``IndexWriter.rebuild``. The build that served before is kept until the next one."""
        with self.lock("The build"), self._indices.new() as index:
            tally, samples = RecordTotals(), list[Question]()
            with BulkLoader(self._cluster, index, self._lock.check) as loader:
                for entry in map(Entry.of, questions):
                    tally.add(entry)
                    loader.add(version_id(entry.question.id, 0), document(entry))
                    if len(samples) < _SAMPLES:
                        samples.append(entry.question)
            self._indices.finish(index)
            side = SideIndex(self._cluster, index)
            generation = self._described(side, UnpublishedGeneration(index, 0, is_sample, source_counts), tally, None)
            self._read_back_samples(side, generation, samples)
            side.publish(generation)
            self._indices.wait_for_copies(index)
            self._lock.check()
            self._indices.publish(index)
            self._indices.delete_old(index)
            return generation.info

    def update(
        self, changed: Iterable[Question], removed: Collection[str] = (), *, source_counts: SourceCounts | None = None
    ) -> IndexInfo:
        """See ``IndexWriter.update``. Raises ``EngineUnavailable`` if there is no index."""
        with self.lock("The update"):
            index = self._indices.current()
            if index is None:
                name = self._cluster.settings.index
                raise EngineUnavailable(f"There is no index {name} in the cluster; make one with `wrans build PATH`.")
            side, versions = SideIndex(self._cluster, index), Versions(self._cluster, index, self._lock.check)
            old = side.current()
            versions.repair(old.number)
            names, members = side.read([old.names, old.members])
            tally = RecordTotals.continued(old, decode_names(names), decode_members(members))
            _write_changes(versions, old.number, changed, removed, tally)
            versions.refresh()
            counts = old.info.source_counts if source_counts is None else source_counts
            generation = self._described(
                side, UnpublishedGeneration(index, old.number + 1, old.info.is_sample, counts), tally, old
            )
            self._lock.check()
            side.publish(generation)
            expired = side.retire(old, generation)
            if expired is not None:
                versions.delete_ended(expired)
            return generation.info

    def _described(
        self, side: SideIndex, unpublished: UnpublishedGeneration, tally: RecordTotals, old: Generation | None
    ) -> Generation:
        """Return the generation whose records are in the index, and write its parts. ``old`` is the one before it."""
        coverage = CoverageCounter(self._cluster, unpublished.index, unpublished.number)
        records = coverage.count()
        if records != tally.records:
            raise IndexMismatch(
                f"The cluster has {counted(records, 'record')}, and {tally.records:,} were written, so the old index stays. Two"
                " records may have the same id."
            )
        months = coverage.months(tally.months, old.info.months) if old else coverage.all_months()
        info = IndexInfo(
            build_name(),
            records,
            datetime.now(UTC),
            tabled_span(months),
            unpublished.is_sample,
            coverage.newest_answer(),
            months,
            unpublished.source_counts,
        )
        return Generation(
            unpublished.number,
            unpublished.index,
            info,
            tally.lengths(),
            _words(side, unpublished.number, tally, old.words if old else ()),
            side.write(f"names-{unpublished.number}", encode_part(Names.of(tally.names)), old.names if old else None),
            side.write(f"members-{unpublished.number}", encode_part(tally.members()), old.members if old else None),
            tally.digest(),
        )

    def _read_back_samples(self, side: SideIndex, generation: Generation, samples: list[Question]) -> None:
        """Read some records and every part back. Raises ``IndexMismatch`` if one differs from the one written."""
        side.read([*generation.words, generation.names, generation.members])
        versions = Versions(self._cluster, generation.index, self._lock.check)
        stored = versions.of([question.id for question in samples], generation.number)
        if any(question.id not in stored or stored[question.id].question != question for question in samples):
            raise IndexMismatch("The new index does not contain the records written to it, so the old one stays.")


class UnpublishedGeneration(msgspec.Struct, frozen=True):
    """A generation that is being written: its index and number, whether it is the sample, and the records left out."""

    index: str
    number: int
    is_sample: bool
    source_counts: SourceCounts


def _write_changes(
    versions: Versions, generation: int, changed: Iterable[Question], removed: Collection[str], tally: RecordTotals
) -> None:
    """Write the versions that the next generation adds, and mark the versions that it replaces or removes as ended."""
    changed_ids: set[str] = set()
    with versions.loader() as loader:
        for batch in _batches(changed):
            changed_ids.update(question.id for question in batch)
            _end(versions.of([question.id for question in batch], generation), generation + 1, loader, tally)
            for entry in map(Entry.of, batch):
                tally.add(entry)
                loader.add(version_id(entry.question.id, generation + 1), document(entry, generation + 1))
        for ids in _batches(removed_id for removed_id in dict.fromkeys(removed) if removed_id not in changed_ids):
            _end(versions.of(ids, generation), generation + 1, loader, tally)


def _end(replaced: Mapping[str, Version], generation: int, loader: BulkLoader, tally: RecordTotals) -> None:
    for version in replaced.values():
        entry = Entry.of(version.question)
        tally.remove(entry)
        loader.add(version.id, document(entry, version.added, generation))


def _words(side: SideIndex, number: int, tally: RecordTotals, old: Sequence[Blob]) -> tuple[Blob, ...]:
    """Return the layers of term counts, with one more for the records counted. More than ``MAX_LAYERS`` are merged into one."""
    layer = tally.terms.pack()
    if len(old) <= MAX_LAYERS:
        return (*old, side.write(f"words-{number}", layer))
    merged = merge_layers([*side.read(old[1:]), layer])
    return (old[0], side.write(f"words-{number}", merged))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, MAX_IDS)):
        yield batch
