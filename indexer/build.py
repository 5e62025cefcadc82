"""Files to an index: reads, stages, writes, and reports. A record that cannot be taken in is reported, never raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection, Removal, SkippedFile
from indexer.progress import Progress
from indexer.report import Counts, FileSummary, RejectionLog, Report
from indexer.sources.detection import detect_source
from indexer.sources.raw_responses import ResponseFile
from indexer.sources.source_file import SourceFile
from indexer.staging.store import Staging
from search.engine import Engine, IndexWriter
from search.model.question import House, Question
from search.query.nodes import AnyOf
from search.query.request import SearchRequest

DetectedFile = SourceFile | ResponseFile | SkippedFile | Rejection
"""What a file turned out to be."""


def build(
    paths: Iterable[Path], writer: IndexWriter, rejected_path: Path, progress: Progress, *, is_sample: bool = False
) -> Report:
    """Write an index of every record under the paths, and the rejected ones to ``rejected_path``.

    Where there is not one record to index, the writer is not called and the index stays as it is.
    """
    with RejectionLog(rejected_path) as log, Staging() as staging:
        files, passed_over = _read(detect_files(paths), staging, log, progress)
        staging.settle()
        indexed = len(staging)
        if indexed:
            writer.rebuild(progress(staging.questions(), "Indexing", indexed), is_sample=is_sample)
        return Report(Counts(indexed, staging.superseded_count, log.count), files, passed_over)


def detect_files(paths: Iterable[Path]) -> Iterator[DetectedFile]:
    """Every file under the paths, as what it is."""
    return map(detect_source, input_files(paths))


class Index(NamedTuple):
    """An index as it is, and what changes it."""

    engine: Engine
    writer: IndexWriter


def update(
    files: Iterable[DetectedFile], removed: Collection[str], index: Index, rejected_path: Path, progress: Progress
) -> Report:
    """Put every record of the files into the index that is there, and take out those of the ids ``removed``.

    Each goes on from what the index holds of it, so that what is written is what a build from both would write. Records that
    stay as they are, are not written; where all do, and no id to be removed is there, the writer is not called.
    """
    engine = index.engine
    with RejectionLog(rejected_path) as log, Staging(engine.get) as staging:
        read, passed_over = _read(files, staging, log, progress)
        counts = Counts(staging.added_count - staging.superseded_count, staging.superseded_count, log.count)
        for house, uin in staging.uins():
            for known in _of_uin(engine, house, uin):
                staging.recall(known)
        staging.settle()
        gone = {known for known in staging.recalled if not staging.has(known)} | {each for each in removed if engine.get(each)}
        changed = (each for each in staging.questions() if each.id not in staging.recalled or each != engine.get(each.id))
        first = next(changed, None)
        if first is not None or gone:
            written = chain([first] if first else [], changed)
            index.writer.update(progress(written, "Indexing"), gone)
        return Report(counts, read, passed_over)


def _of_uin(engine: Engine, house: House, uin: str) -> Iterator[Question]:
    """The records of the index that may be a question by another source's id: those of its House and UIN."""
    return engine.scan(SearchRequest(filters=(AnyOf("uin", (uin,)), AnyOf("house", (house,)))))


def _read(
    files: Iterable[DetectedFile], staging: Staging, log: RejectionLog, progress: Progress
) -> tuple[tuple[FileSummary, ...], tuple[SkippedFile, ...]]:
    """Stage every record of the files, and say what the files were."""
    read: list[FileSummary] = []
    passed_over: list[SkippedFile] = []
    for found in files:
        match found:
            case SourceFile() | ResponseFile():
                before = staging.added_count + log.count
                _stage(progress(found.records(), f"Reading {found.path.name}"), staging, log)
                read.append(FileSummary(found.path, found.description, staging.added_count + log.count - before))
            case SkippedFile():
                passed_over.append(found)
            case Rejection():
                log.add(found)
    return tuple(read), tuple(passed_over)


def _stage(records: Iterator[DecodedRecord | Removal | Rejection], staging: Staging, log: RejectionLog) -> None:
    for record in records:
        match record:
            case Rejection():
                log.add(record)
            case Removal(id, _, seen_at):
                staging.mark_removed(id, seen_at)
            case DecodedRecord(question, place, source, seen_at):
                try:
                    staging.add(question, seen_at)
                except InvalidRecord as refused:
                    log.add(Rejection(str(refused), place, source, question.id))
