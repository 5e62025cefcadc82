"""Several processes that answer on the same sockets, and the parent that keeps their number up and answers nothing itself.

The parent forks, so it must have no thread but its own when it calls ``keep``, nor anything open that a fork spoils.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType

from search.errors import SearchError, as_sentence
from search.results.types import IndexInfo

Ready = Callable[[IndexInfo], None]
"""Called with what is served, as soon as requests can be answered."""
Serve = Callable[[Ready], None]
"""Answers requests until ``KeyboardInterrupt``."""

PAUSE_SECONDS = 1.0
"""Between the end of a worker and the start of the next: one that dies of every request must not take the machine with it."""
MOST_TRIES = 5
GRACE_SECONDS = 10.0
"""For the workers to finish what is under way; waitress gives up on its threads after five."""

_forking = multiprocessing.get_context("fork")
_log = logging.getLogger("wrans.workers")


class NotStarted(SearchError):
    """A worker ended before it could answer."""


def interrupt(number: int, frame: FrameType | None) -> None:
    """A handler of signals: ends the process as Ctrl+C does, but only once, so that nothing cuts the ending short."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def keep(count: int, serve: Serve, ready: Ready) -> None:
    """Have ``count`` workers run ``serve`` until ``KeyboardInterrupt``, and end them with this process, however it ends.

    They start one after another: the first makes the index the others find. They handle SIGTERM as this process does, which
    must be with ``interrupt``. Raises ``NotStarted``.
    """
    workers: list[ForkProcess] = []
    try:
        for _ in range(count):
            worker, info = _started(serve)
            workers.append(worker)
        ready(info)
        while True:
            ended = wait([worker.sentinel for worker in workers])
            for worker in [worker for worker in workers if worker.sentinel in ended]:
                worker.join()
                _log.error("Worker %d ended (exit code %s); another takes its place", worker.pid, worker.exitcode)
                workers.remove(worker)
                workers.append(_replacement(serve))
    finally:
        _end_all()


def _replacement(serve: Serve) -> ForkProcess:
    """A worker that answers; the others go on meanwhile. Raises ``NotStarted`` when none will after ``MOST_TRIES``."""
    for _ in range(MOST_TRIES):
        time.sleep(PAUSE_SECONDS)
        try:
            return _started(serve)[0]
        except NotStarted as error:
            _log.error("%s", error)
    raise NotStarted(f"No worker could be started in {MOST_TRIES} tries.")


def _started(serve: Serve) -> tuple[ForkProcess, IndexInfo]:
    """A worker, once it answers, and what it serves."""
    told, telling = _forking.Pipe(duplex=False)
    worker = _forking.Process(target=_work, args=(serve, telling), daemon=True)
    worker.start()
    telling.close()
    with told:
        try:
            said: IndexInfo | str = told.recv()
        except EOFError:
            said = ""
    if isinstance(said, str):
        worker.join()
        raise NotStarted(said or f"Worker {worker.pid} ended before it could answer (exit code {worker.exitcode}).")
    _log.info("Worker %d answers", worker.pid)
    return worker, said


def _work(serve: Serve, telling: Connection) -> None:
    """What a worker does. Tells the parent what it serves, or why it cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process of a terminal; the parent sends SIGTERM
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        serve(telling.send)
    except KeyboardInterrupt:
        pass
    except (SearchError, OSError) as error:
        telling.send(as_sentence(error))
        sys.exit(1)


def _end_with_parent() -> None:
    """Wait for the parent to end, killed or not: its end of a pipe closes then."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _end_all() -> None:
    """Let every worker finish what is under way, and kill those that take too long."""
    workers = multiprocessing.active_children()
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
        if worker.is_alive():
            worker.kill()
            worker.join()
