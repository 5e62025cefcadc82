"""The rate of each client as a token bucket: it fills steadily, and every request takes its cost in tokens."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

BURST_SECONDS = 60.0
"""A full bucket has the tokens of this many seconds, so that a reader who opens twenty results at once is not limited."""

MAX_CLIENTS = 10_000
"""Capacity of the table of buckets, some 300 bytes each. A client that is deleted from it begins again with a full bucket."""


class TokenBuckets:
    """The buckets of all clients of one process: ``rate`` tokens a second each."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        self._capacity = rate * BURST_SECONDS
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, client: str, cost: float) -> int:
        """Take the tokens of a request. Returns 0, or, if there are too few, the seconds until there are enough.

        A request that costs more than the capacity of a bucket takes a full bucket. A refused request takes nothing.
        """
        cost = min(cost, self._capacity)
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(client, (self._capacity, now))
            tokens = min(self._capacity, tokens + (now - since) * self._rate)
            wait = max(0, math.ceil((cost - tokens) / self._rate))
            self._buckets[client] = (tokens if wait else tokens - cost, now)
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
        return wait
