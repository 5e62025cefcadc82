"""The threads that answer requests. Health checks have a thread of their own; the others take requests from a queue.

Threads share Python's global interpreter lock, so each costly request that is running makes a page take longer. Few costly
requests run at once, and they pause while a page is rendered.
"""

from __future__ import annotations

import threading
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from web.server.fair_queue import FairQueue, Turn
from web.server.pacing import RequestScheduler

HEALTH_PATHS = frozenset({"/health", "/livez", "/readyz", "/metrics"})
"""Addresses that are answered by the thread for prompt answers."""


class Threads(ThreadedTaskDispatcher):
    """The threads of one process. ``prompt`` is the dispatcher of one more, for health checks and for refused requests."""

    def __init__(self, count: int, concurrency: int) -> None:
        super().__init__()
        self.fair_queue = FairQueue(max(1, count - 1), max(1, count // 4), concurrency)
        self.queue: Any = self.fair_queue
        self.scheduler = RequestScheduler()
        self.prompt = ThreadedTaskDispatcher()
        self.set_thread_count(count)
        self.prompt.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        """Let a thread answer the first request of a connection."""
        request = task.requests[0]
        task.turn = None
        if request.error or request.path in HEALTH_PATHS:
            self.prompt.add_task(task)
            return
        with self.lock:
            self.fair_queue.append(task)
            self.queue_cv.notify()

    def finished(self, turn: Turn, seconds: float) -> None:
        """Count a request as answered in ``seconds`` of processor time, and let the next request run."""
        with self.lock:
            self.fair_queue.finished(turn, seconds)
        self.wake()

    @property
    def has_waiting(self) -> bool:
        """Whether a request waits for a thread or for its turn."""
        with self.lock:
            return len(self.fair_queue) > 0

    def wake(self) -> None:
        """Let a request begin that may run now, because another has ended or is overdue."""
        with self.lock:
            if self.fair_queue:
                self.queue_cv.notify()

    def requests_of(self, client: str) -> int:
        """The number of requests of an address that wait or are under way."""
        with self.lock:
            return self.fair_queue.requests_of(client)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """See ``ThreadedTaskDispatcher.shutdown``."""
        ending = threading.Thread(target=self.prompt.shutdown, args=(cancel_pending, timeout))
        ending.start()
        result: bool = super().shutdown(cancel_pending, timeout)
        ending.join()
        return result
