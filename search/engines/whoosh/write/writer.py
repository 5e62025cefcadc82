"""Records -> a new build, complete or not at all: a rebuild writes all of them, an update only those that changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np

from search.engines.whoosh.codec.arrays import ArrayFileWriter
from search.engines.whoosh.codec.merging import merge
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.codec.storage import open_index, write_table_of_contents
from search.engines.whoosh.codec.stored_records import train_dictionary
from search.engines.whoosh.format.builds import TIE_ORDER_FILE, Builds, write_manifest
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.engines.whoosh.format.learned_names import count_names, read_name_counts, write_learned_names
from search.engines.whoosh.format.schema import make_schema
from search.engines.whoosh.format.serialization import pack
from search.engines.whoosh.format.tie_order import tie_order_ranks
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.coverage_counts import count_coverage
from search.engines.whoosh.write.parallel import Batch, write_batches
from search.engines.whoosh.write.publishing import new_build_folder, publish
from search.engines.whoosh.write.updating import delete_documents, segments_to_merge
from search.errors import IndexMismatch
from search.lexicon.learning import LearnedNames
from search.model.question import Question
from search.results.types import NOTHING_LEFT_OUT, IndexInfo, SourceCounts
from search.text.quotation import quoted

BATCH_RECORDS = 5_000
BATCH_BYTES = 16 << 20
"""A batch ends at this number of records or of bytes. An indexing process needs several times the memory of a batch."""

SAMPLE_INTERVAL = 4
"""Every fourth record of the first batch is a sample for the compression dictionary."""

_BATCH_FOLDER = "batches"
"""The folder of the batches' segments, inside the folder of the new build until they are merged."""


class WhooshWriter:
    """Writes an index under ``index_data``. The current build stays current until the new one is complete and has been read.

    Up to ``processes`` processes index at the same time, if there is more than one batch.
    """

    def __init__(self, index_data: Path, processes: int = 1) -> None:
        self._builds = Builds(index_data)
        self._processes = processes

    def rebuild(
        self, questions: Iterable[Question], *, is_sample: bool = False, source_counts: SourceCounts = NOTHING_LEFT_OUT
    ) -> IndexInfo:
        """See ``IndexWriter.rebuild``. Raises ``BuildInProgress`` if another process is making a build."""
        with new_build_folder(self._builds) as part:
            names = LearnedNames()
            segment = write_records(part, count_names(questions, names), None, self._processes)
            write_learned_names(part, names)
            return self._publish(part, [segment] if segment else [], (is_sample, source_counts), {})

    def update(
        self, changed: Iterable[Question], removed: Collection[str] = (), *, source_counts: SourceCounts | None = None
    ) -> IndexInfo:
        """See ``IndexWriter.update``. Raises ``BuildInProgress`` if another process is making a build."""
        with new_build_folder(self._builds) as part:
            old = Snapshot(self._builds.current())
            dictionary = old.segments[0].records.dictionary if old.segments else None
            names = read_name_counts(old.folder, old.manifest)
            added = write_records(part, count_names(changed, names), dictionary, self._processes)
            deleted_ids = frozenset(chain(removed, _ids(added)) if added else removed)
            for question in filter(None, map(old.find, deleted_ids)):
                names.remove(question)
            write_learned_names(part, names)
            segments = delete_documents(old, part, deleted_ids) + ([added] if added else [])
            for group in segments_to_merge(segments):
                segments = [segment for segment in segments if segment not in group] + [_merge_into(part, group)]
            known_digests = {name: digest for name, digest in old.manifest.files.items() if _is_linked(old, part, name)}
            counts = old.manifest.info.source_counts if source_counts is None else source_counts
            return self._publish(part, segments, (old.manifest.is_sample, counts), known_digests)

    def _publish(
        self, part: Path, segments: list[Segment], origin: tuple[bool, SourceCounts], known_digests: dict[str, str]
    ) -> IndexInfo:
        """Complete the build and make it current. ``origin``: whether it is the sample, and the counts of records left out."""
        for segment in segments:
            _check_ids_are_distinct(segment)
        with ArrayFileWriter(part / TIE_ORDER_FILE) as file:
            file.put("ranks", tie_order_ranks(segments))
        counts = {segment.name: (segment.document_count, _deleted_count(segment)) for segment in segments}
        write_table_of_contents(part, make_schema(), counts)
        records = sum(documents - deleted for documents, deleted in counts.values())
        covered, (is_sample, source_counts) = count_coverage(segments), origin
        info = IndexInfo(
            part.with_suffix("").name,
            records,
            datetime.now(UTC),
            covered.tabled,
            is_sample,
            covered.newest_answer,
            covered.months,
            source_counts,
        )
        write_manifest(part, info, list(counts), known_digests)
        _read_back(part, segments)
        publish(self._builds, part)
        return info


