"""Files to an index: reads, stages, writes, and reports. A record that cannot be taken in is reported, never raised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.outcomes import Decoded, PassedOver, Refused, Rejection
from indexer.progress import Progress
from indexer.reading import input_files
from indexer.report import Counts, FileRead, RejectionLog, Report
from indexer.sources import recognise
from indexer.sources.source_file import SourceFile
from indexer.staging import Staging
from search.engine import IndexWriter


def build(
    paths: Iterable[Path], writer: IndexWriter, rejected_path: Path, progress: Progress, *, is_sample: bool = False
) -> Report:
    """Write an index of every record under the paths, and the rejected ones to ``rejected_path``.

    Where there is not one record to index, the writer is not called and the index stays as it is.
    """
    files: list[FileRead] = []
    passed_over: list[PassedOver] = []
    with RejectionLog(rejected_path) as log, Staging() as staging:
        for found in map(recognise, input_files(paths)):
            match found:
                case SourceFile():
                    before = staging.taken + log.count
                    _stage(progress(found.records(), f"Reading {found.path.name}"), staging, log)
                    files.append(FileRead(found.path, found.described, staging.taken + log.count - before))
                case PassedOver():
                    passed_over.append(found)
                case Rejection():
                    log.add(found)
        staging.settle()
        indexed = len(staging)
        if indexed:
            writer.rebuild(progress(staging.questions(), "Indexing", indexed), is_sample=is_sample)
        counts = Counts(indexed, staging.superseded, log.count)
    return Report(counts, tuple(files), tuple(passed_over))


def _stage(records: Iterator[Decoded | Rejection], staging: Staging, log: RejectionLog) -> None:
    for record in records:
        match record:
            case Rejection():
                log.add(record)
            case Decoded(question, place, source):
                try:
                    staging.add(question)
                except Refused as refused:
                    log.add(Rejection(str(refused), place, source, question.id))
