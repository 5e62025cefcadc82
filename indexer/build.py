"""Builds or updates an index from files: reads, stages, writes and reports. An invalid record is reported, never raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

import msgspec

from indexer.files.input_stream import input_files
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
    with RecordLog.open(rejected_path) as log, StagingStore.open() as staging:
        files, skipped = _read_files(detect_files(paths), staging, log, progress)
        merged = staging.merge_sources()
        indexed_count = len(merged)
        if indexed_count:
            writer.rebuild(progress(merged.questions(), "Indexing", indexed_count), is_sample=is_sample)
        return log.report(indexed_count, merged.superseded_count, files, skipped)


def detect_files(paths: Iterable[Path]) -> Iterator[DetectedFile]:
    """Yield every file in the paths with its source."""
    return map(detect_source, input_files(paths))


def update(
    files: Iterable[DetectedFile], removed_ids: Collection[str], index: Index, rejected_path: Path, progress: Progress
) -> Report:
    """Add every record of the files to an index, and remove the questions of ``removed_ids``.

    Each record is merged into the indexed question, so that the result is the same as a build of the old and new files
    together. Questions that do not change are not written; if none changes or is removed, the writer is not called.
    """
    engine = index.engine
    with RecordLog.open(rejected_path) as log, StagingStore.open(engine.get) as staging:
        summaries, skipped = _read_files(files, staging, log, progress)
        counts = (staging.added_count - staging.superseded_count, staging.superseded_count)
        for house, uin in staging.uins():
            for question in _questions_of_uin(engine, house, uin):
                staging.add_indexed(question)
        merged = staging.merge_sources()
        obsolete_ids = {known for known in merged.indexed_ids if known not in merged}
        obsolete_ids |= {removed for removed in removed_ids if engine.get(removed)}
        changed = (
            question
            for question in merged.questions()
            if question.id not in merged.indexed_ids or question != engine.get(question.id)
        )
        first = next(changed, None)
        if first is not None or obsolete_ids:
            questions = chain([first] if first else [], changed)
            index.writer.update(progress(questions, "Indexing"), obsolete_ids)
        return log.report(*counts, summaries, skipped)


def _questions_of_uin(engine: Engine, house: House, uin: str) -> Iterator[Question]:
    """Yield the indexed questions of a House and UIN: one of them may be a staged question with the id of another source."""
    return engine.scan(SearchRequest(filters=(AnyOf("uin", (uin,)), AnyOf("house", (house,)))))


def _read_files(
    files: Iterable[DetectedFile], staging: StagingStore, log: RecordLog, progress: Progress
) -> tuple[tuple[FileSummary, ...], tuple[SkippedFile, ...]]:
    """Stage or reject every record of the files; return a summary of each file that was read, and the skipped files."""
    summaries: list[FileSummary] = []
    skipped: list[SkippedFile] = []
    for file in files:
        match file:
            case SourceFile() | ResponseFile():
                count_before = staging.added_count + log.count
                with staging.reading_file():
                    _stage(progress(file.records(), f"Reading {file.path.name}"), staging, log)
                summaries.append(FileSummary(file.path, file.description, staging.added_count + log.count - count_before))
            case SkippedFile():
                skipped.append(file)
            case Rejection():
                log.add(file)
    return tuple(summaries), tuple(skipped)


def _stage(records: Iterator[DecodedRecord | Removal | Rejection], staging: StagingStore, log: RecordLog) -> None:
    for record in records:
        match record:
            case Rejection():
                log.add(record)
            case Removal(id, _, seen_at):
                staging.mark_removed(id, seen_at)
            case DecodedRecord(question, location, source, seen_at):
                try:
                    staging.add(question, seen_at)
                    log.add_warnings(record)
                except InvalidRecord as error:
                    log.add(Rejection(str(error), location, source, question.id))
