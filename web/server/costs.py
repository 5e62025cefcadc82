"""What requests have cost before, so that costly ones wait for one another and the others do not wait for them."""

from __future__ import annotations

from collections import OrderedDict

COSTLY_SECONDS = 0.05
"""Processor time. A page of a common word takes a quarter of it."""

UNKNOWN_SECONDS = 0.02
"""What a request is expected to cost that was not answered before."""

LONG_QUERY = 256
"""Characters. Longer queries are answered one at a time, whatever they cost: few readers have them, and each can be another."""

REMEMBERED = 4_096
"""The addresses whose cost is remembered."""

UNCOUNTED = "/export."
"""Addresses that begin so have limits of their own (``web.http.long_answers``)."""


class Costs:
    """The processor time of the last answer to each address, in seconds; the oldest addresses are forgotten."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[int, float] = OrderedDict()

    def expected(self, path: str, query: str) -> float:
        """Return the processor time that an answer is expected to take."""
        if path.startswith(UNCOUNTED):
            return UNKNOWN_SECONDS
        seconds = self._seconds.get(hash((path, query)))
        if len(query) > LONG_QUERY:
            return max(seconds or 0.0, COSTLY_SECONDS)
        return UNKNOWN_SECONDS if seconds is None else seconds

    def learn(self, path: str, query: str, seconds: float) -> None:
        """Remember what an answer has cost."""
        key = hash((path, query))
        self._seconds[key] = seconds
        self._seconds.move_to_end(key)
        if len(self._seconds) > REMEMBERED:
            self._seconds.popitem(last=False)
