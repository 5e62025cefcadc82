"""What requests have cost before, so that costly ones wait for one another and not the others for them."""

from __future__ import annotations

from collections import OrderedDict

COSTLY_SECONDS = 0.1
"""Processor time. A page of a common word takes a fifth of it."""

LONG_QUERY = 256
"""Characters. A longer query is taken to be costly until it has been answered once."""

REMEMBERED = 4_096
"""The addresses whose cost is remembered."""

UNCOUNTED = "/export."
"""Addresses that begin so have limits of their own (``web.http.long_answers``)."""


class Costs:
    """The processor time of the last answer to each address, in seconds; the oldest addresses are forgotten."""

    def __init__(self) -> None:
        self._seconds: OrderedDict[int, float] = OrderedDict()

    def is_costly(self, path: str, query: str) -> bool:
        """Whether a request is to wait for other costly ones."""
        if path.startswith(UNCOUNTED):
            return False
        seconds = self._seconds.get(hash((path, query)))
        return len(query) > LONG_QUERY if seconds is None else seconds > COSTLY_SECONDS

    def learn(self, path: str, query: str, seconds: float) -> None:
        """Remember what an answer has cost."""
        key = hash((path, query))
        self._seconds[key] = seconds
        self._seconds.move_to_end(key)
        if len(self._seconds) > REMEMBERED:
            self._seconds.popitem(last=False)
