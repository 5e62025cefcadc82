"""Who computes while several requests are under way: those of clients who have used much of the processor let others pass.

Threads share Python's lock, which goes round among all that compute: a page beside three searches takes four times as long.
So a request that others precede pauses at its yield points (``search.yield_points``). Others precede a long request, which has
used ``COSTLY_SECONDS`` of the processor or is expected to, and one whose client has lately used more than theirs. Of those that
pause, one at a time goes on, for some milliseconds each. They keep a fifth of the time together while others are always there.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from web.server.costs import COSTLY_SECONDS, remember

SLICE_SECONDS = 0.003
"""The processor time after which a request looks at its next yield point whether others precede it. It looks first when it
begins: otherwise a client with many short requests pauses in none of them."""

PAUSE_SHARE = 4.0
"""While others precede it, a request pauses for so many times what it has worked."""

MAX_PAUSE_SECONDS = 0.25
"""It pauses for no longer at once, whatever it or another has worked between two yield points."""

OVERDUE_SECONDS = 0.05
"""A request that passes no yield point for so long, because it waits for a reader or a disk, keeps no other waiting."""

GLANCE_SECONDS = 0.005
"""How often a request that pauses looks at the clock."""

HALF_LIFE_SECONDS = 3.0
"""The time in which half of what a client has used is forgotten."""

UNDER_WAY_SECONDS = 0.2
"""What each request under way counts besides what it has used: a client who begins with many at once is not ahead."""

MARGIN_SECONDS = 0.03
"""By so much more than another's has a client to have used: less is chance."""


class Work:
    """One request that is being answered by the thread that calls its methods. ``used``: seconds of the processor so far."""

    def __init__(self, pace: Pace, client: str, *, is_long: bool) -> None:
        self._pace, self.client, self.is_long = pace, client, is_long
        self.used = 0.0
        self._start = time.thread_time()
        self._slice_start = self._start - SLICE_SECONDS

    def give_way(self) -> None:
        """Pause if others precede this request, and it has worked for ``SLICE_SECONDS`` since it last looked."""
        worked = time.thread_time() - self._slice_start
        if worked >= SLICE_SECONDS:
            self._note()
            self._pace.let_pass(self, worked)
            self._slice_start = time.thread_time()

    def end(self) -> float:
        """Count the request as answered. Returns the seconds of the processor that it has used."""
        self._note()
        self._pace.end(self)
        return self.used

    def _note(self) -> None:
        self.used = time.thread_time() - self._start
        self.is_long = self.is_long or self.used >= COSTLY_SECONDS


class Pace:
    """The requests of one process that are under way, and what their clients have used."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: set[Work] = set()
        self._paused: list[Work] = []
        self._working: Work | None = None
        self._working_since = self._next_slice = 0.0
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def begin(self, client: str, *, is_long: bool = False) -> Work:
        """Count a request that this thread begins to answer. Every other one precedes it if it ``is_long``."""
        work = Work(self, client, is_long=is_long)
        with self._changed:
            self._under_way.add(work)
        return work

    def end(self, work: Work) -> None:
        """Count a request as answered."""
        with self._changed:
            self._under_way.discard(work)
            now = time.monotonic()
            remember(self._clients, work.client, (self._finished(work.client, now) + work.used, now))
            self._leave(work)

    def let_pass(self, work: Work, worked: float) -> None:
        """Wait while others precede a request that has worked for so many seconds."""
        with self._changed:
            if self._may_pass(work):
                return
            self._next_slice = time.monotonic() + min(worked * PAUSE_SHARE, MAX_PAUSE_SECONDS)
            self._leave(work)
            self._paused.append(work)
            while not (may_pass := self._may_pass(work)) and not self._has_turn(work):
                self._changed.wait(GLANCE_SECONDS)
            self._paused.remove(work)
            if not may_pass:
                self._working, self._working_since = work, time.monotonic()

    def _leave(self, work: Work) -> None:
        if self._working is work:
            self._working = None
        self._changed.notify_all()

    def _may_pass(self, work: Work) -> bool:
        """Whether a request goes on beside those that have their turn: no other precedes it, and it is short."""
        return not work.is_long and not self._is_preceded(work)

    def _has_turn(self, work: Work) -> bool:
        now = time.monotonic()
        return (
            self._paused[0] is work
            and (self._working is None or now - self._working_since > OVERDUE_SECONDS)
            and (now >= self._next_slice or not self._is_preceded(work))
        )

    def _is_preceded(self, work: Work) -> bool:
        limit = self._used(work.client) - MARGIN_SECONDS
        return any(
            work.is_long or (other.client != work.client and self._used(other.client) < limit)
            for other in self._under_way
            if not other.is_long
        )

    def _used(self, client: str) -> float:
        """Return what a client has used lately, with what it is using now."""
        own = [UNDER_WAY_SECONDS + work.used for work in self._under_way if work.client == client]
        return self._finished(client, time.monotonic()) + sum(own)

    def _finished(self, client: str, now: float) -> float:
        """Return what the answered requests of a client have used, half of it for each ``HALF_LIFE_SECONDS`` since."""
        seconds, when = self._clients.get(client, (0.0, now))
        return float(seconds * 0.5 ** ((now - when) / HALF_LIFE_SECONDS))
