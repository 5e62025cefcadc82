"""The threads that answer, and whose turn it is: health checks have a thread of their own, and addresses take turns.

Threads share Python's lock, so each costly request that is under way makes a page take longer. Few are let through at once.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from typing import Any, Protocol

from waitress.task import ThreadedTaskDispatcher

HEALTH_PATHS = frozenset({"/health", "/livez", "/readyz", "/metrics"})
"""Addresses that are answered by the thread for prompt answers."""


class Waiting(Protocol):
    """What the threads know of a connection: the client of its first request, and whether that request is costly."""

    client: str
    is_costly: bool


class Turns:
    """The connections whose requests wait for a thread: the queue of a waitress dispatcher, used under its lock.

    The addresses that wait take turns, so a visitor waits for one request of each other address, not for all of them. An
    address has at most ``limit`` requests under way, so that the others have a thread. At most ``costly_limit`` requests
    under way are costly, and the others pass those that wait.
    """

    def __init__(self, limit: int, costly_limit: int) -> None:
        self._limit, self._costly_limit = limit, costly_limit
        self._waiting: OrderedDict[tuple[str, bool], deque[Waiting]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._costly = 0

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return self._next() is not None

    def append(self, connection: Waiting) -> None:
        """Let the connection wait."""
        self._waiting.setdefault((connection.client, connection.is_costly), deque()).append(connection)

    def popleft(self) -> Waiting:
        """Return the connection whose turn it is, and count its request as under way. Raises ``IndexError`` if none has."""
        key = self._next()
        if key is None:
            raise IndexError("no request may be answered now")
        self._running[key[0]] += 1
        self._costly += key[1]
        connections = self._waiting.pop(key)
        connection = connections.popleft()
        if connections:
            self._waiting[key] = connections
        return connection

    def finished(self, client: str, is_costly: bool) -> None:
        """Count a request of the address as answered."""
        self._costly -= is_costly
        self._running[client] -= 1
        if self._running[client] <= 0:
            del self._running[client]

    def requests_of(self, client: str) -> int:
        """The number of requests of an address that wait or are under way."""
        waiting = (len(self._waiting.get((client, is_costly), ())) for is_costly in (False, True))
        return sum(waiting) + self._running[client]

    def _next(self) -> tuple[str, bool] | None:
        """The address whose turn it is, and whether its costly requests have it."""
        for client, is_costly in self._waiting:
            if self._running[client] < self._limit and not (is_costly and self._costly >= self._costly_limit):
                return client, is_costly
        return None


class Threads(ThreadedTaskDispatcher):
    """The threads of one process. ``prompt`` is the dispatcher of one more, for health checks and for refused requests."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.turns = Turns(max(1, count - 1), max(1, count // 4))
        self.queue: Any = self.turns
        self.prompt = ThreadedTaskDispatcher()
        self.set_thread_count(count)
        self.prompt.set_thread_count(1)

    def add_task(self, task: Any) -> None:
        """Let a thread answer the first request of a connection."""
        request = task.requests[0]
        task.is_prompt = bool(request.error) or request.path in HEALTH_PATHS
        if task.is_prompt:
            self.prompt.add_task(task)
            return
        with self.lock:
            self.turns.append(task)
            self.queue_cv.notify()

    def finished(self, client: str, is_costly: bool) -> None:
        """Count a request of the address as answered, so that the next one has its turn."""
        with self.lock:
            self.turns.finished(client, is_costly)
            if self.turns:
                self.queue_cv.notify()

    def requests_of(self, client: str) -> int:
        """The number of requests of an address that wait or are under way."""
        with self.lock:
            return self.turns.requests_of(client)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """See ``ThreadedTaskDispatcher.shutdown``."""
        ending = threading.Thread(target=self.prompt.shutdown, args=(cancel_pending, timeout))
        ending.start()
        result: bool = super().shutdown(cancel_pending, timeout)
        ending.join()
        return result
