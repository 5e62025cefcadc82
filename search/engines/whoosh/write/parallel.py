"""Batches indexed in this process, or in several others, each of which is handed the next batch when it has written one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import NamedTuple

import msgspec

from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.write.batch_indexer import BatchIndexer
from search.model.question import Question


class Batch(NamedTuple):
    """Records that make one segment, whose files begin with ``stem``; ``packed`` is what is stored of each."""

    stem: Path
    questions: list[Question]
    packed: list[bytes]


def write_batches(batches: Iterable[Batch], dictionary: bytes, processes: int) -> list[Path]:
    """Write every batch and return their stems, in order. What goes wrong in another process is raised here."""
    if processes == 1:
        indexer = BatchIndexer(dictionary)
        stems = []
        for batch in batches:
            indexer.write(*batch)
            stems.append(batch.stem)
        return stems
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(dictionary)) for _ in range(processes)]
        return _distribute(batches, workers)


def _distribute(batches: Iterable[Batch], workers: list[Connection]) -> list[Path]:
    stems = []
    idle, busy = list(workers), set[Connection]()
    for batch in batches:
        if not idle:
            idle = list(_finished(busy))
        worker = idle.pop()
        worker.send_bytes(msgspec.msgpack.encode((str(batch.stem), batch.packed)))
        busy.add(worker)
        stems.append(batch.stem)
    while busy:
        list(_finished(busy))
    return stems


def _finished(busy: set[Connection]) -> Iterator[Connection]:
    """Wait until some of the busy workers are done, and give them back."""
    for worker in wait(list(busy)):
        assert isinstance(worker, Connection)
        try:
            failure = worker.recv()
        except EOFError:
            raise ChildProcessError("A process that was indexing has ended before its time; it may have been killed.") from None
        if failure is not None:
            raise failure
        busy.remove(worker)
        yield worker


@contextmanager
def _worker(dictionary: bytes) -> Iterator[Connection]:
    """Another process that indexes what it is sent. It ends when this one does, however that comes about."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_index, args=(theirs, dictionary), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.terminate()
        process.join()


def _index(batches: Connection, dictionary: bytes) -> None:
    """What a worker does: index batches until no more can come."""
    indexer = BatchIndexer(dictionary)
    decoder = msgspec.msgpack.Decoder(tuple[str, list[bytes]])
    while True:
        try:
            stem, packed = decoder.decode(batches.recv_bytes())
        except EOFError:
            return
        try:
            indexer.write(Path(stem), [unpack(record) for record in packed], packed)
            batches.send(None)
        except Exception as error:  # whatever it is, it is the builder's to report
            batches.send(error)
