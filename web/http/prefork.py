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
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType

from search.errors import SearchError, as_sentence
from search.results.types import IndexInfo

OnReady = Callable[[IndexInfo | None], None]
"""Called with the served index as soon as requests can be answered."""
Serve = Callable[[OnReady, bool], None]
"""Answers requests until ``KeyboardInterrupt``. The second argument is whether the worker replaces another."""

RESTART_PAUSE_SECONDS = 1.0
"""The pause between the end of a worker and the start of its replacement. It limits the cost of repeated crashes."""
MAX_RESTART_PAUSE_SECONDS = 60.0
"""The longest pause between two attempts while other workers live. Each failure doubles the pause up to this."""
MAX_START_ATTEMPTS = 5
"""The attempts to start a worker while none lives."""
SHUTDOWN_SECONDS = 10.0
"""The time that workers have to finish their requests. Waitress stops waiting for its threads after 5 seconds."""

MAX_WAIT_SECONDS = 1.0
"""The longest single wait for workers. A signal that arrives just before a wait begins does not end it: Python runs the handler
after it."""

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
    try:
        started = [_start(serve) for _ in range(count)]
        on_ready(started[-1][1])
        _replace_ended([worker for worker, _ in started], serve)
    finally:
        _end_all()


def _replace_ended(workers: list[ForkProcess], serve: Serve) -> None:
    """Start another worker for each that ends. While another worker lives, it keeps trying, with growing pauses.

    Raises ``NotStarted`` if none lives and none can be started in ``MAX_START_ATTEMPTS`` tries.
    """
    missing = failures = 0
    next_start = 0.0
    while True:
        for worker in _wait_for_end(workers, next_start if missing else None):
            _log.error("Worker %d ended (%s); another takes its place", worker.pid, _reason(worker.exitcode))
            workers.remove(worker)
            missing += 1
            next_start = max(next_start, time.monotonic() + RESTART_PAUSE_SECONDS)
        if not missing or time.monotonic() < next_start:
            continue
        try:
            workers.append(_start(serve, is_replacement=True)[0])
            missing, failures = missing - 1, 0
        except NotStarted as error:
            _log.error("%s", error)
            failures += 1
            if not workers and failures >= MAX_START_ATTEMPTS:
                raise NotStarted(f"No worker could be started in {MAX_START_ATTEMPTS} tries.") from error
            pause = RESTART_PAUSE_SECONDS * 2 ** (failures if workers else 0)
            next_start = time.monotonic() + min(pause, MAX_RESTART_PAUSE_SECONDS)


def _wait_for_end(workers: Sequence[ForkProcess], deadline: float | None) -> list[ForkProcess]:
    """Wait for a worker to end, at most ``MAX_WAIT_SECONDS`` and until the deadline. Returns the workers that ended.

    The deadline is a time of the monotonic clock.
    """
    timeout = MAX_WAIT_SECONDS if deadline is None else min(MAX_WAIT_SECONDS, max(0.0, deadline - time.monotonic()))
    sentinels = wait([worker.sentinel for worker in workers], timeout)
    ended = [worker for worker in workers if worker.sentinel in sentinels]
    for worker in ended:
        worker.join()
    return ended


def _reason(exit_code: int | None) -> str:
    """Describe how a worker ended."""
    if exit_code == -signal.SIGBUS:
        return f"exit code {exit_code}: a file of the index was cut short or could not be read while it was mapped"
    return f"exit code {exit_code}"


def _start(serve: Serve, is_replacement: bool = False) -> tuple[ForkProcess, IndexInfo | None]:
    """Start a worker and wait until it answers requests. Returns it with the index that it serves."""
    receiver, sender = _fork.Pipe(duplex=False)
    worker = _fork.Process(target=_work, args=(serve, sender, is_replacement), daemon=True)
    worker.start()
    sender.close()
    with receiver:
        try:
            message: IndexInfo | str | None = receiver.recv()
        except EOFError:
            message = ""
    if isinstance(message, str):
        worker.join()
        raise NotStarted(message or f"Worker {worker.pid} ended before it could answer (exit code {worker.exitcode}).")
    _log.info("Worker %d answers", worker.pid)
    return worker, message


def _work(serve: Serve, sender: Connection, is_replacement: bool) -> None:
    """Run a worker. It sends the parent the index that it serves, or a sentence that says why it cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process of a terminal; the parent sends SIGTERM
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    try:
        serve(sender.send, is_replacement)
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
