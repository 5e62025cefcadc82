"""Indexes batches in this process or in several others. Each process gets another batch as soon as it has written one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.write.batch_indexer import BatchIndexer
from search.model.question import Question


class Batch(msgspec.Struct, frozen=True):
    """Records that become one segment. ``stem`` is the path of its files; ``packed`` are the same records as bytes."""

    stem: Path
    questions: list[Question]
    packed: list[bytes]


def write_batches(batches: Iterable[Batch], dictionary: bytes, processes: int) -> list[Path]:
    """Write every batch, and return their stems in order. An exception in another process is raised here."""
    if processes == 1:
        indexer = BatchIndexer(dictionary)
        stems = []
        for batch in batches:
            indexer.write(batch.stem, batch.questions, batch.packed)
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
            idle = list(_wait_for_idle(busy))
        worker = idle.pop()
        worker.send_bytes(msgspec.msgpack.encode((str(batch.stem), batch.packed)))
        busy.add(worker)
        stems.append(batch.stem)
    while busy:
        list(_wait_for_idle(busy))
    return stems


def _wait_for_idle(busy: set[Connection]) -> Iterator[Connection]:
    """Wait until at least one busy worker has written its batch. Remove these workers from ``busy`` and yield them."""
    for worker in wait(list(busy)):
        assert isinstance(worker, Connection)
        try:
            failure = worker.recv()
        except EOFError:
            raise ChildProcessError("An indexing process ended unexpectedly; the system may have killed it.") from None
        if failure is not None:
            raise failure
        busy.remove(worker)
        yield worker


@contextmanager
def _worker(dictionary: bytes) -> Iterator[Connection]:
    """Start a process that indexes the batches sent to it. It ends when this process ends, even by a kill."""
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


def _index(connection: Connection, dictionary: bytes) -> None:
    """Run a worker: index batches until the connection is closed. Answer each with None or with the exception it raised."""
    indexer = BatchIndexer(dictionary)
    decoder = msgspec.msgpack.Decoder(tuple[str, list[bytes]])
    with suppress(EOFError, OSError):  # the process that sends has ended, perhaps in the middle of a batch
        while True:
            stem, packed = decoder.decode(connection.recv_bytes())
            try:
                indexer.write(Path(stem), [unpack(record) for record in packed], packed)
                connection.send(None)
            except Exception as error:  # any exception: the parent process raises it
                connection.send(error)
