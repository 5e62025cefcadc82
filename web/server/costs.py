"""The processor time of earlier requests, which predicts whether a new one is costly. Costly requests wait for one another."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key", int, str)
Value = TypeVar("Value")

COSTLY_SECONDS = 0.05
"""A request of this processor time is costly. A results page of a common word takes a quarter of it."""

UNKNOWN_SECONDS = 0.02
"""The expected processor time of a request that was not answered before."""

LONG_QUERY = 256
"""Characters. Longer queries are seldom sent twice, so their cost is predicted from their client and not from their address.
Drafts of questions are cheap, and a client that has sent a costly long query usually sends more of them."""

DECAY_FACTOR = 0.8
"""Factor of the stored cost of a client's long queries after each further one: ten cheap ones reduce it to a tenth."""

MAX_ENTRIES = 4_096
"""Capacity of each table: of addresses, and of clients with long queries."""

UNCOUNTED = "/export."
"""Addresses that begin so have limits of their own (``web.http.long_answers``)."""


class Costs:
    """The processor time of the last answer to each address, in seconds, and that of each client's long queries.

    The oldest entries are deleted.
    """

    def __init__(self) -> None:
        self._seconds: OrderedDict[int, float] = OrderedDict()
        self._long: OrderedDict[str, float] = OrderedDict()
        self._first_long = COSTLY_SECONDS

    def expected(self, path: str, query: str, client: str) -> float:
        """Return the processor time that an answer is expected to take."""
        if path.startswith(UNCOUNTED):
            return UNKNOWN_SECONDS
        seconds = self._seconds.get(hash((path, query)))
        if seconds is not None:
            return seconds
        return self._long.get(client, self._first_long) if len(query) > LONG_QUERY else UNKNOWN_SECONDS

    def record(self, path: str, query: str, client: str, seconds: float) -> None:
        """Record the processor time of an answer, in seconds."""
        store(self._seconds, hash((path, query)), seconds)
        if len(query) > LONG_QUERY and not path.startswith(UNCOUNTED):
            own = self._long.get(client)
            if own is None:
                self._first_long = max(seconds, self._first_long * DECAY_FACTOR)
            store(self._long, client, max(seconds, (own or 0.0) * DECAY_FACTOR))


def store(values: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Store a value, and delete the oldest one if there are more than ``MAX_ENTRIES``."""
    values[key] = value
    values.move_to_end(key)
    if len(values) > MAX_ENTRIES:
        values.popitem(last=False)
