"""A cache of the counts, facets and groups of one generation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class AnswerCache(Generic[Answer]):
    """A least recently used cache of answers, up to a total weight. Safe to use from many threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._weight = 0
        self._answers: OrderedDict[Hashable, tuple[Answer, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Answer | None:
        """Return the cached answer of a key; None if there is none."""
        with self._lock:
            entry = self._answers.get(key)
            if entry is None:
                return None
            self._answers.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, answer: Answer, weight: int = 1) -> None:
        """Cache an answer; drop the least recently used ones above the capacity."""
        with self._lock:
            before = self._answers.pop(key, None)
            self._weight += weight - (before[1] if before else 0)
            self._answers[key] = (answer, weight)
            while self._weight > self._capacity and self._answers:
                _, (_, dropped) = self._answers.popitem(last=False)
                self._weight -= dropped