def write_records(part: Path, questions: Iterable[Question], dictionary: bytes | None, processes: int) -> Segment | None:
    """Write one new segment of these records; None if there are no records. Without a dictionary, train one."""
    folder = part / _BATCH_FOLDER
    folder.mkdir()
    batches = _batches(folder, questions)
    first = next(batches, None)
    stems = []
    if first is not None:
        second = next(batches, None)
        if dictionary is None:
            dictionary = train_dictionary(first.packed[::SAMPLE_INTERVAL])
        all_batches = chain((first,), (second,) if second else (), batches)
        stems = write_batches(all_batches, dictionary, processes if second else 1)
    segment = _merge_into(part, [Segment(folder, stem.name) for stem in stems]) if stems else None
    shutil.rmtree(folder)
    return segment


def _batches(folder: Path, questions: Iterable[Question]) -> Iterator[Batch]:
    batch: list[Question] = []
    packed: list[bytes] = []
    size = number = 0
    for question in questions:
        batch.append(question)
        packed.append(pack(question))
        size += len(packed[-1])
        if len(batch) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield Batch(folder / f"{number:06}", batch, packed)
            batch, packed, size, number = [], [], 0, number + 1
    if batch:
        yield Batch(folder / f"{number:06}", batch, packed)


def _merge_into(part: Path, segments: list[Segment]) -> Segment:
    """Merge segments into a new one of the build, and delete their files. A single segment without deletions is moved."""
    stem = part / f"MAIN_{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    if len(segments) == 1 and not segments[0].deleted:
        for path in segments[0].files:
            path.rename(f"{stem}{path.suffix}")
    else:
        merge(stem, segments)
        for path in chain.from_iterable(segment.files for segment in segments):
            path.unlink()
    return Segment(part, stem.name)


def _ids(segment: Segment) -> list[str]:
    lexicon = segment.postings[VALUE_GROUPS["id"].name].lexicon
    return [term.decode() for term in lexicon.between(0, len(lexicon))]


def _deleted_count(segment: Segment) -> int:
    return int(segment.deleted.mask.sum()) if segment.deleted else 0


def _check_ids_are_distinct(segment: Segment) -> None:
    """Raise ``ValueError`` if two records have one id: a search would return both, and an update could replace neither."""
    postings = segment.postings[VALUE_GROUPS["id"].name]
    repeated = np.flatnonzero(counts_of(postings.posting_starts) > 1)
    if len(repeated):
        example = postings.lexicon[int(repeated[0])].decode()
        raise ValueError(f"{len(repeated)} ids were given to the index more than once, {quoted(example)} among them.")


def _is_linked(old: Snapshot, part: Path, name: str) -> bool:
    """Whether a file of the new build is a hard link to the old build's file, so that its digest is known."""
    path = part / name
    return path.exists() and os.path.samefile(path, old.folder / name)


def _read_back(part: Path, segments: list[Segment]) -> None:
    """Open the new build and read some of its records. Raises ``IndexMismatch`` if one differs from the one written."""
    snapshot = Snapshot(part)
    open_index(part, make_schema(), snapshot.manifest.files)
    for segment in segments:
        ids = _ids(segment)
        for question_id in {*ids[:1], *ids[-1:]}:
            question = snapshot.find(question_id)
            if question is not None and question.id != question_id:
                raise IndexMismatch("The new build does not contain the records written to it, so the old build stays.")
    if len(snapshot.all_docs) != snapshot.records:
        raise IndexMismatch("The new build does not contain as many records as were written, so the old build stays.")
