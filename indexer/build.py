"""Files to an index: reads, stages, writes, and reports. A record that cannot be taken in is reported, never raised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from indexer.outcomes import Decoded, PassedOver, Refused, Rejection
from indexer.progress import Progress
from indexer.reading import input_files
from indexer.report import Counts, FileRead, RejectionLog, Report
from indexer.sources import recognise
from indexer.sources.source_file import SourceFile
from indexer.staging import Staging
from search.engine import Engine, IndexWriter
from search.query import AnyOf
from search.records import Question
from search.request import SearchRequest


def build(
    paths: Iterable[Path], writer: IndexWriter, rejected_path: Path, progress: Progress, *, is_sample: bool = False
) -> Report:
    """Write an index of every record under the paths, and the rejected ones to ``rejected_path``.

    Where there is not one record to index, the writer is not called and the index stays as it is.
    """
    with RejectionLog(rejected_path) as log, Staging() as staging:
        files, passed_over = _read(paths, staging, log, progress)
        staging.settle()
        indexed = len(staging)
        if indexed:
            writer.rebuild(progress(staging.questions(), "Indexing", indexed), is_sample=is_sample)
        return Report(Counts(indexed, staging.superseded, log.count), files, passed_over)


class Index(NamedTuple):
    """An index as it is, and what changes it."""

    engine: Engine
    writer: IndexWriter


def update(paths: Iterable[Path], removed: Collection[str], index: Index, rejected_path: Path, progress: Progress) -> Report:
    """Put every record under the paths into the index that is there, and take out those of the ids ``removed``.

    A record the index holds already is one version, and what the paths tell of it another: what is written is what a build
    from both would write.
    """
    with RejectionLog(rejected_path) as log, Staging() as told, Staging() as merged:
        files, passed_over = _read(paths, told, log, progress)
        told.settle()
        held = {known.id: known for question in told.questions() for known in _held(index.engine, question)}
        for known in held.values():
            merged.add(known)
        for question in told.questions():
            merged.add(question)
        merged.settle()
        written = {question.id for question in merged.questions()}
        gone = (held.keys() - written) | set(removed)
        index.writer.update(progress(merged.questions(), "Indexing", len(merged)), gone)
        return Report(Counts(len(told), told.superseded, log.count), files, passed_over)


def _held(engine: Engine, question: Question) -> Iterator[Question]:
    """The records of the index that may be this question: the one of its id, and those of its House and UIN."""
    if known := engine.get(question.id):
        yield known
    if question.uin:
        yield from engine.scan(SearchRequest(filters=(AnyOf("uin", (question.uin,)), AnyOf("house", (question.house,)))))


def _read(
    paths: Iterable[Path], staging: Staging, log: RejectionLog, progress: Progress
) -> tuple[tuple[FileRead, ...], tuple[PassedOver, ...]]:
    """Stage every record under the paths, and say what the files were."""
    files: list[FileRead] = []
    passed_over: list[PassedOver] = []
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
    return tuple(files), tuple(passed_over)


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
