"""Records -> a new build, whole or not at all: all of them anew, or those that changed beside those that did not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import numpy as np

from search.engines.whoosh.codec.arrays import ArrayFileWriter
from search.engines.whoosh.codec.merging import merge
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.codec.storage import open_index, write_table_of_contents
from search.engines.whoosh.codec.stored_records import train_dictionary
from search.engines.whoosh.format.abbreviation_file import count_abbreviations, read_abbreviation_counts, write_abbreviations
from search.engines.whoosh.format.builds import TIE_ORDER_FILE, Builds, write_manifest
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.engines.whoosh.format.schema import make_schema
from search.engines.whoosh.format.serialization import pack
from search.engines.whoosh.format.tie_order import tie_order_ranks
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.parallel import Batch, write_batches
from search.engines.whoosh.write.publishing import new_build_folder, publish
from search.engines.whoosh.write.updating import delete_documents, segments_to_merge
from search.errors import IndexMismatch
from search.lexicon.abbreviations import Abbreviations
from search.model.question import Question
from search.results.types import IndexInfo

BATCH_RECORDS = 5_000
BATCH_BYTES = 16 << 20
"""A batch is as many records, or as much of them, as this: what a process that indexes holds at once, several times over."""

SAMPLE_INTERVAL = 4
"""One record in so many of the first batch goes into the dictionary they are all compressed with."""

_BATCH_FOLDER = "runs"


class WhooshWriter:
    """Builds an index under ``index_data``; the build that serves is left alone until the new one is complete and tried.

    ``processes`` index at the same time, where there is more than one batch to index.
    """

    def __init__(self, index_data: Path, processes: int = 1) -> None:
        self._builds = Builds(index_data)
        self._processes = processes

    def rebuild(self, questions: Iterable[Question], *, is_sample: bool = False) -> IndexInfo:
        """See ``IndexWriter.rebuild``. Raises ``BuildInProgress`` when another build is being made."""
        with new_build_folder(self._builds) as part:
            counted = Abbreviations()
            segment = self._write(part, count_abbreviations(questions, counted), None)
            write_abbreviations(part, counted)
            return self._publish(part, [segment] if segment else [], is_sample, {})

    def update(self, changed: Iterable[Question], removed: Collection[str] = ()) -> IndexInfo:
        """See ``IndexWriter.update``. Raises ``BuildInProgress`` when another build is being made."""
        with new_build_folder(self._builds) as part:
            old = Snapshot(self._builds.current())
            dictionary = old.segments[0].records.dictionary if old.segments else None
            counted = read_abbreviation_counts(old.folder, old.manifest)
            added = self._write(part, count_abbreviations(changed, counted), dictionary)
            gone = frozenset(chain(removed, _ids(added)) if added else removed)
            for replaced in filter(None, map(old.find, gone)):
                counted.remove(replaced)
            write_abbreviations(part, counted)
            kept = delete_documents(old, part, gone)
            segments = kept + ([added] if added else [])
            for group in segments_to_merge(segments):
                segments = [each for each in segments if each not in group] + [_merge_into(part, group)]
            shared = {name: written for name, written in old.manifest.files.items() if _is_linked(old, part, name)}
            return self._publish(part, segments, old.manifest.is_sample, shared)

    def _write(self, part: Path, questions: Iterable[Question], dictionary: bytes | None) -> Segment | None:
        """One new segment of these records; None where there are none."""
        runs = part / _BATCH_FOLDER
        runs.mkdir()
        batches = _batches(runs, questions)
        first = next(batches, None)
        stems = []
        if first is not None:
            second = next(batches, None)
            known = train_dictionary(first.packed[::SAMPLE_INTERVAL]) if dictionary is None else dictionary
            some = chain((first,), (second,) if second else (), batches)
            stems = write_batches(some, known, self._processes if second else 1)
        segment = _merge_into(part, [Segment(runs, stem.name) for stem in stems]) if stems else None
        shutil.rmtree(runs)
        return segment

    def _publish(self, part: Path, segments: list[Segment], is_sample: bool, shared: dict[str, str]) -> IndexInfo:
        for segment in segments:
            _check_distinct(segment)
        with ArrayFileWriter(part / TIE_ORDER_FILE) as file:
            file.put("order", tie_order_ranks(segments))
        counts = {each.name: (each.document_count, int(each.deleted.mask.sum()) if each.deleted else 0) for each in segments}
        write_table_of_contents(part, make_schema(), counts)
        records = sum(documents - deleted for documents, deleted in counts.values())
        info = IndexInfo(part.with_suffix("").name, records, datetime.now(UTC), _tabled_span(segments), is_sample)
        write_manifest(part, info, list(counts), shared)
        _read_back(part, segments)
        publish(self._builds, part)
        return info


def _batches(runs: Path, questions: Iterable[Question]) -> Iterator[Batch]:
    held: list[Question] = []
    packed: list[bytes] = []
    size = number = 0
    for question in questions:
        held.append(question)
        packed.append(pack(question))
        size += len(packed[-1])
        if len(held) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield Batch(runs / f"{number:06}", held, packed)
            held, packed, size, number = [], [], 0, number + 1
    if held:
        yield Batch(runs / f"{number:06}", held, packed)


def _merge_into(part: Path, segments: list[Segment]) -> Segment:
    """The segments as a new one of the build, their own files gone from it. One that is whole is only moved."""
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
    return [each.decode() for each in lexicon.between(0, len(lexicon))]


def _check_distinct(segment: Segment) -> None:
    """Raise ``ValueError`` when an id came twice: both records would be found, and neither could be replaced."""
    held = segment.postings[VALUE_GROUPS["id"].name]
    twice = np.flatnonzero(counts_of(held.posting_starts) > 1)
    if len(twice):
        raise ValueError(
            f"{len(twice)} ids were given to the index more than once, {held.lexicon[int(twice[0])].decode()!r} among them."
        )


def _is_linked(old: Snapshot, part: Path, name: str) -> bool:
    """Whether a file of the new build is the very file of the old one, whose digest is known."""
    path = part / name
    return path.exists() and os.path.samefile(path, old.folder / name)


def _tabled_span(segments: list[Segment]) -> tuple[date, date] | None:
    """First and last day tabled."""
    column = DocValues(segments, VALUE_GROUPS["tabled"].name)
    live = [~each.deleted.mask if each.deleted else np.ones(each.document_count, bool) for each in segments]
    held = column.ordinals[np.concatenate(live)] if segments else np.zeros(0, np.uint8)
    known = held[held > 0]
    if not len(known):
        return None
    first, last = (date.fromisoformat(column.values[int(at) - 1]) for at in (known.min(), known.max()))
    return first, last


def _read_back(part: Path, segments: list[Segment]) -> None:
    """Read the new build back before anything points to it."""
    snapshot = Snapshot(part)
    open_index(part, make_schema(), snapshot.manifest.files)
    for segment in segments:
        wanted = _ids(segment)
        for each in {*wanted[:1], *wanted[-1:]}:
            found = snapshot.find(each)
            if found is not None and found.id != each:
                raise IndexMismatch("The new build does not hold what was written to it, so the old one stays.")
    if len(snapshot.everything) != snapshot.records:
        raise IndexMismatch("The new build does not hold as many records as were written to it, so the old one stays.")
