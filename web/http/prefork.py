"""Runs several worker processes that serve the same sockets. The parent process starts them and replaces those that end.

The parent forks the workers. When it calls ``run_workers``, it must have no other threads, and no open files or connections
that workers must not share.
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

OnReady = Callable[[IndexInfo], None]
"""Called with the served index as soon as requests can be answered."""
Serve = Callable[[OnReady], None]
"""Answers requests until ``KeyboardInterrupt``."""

RESTART_PAUSE_SECONDS = 1.0
"""The pause between the end of a worker and the start of its replacement. It limits the cost of repeated crashes."""
MAX_START_ATTEMPTS = 5
SHUTDOWN_SECONDS = 10.0
"""The time that workers have to finish their requests. Waitress stops waiting for its threads after 5 seconds."""

_fork = multiprocessing.get_context("fork")
_log = logging.getLogger("wrans.workers")


class NotStarted(SearchError):
    """A worker ended before it could answer requests."""


def interrupt(number: int, frame: FrameType | None) -> None:
    """Handle a signal: raise ``KeyboardInterrupt``, and ignore the signal from then on, so that shutdown is not interrupted."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def run_workers(count: int, serve: Serve, on_ready: OnReady) -> None:
    """Run ``serve`` in ``count`` workers until ``KeyboardInterrupt``. The workers end with this process, however it ends.

    They start one after another, because the first one may build the index that the others open. They inherit the SIGTERM
    handler of this process, which must be ``interrupt``. Raises ``NotStarted`` if no worker can be started.
    """
    workers: list[ForkProcess] = []
    try:
        for _ in range(count):
            worker, info = _start(serve)
            workers.append(worker)
        on_ready(info)
        while True:
            sentinels = wait([worker.sentinel for worker in workers])
            for worker in [worker for worker in workers if worker.sentinel in sentinels]:
                worker.join()
                _log.error("Worker %d ended (exit code %s); another takes its place", worker.pid, worker.exitcode)
                workers.remove(worker)
                workers.append(_start_replacement(serve))
    finally:
        _end_all()


def _start_replacement(serve: Serve) -> ForkProcess:
    """Start a worker while the others go on. Raises ``NotStarted`` after ``MAX_START_ATTEMPTS`` failures."""
    for _ in range(MAX_START_ATTEMPTS):
        time.sleep(RESTART_PAUSE_SECONDS)
        try:
            return _start(serve)[0]
        except NotStarted as error:
            _log.error("%s", error)
    raise NotStarted(f"No worker could be started in {MAX_START_ATTEMPTS} tries.")


def _start(serve: Serve) -> tuple[ForkProcess, IndexInfo]:
    """Start a worker and wait until it answers requests. Returns it with the index that it serves."""
    receiver, sender = _fork.Pipe(duplex=False)
    worker = _fork.Process(target=_work, args=(serve, sender), daemon=True)
    worker.start()
    sender.close()
    with receiver:
        try:
            message: IndexInfo | str = receiver.recv()
        except EOFError:
            message = ""
    if isinstance(message, str):
        worker.join()
        raise NotStarted(message or f"Worker {worker.pid} ended before it could answer (exit code {worker.exitcode}).")
    _log.info("Worker %d answers", worker.pid)
    return worker, message


def _work(serve: Serve, sender: Connection) -> None:
    """Run a worker. It sends the parent the index that it serves, or a sentence that says why it cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process of a terminal; the parent sends SIGTERM
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        serve(sender.send)
    except KeyboardInterrupt:
        pass
    except (SearchError, OSError) as error:
        sender.send(as_sentence(error))
        sys.exit(1)


def _end_with_parent() -> None:
    """Wait until the parent ends, even if it is killed, then end this process. The parent's end of a pipe closes then."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _end_all() -> None:
    """Let every worker finish its requests, and kill those that take longer than ``SHUTDOWN_SECONDS``."""
    workers = multiprocessing.active_children()
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + SHUTDOWN_SECONDS
    for worker in workers:
        worker.join(max(0.0, deadline - time.monotonic()))
        if worker.is_alive():
            worker.kill()
            worker.join()
