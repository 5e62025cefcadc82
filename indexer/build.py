"""Builds or updates an index from files: reads, stages, writes and reports. An invalid record is reported, never raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

import msgspec

from indexer.deriving.passes import derive_all, derive_changed
from indexer.files.input_stream import input_files
from indexer.losses import LOSSES_FILE, Losses
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection, Removal, SkippedFile
from indexer.progress import Progress
from indexer.report import FileSummary, RecordLog, Report
from indexer.sources.detection import detect_source
from indexer.sources.raw_responses import ResponseFile
from indexer.sources.source_file import SourceFile
from indexer.staging.store import StagingStore
from search.engine import Engine, IndexWriter
from search.model.question import House, Question
from search.query.nodes import AnyOf
from search.query.request import SearchRequest

DetectedFile = SourceFile | ResponseFile | SkippedFile | Rejection
"""A file of a source, a file that is skipped, or one that cannot be read."""

Logs = tuple[RecordLog, Losses]
"""The receivers of each rejected record: the log of this run, and the losses of the index."""


class Index(msgspec.Struct, frozen=True):
    """An index: the engine that reads it and the writer that changes it."""

    engine: Engine
    writer: IndexWriter


def build(
    paths: Iterable[Path], writer: IndexWriter, rejected_path: Path, progress: Progress, *, is_sample: bool = False
) -> Report:
    """Build an index of every record in the paths; write the rejected records to ``rejected_path``.

    If there is no record to index, the writer is not called, and the index does not change.
    """
    losses = Losses()
    with RecordLog.open(rejected_path) as log, StagingStore.open() as staging:
        summaries, skipped = _read_files(detect_files(paths), staging, (log, losses), progress)
        merged = staging.merge_sources()
        indexed_count = len(merged)
        if indexed_count:
            questions = progress(derive_all(merged.questions), "Indexing", indexed_count)
            writer.rebuild(questions, is_sample=is_sample, source_counts=losses.counts)
            losses.write(rejected_path.with_name(LOSSES_FILE))
        return log.report(indexed_count, merged.superseded_count, summaries, skipped)


def detect_files(paths: Iterable[Path]) -> Iterator[DetectedFile]:
    """Yield every file in the paths with its source."""
    return map(detect_source, input_files(paths))


def update(
    files: Iterable[DetectedFile], removed_ids: Collection[str], index: Index, rejected_path: Path, progress: Progress
) -> Report:
    """Add every record of the files to an index, and remove the questions of ``removed_ids``.

    Each record is merged into the indexed question, so that the result is the same as a build of the old and new files
    together. Questions that do not change are not written. The writer is called if a question changes or is removed, or if the
    numbers of rejected, warned or uncounted records change.
    """
    engine = index.engine
    losses = Losses.read(rejected_path.with_name(LOSSES_FILE))
    losses.add_removed(removed_ids)
    with RecordLog.open(rejected_path) as log, StagingStore.open(engine.get) as staging:
        summaries, skipped = _read_files(files, staging, (log, losses), progress)
        indexed_count, superseded_count = staging.added_count - staging.superseded_count, staging.superseded_count
        for house, uin in staging.uins():
            for question in _questions_of_uin(engine, house, uin):
                staging.add_indexed(question)
        merged = staging.merge_sources()
        obsolete_ids = {known for known in merged.indexed_ids if known not in merged}
        obsolete_ids |= {removed for removed in removed_ids if engine.get(removed)}
        changed = derive_changed(merged.questions, engine, obsolete_ids)
        first = next(changed, None)
        if first is not None or obsolete_ids or losses.counts != engine.info().source_counts:
            questions = chain([first] if first else [], changed)
            index.writer.update(progress(questions, "Indexing"), obsolete_ids, source_counts=losses.counts)
        losses.write(rejected_path.with_name(LOSSES_FILE))
        return log.report(indexed_count, superseded_count, summaries, skipped)


def _questions_of_uin(engine: Engine, house: House, uin: str) -> Iterator[Question]:
    """Yield the indexed questions of a House and UIN: one of them may be a staged question under the id of another source."""
    return engine.scan(SearchRequest(filters=(AnyOf("uin", (uin,)), AnyOf("house", (house,)))))


def _read_files(
    files: Iterable[DetectedFile], staging: StagingStore, logs: Logs, progress: Progress
) -> tuple[tuple[FileSummary, ...], tuple[SkippedFile, ...]]:
    """Stage or reject every record of the files; return a summary of each file that was read, and the skipped files."""
    log, losses = logs
    summaries: list[FileSummary] = []
    skipped: list[SkippedFile] = []
    for file in files:
        match file:
            case SourceFile() | ResponseFile():
                count_before = staging.added_count + log.rejected_count
                if isinstance(file, SourceFile):
                    losses.add_file(file.path)
                with staging.reading_file():
                    _stage(progress(file.records(), f"Reading {file.path.name}"), staging, logs)
                record_count = staging.added_count + log.rejected_count - count_before
                summaries.append(FileSummary(file.path, file.description, record_count))
            case SkippedFile():
                skipped.append(file)
            case Rejection():
                losses.add_file(Path(file.location))
                _reject(file, logs)
    return tuple(summaries), tuple(skipped)


def _stage(records: Iterator[DecodedRecord | Removal | Rejection], staging: StagingStore, logs: Logs) -> None:
    log, losses = logs
    for record in records:
        match record:
            case Rejection():
                _reject(record, logs)
            case Removal(id, _, seen_at):
                staging.mark_removed(id, seen_at)
            case DecodedRecord(question, location, source, seen_at):
                try:
                    staging.add(question, seen_at)
                    log.add_warnings(record)
                    losses.add_record(record)
                except InvalidRecord as error:
                    _reject(Rejection(str(error), location, source, question.id), logs)


def _reject(rejection: Rejection, logs: Logs) -> None:
    for log in logs:
        log.add(rejection)
