"""The queue of requests: clients share the processor fairly, and costly requests wait for one another.

Start-time fair queueing (Goyal, Vin and Cheng, 1996) among clients: the client that has used least processor time is next.
Among the requests of one client, the earliest deadline is first. A request that is expected to cost more has a later deadline.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Protocol

import msgspec

DEADLINE_FACTOR = 20.0
"""A request's deadline is its arrival plus this many times its expected processor time."""

UNDER_WAY_SECONDS = 0.02
"""The processor time that is assumed for a running request until its own is known."""

OVERDUE_SECONDS = 0.05
"""A request that is not costly and still runs after this time may be waiting for a reader or a disk. Another may begin."""

MAX_LEAD_SECONDS = 1.0
"""A client counts as ahead of the others by this much processor time at most, so a large file does not delay it for long."""

MAX_CLIENTS = 10_000
"""Capacity of the table of clients. A client is deleted from it as soon as the others have used as much time."""


class Turn(msgspec.Struct, frozen=True):
    """A request that runs: its client, whether it is costly, and the time at which it began (monotonic seconds)."""

    client: str
    is_costly: bool
    start: float


class Waiting(Protocol):
    """The part of a connection that the queue uses: the client of its first request, the expected cost of the answer, and the
    ``turn`` of that request, which the queue sets.
    """

    client: str
    expected_seconds: float
    is_costly: bool
    turn: Turn | None


_QueueEntry = tuple[float, int, Waiting]
"""A deadline (monotonic seconds), a number that orders entries of the same deadline, and the connection."""


class FairQueue:
    """The connections whose requests wait for a thread: the queue of a waitress dispatcher, used under its lock.

    A client has at most ``limit`` running requests, so that the others have a thread. At most ``costly_limit`` running requests
    are costly. Other requests overtake the costly ones that wait. For each client, ``concurrency`` of these others run at once:
    threads that share Python's global interpreter lock take longer together than one after another.
    """

    def __init__(self, limit: int, costly_limit: int, concurrency: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._costly_limit, self._concurrency, self._clock = limit, costly_limit, concurrency, clock
        self._queues: dict[tuple[str, bool], list[_QueueEntry]] = {}
        self._running: Counter[str] = Counter()
        self._costly = 0
        self._cheap_starts: dict[str, list[float]] = {}
        self._used: dict[str, float] = {}
        self._level = 0.0
        self._numbers = count()

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def __bool__(self) -> bool:
        return any(map(self._may_run, self._queues))

    def append(self, connection: Waiting) -> None:
        """Add a connection. A client that returns starts at the level of the others, so that its absence is no advantage."""
        client = connection.client
        if not self.requests_of(client):
            self._used[client] = max(self._used.get(client, 0.0), self._level)
        deadline = self._clock() + DEADLINE_FACTOR * connection.expected_seconds
        queue = self._queues.setdefault((client, connection.is_costly), [])
        heapq.heappush(queue, (deadline, next(self._numbers), connection))

    def popleft(self) -> Waiting:
        """Return the connection that is next, and count its request as running. Raises ``IndexError`` if none may run."""
        key = self._next()
        if key is None:
            raise IndexError("no request may be answered now")
        connection = heapq.heappop(self._queues[key])[2]
        if not self._queues[key]:
            del self._queues[key]
        (client, is_costly), start = key, self._clock()
        self._level = max(self._level, self._used[client])
        self._running[client] += 1
        if is_costly:
            self._costly += 1
        else:
            self._cheap_starts.setdefault(client, []).append(start)
        connection.turn = Turn(client, is_costly, start)
        return connection

    def finished(self, turn: Turn, seconds: float) -> None:
        """Count a request as answered, in ``seconds`` of processor time."""
        client = turn.client
        if turn.is_costly:
            self._costly -= 1
        else:
            self._cheap_starts[client].remove(turn.start)
        self._used[client] = min(self._used[client] + seconds, self._level + MAX_LEAD_SECONDS)
        self._running[client] -= 1
        if self._running[client] <= 0:
            del self._running[client]
            self._cheap_starts.pop(client, None)
        if not self.requests_of(client):
            self._drop_client(client)

    def requests_of(self, client: str) -> int:
        """The number of requests of a client that wait or are under way."""
        return sum(len(self._queues.get((client, is_costly), ())) for is_costly in (False, True)) + self._running[client]

    def _drop_client(self, client: str) -> None:
        """Drop a client without requests, unless it has used more than the others.

        If no client has requests, drop all of them.
        """
        if not self._running and not self._queues:
            self._used.clear()
            self._level = 0.0
        elif self._used[client] <= self._level or len(self._used) > MAX_CLIENTS:
            del self._used[client]

    def _next(self) -> tuple[str, bool] | None:
        """The client that is next, and whether its next request is a costly one; None if no request may run."""
        return min(filter(self._may_run, self._queues), key=self._precedence, default=None)

    def _may_run(self, key: tuple[str, bool]) -> bool:
        client, is_costly = key
        return self._running[client] < self._limit and (
            self._costly < self._costly_limit if is_costly else self._cheap_running(client) < self._concurrency
        )

    def _cheap_running(self, client: str) -> int:
        """The number of running requests of a client that are neither costly nor overdue."""
        earliest = self._clock() - OVERDUE_SECONDS
        return sum(start > earliest for start in self._cheap_starts.get(client, ()))

    def _precedence(self, key: tuple[str, bool]) -> tuple[float, float]:
        """The processor time of its client, with an estimate for running requests; then its first request's deadline."""
        client = key[0]
        return self._used[client] + UNDER_WAY_SECONDS * self._running[client], self._queues[key][0][0]
