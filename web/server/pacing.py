"""Scheduling of the requests of one process: long requests, and those of clients that use much processor time, pause for
others.

Threads share Python's global interpreter lock (GIL) in turns: a page that is rendered beside three searches takes four times as
long. So a request pauses at its yield points (``search.yield_points``) while a short request precedes it. A request is long if
it has used ``COSTLY_SECONDS`` of processor time or is expected to; otherwise it is short. A short request precedes every long
one. It also precedes a request whose client has lately used more processor time than its own client.

Paused requests run one at a time, for some milliseconds each. While others always precede them, they have a fifth of the time
together.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from web.server.costs import COSTLY_SECONDS, store

SLICE_SECONDS = 0.003
"""The processor time between two checks of a request whether others precede it. The first check is at its beginning: otherwise
a client with many requests shorter than this would never pause."""

PAUSE_RATIO = 4.0
"""While others precede a request, its pause is this many times the processor time that it has used since its last check."""

MAX_PAUSE_SECONDS = 0.25
"""The longest pause, however much processor time a request has used between two yield points."""

OVERDUE_SECONDS = 0.05
"""If the request whose turn it is passes no yield point for this long, the next paused one runs. The first may be waiting for a
reader or a disk."""

POLL_SECONDS = 0.005
"""The interval at which a paused request checks whether it may run."""

HALF_LIFE_SECONDS = 3.0
"""The time after which the processor time that a client has used counts half."""

UNDER_WAY_SECONDS = 0.2
"""Processor time that is added for each running request of a client, so that sending many at once is no advantage."""

MARGIN_SECONDS = 0.03
"""A request precedes another if its client has used less processor time by more than this: smaller differences are chance."""


class RunningRequest:
    """One running request. Its thread calls the methods. ``used`` is its processor time so far, in seconds."""

    def __init__(self, scheduler: RequestScheduler, client: str, *, is_long: bool) -> None:
        self._scheduler, self.client, self.is_long = scheduler, client, is_long
        self.used = 0.0
        self._start = time.thread_time()
        self._slice_start = self._start - SLICE_SECONDS
        self._next_check = 0.0

    def pause(self) -> None:
        """Pause while others precede this request. Check only if it has used ``SLICE_SECONDS`` since the last check.

        ``time.monotonic`` is read first: it takes a tenth of the time of ``time.thread_time``. A request cannot use more
        processor time than passes on the clock, so at most yield points the processor time need not be read.
        """
        if time.monotonic() < self._next_check:
            return
        slice_seconds = time.thread_time() - self._slice_start
        if slice_seconds >= SLICE_SECONDS:
            self._note()
            self._scheduler.pause_while_preceded(self, slice_seconds)
            self._slice_start, slice_seconds = time.thread_time(), 0.0
        self._next_check = time.monotonic() + SLICE_SECONDS - slice_seconds

    def end(self) -> float:
        """Count the request as answered. Returns its processor time in seconds."""
        self._note()
        self._scheduler.end(self)
        return self.used

    def _note(self) -> None:
        self.used = time.thread_time() - self._start
        self.is_long = self.is_long or self.used >= COSTLY_SECONDS


class RequestScheduler:
    """The running requests of one process, and the processor time of their clients."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: set[RunningRequest] = set()
        self._paused: list[RunningRequest] = []
        self._resumed: RunningRequest | None = None
        self._resumed_at = self._next_slice = 0.0
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def begin(self, client: str, *, is_long: bool = False) -> RunningRequest:
        """Count a request that this thread begins to answer. Every short request precedes it if it ``is_long``."""
        request = RunningRequest(self, client, is_long=is_long)
        with self._changed:
            self._under_way.add(request)
        return request

    def end(self, request: RunningRequest) -> None:
        """Count a request as answered."""
        with self._changed:
            self._under_way.discard(request)
            now = time.monotonic()
            store(self._clients, request.client, (self._finished(request.client, now) + request.used, now))
            self._leave(request)

    def pause_while_preceded(self, request: RunningRequest, slice_seconds: float) -> None:
        """Pause while others precede a request. ``slice_seconds`` is its processor time since the last check, in seconds."""
        with self._changed:
            if self._may_pass(request):
                return
            self._next_slice = time.monotonic() + min(slice_seconds * PAUSE_RATIO, MAX_PAUSE_SECONDS)
            self._leave(request)
            self._paused.append(request)
            while not (may_pass := self._may_pass(request)) and not self._has_turn(request):
                self._changed.wait(POLL_SECONDS)
            self._paused.remove(request)
            if not may_pass:
                self._resumed, self._resumed_at = request, time.monotonic()

    def _leave(self, request: RunningRequest) -> None:
        if self._resumed is request:
            self._resumed = None
        self._changed.notify_all()

    def _may_pass(self, request: RunningRequest) -> bool:
        """Whether a request runs without waiting for its turn: it is short, and no other precedes it."""
        return not request.is_long and not self._is_preceded(request)

    def _has_turn(self, request: RunningRequest) -> bool:
        """Whether a paused request runs next: it has paused for longest, no other has its turn, and its pause is over."""
        now = time.monotonic()
        return (
            self._paused[0] is request
            and (self._resumed is None or now - self._resumed_at > OVERDUE_SECONDS)
            and (now >= self._next_slice or not self._is_preceded(request))
        )

    def _is_preceded(self, request: RunningRequest) -> bool:
        limit = self._used(request.client) - MARGIN_SECONDS
        return any(
            request.is_long or (other.client != request.client and self._used(other.client) < limit)
            for other in self._under_way
            if not other.is_long
        )

    def _used(self, client: str) -> float:
        """Return the processor time of a client in seconds, that of its running requests included."""
        own = [UNDER_WAY_SECONDS + request.used for request in self._under_way if request.client == client]
        return self._finished(client, time.monotonic()) + sum(own)

    def _finished(self, client: str, now: float) -> float:
        """Return the processor time of a client's answered requests, halved for each ``HALF_LIFE_SECONDS`` since then."""
        seconds, when = self._clients.get(client, (0.0, now))
        return float(seconds * 0.5 ** ((now - when) / HALF_LIFE_SECONDS))
