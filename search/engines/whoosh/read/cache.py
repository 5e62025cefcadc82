"""A cache of arrays, bounded by their bytes and shared by all threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np

from search.engines.whoosh.codec.arrays import Array

ENTRY_BYTES = 256
"""Assumed size of an entry without its arrays."""


class ArrayCache:
    """A least recently used cache of at most ``capacity`` bytes; each value is a tuple of arrays.

    ``get`` computes a missing value outside the lock: two threads may compute the same value, and the first is stored.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        """Bytes in use."""
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[tuple[Array, ...], int]] = OrderedDict()
        """The arrays of each key, and their bytes."""

    def cached(self, key: Hashable) -> tuple[Array, ...] | None:
        """Return the cached arrays of a key, or None."""
        with self._lock:
            if key not in self._entries:
                return None
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def get(self, key: Hashable, compute: Callable[[], tuple[Array, ...]]) -> tuple[Array, ...]:
        """Return the cached arrays of a key; call ``compute`` and cache the result if there are none."""
        if (cached := self.cached(key)) is not None:
            return cached
        arrays = compute()
        size = _bytes(arrays)
        with self._lock:
            if key not in self._entries:
                self._entries[key] = arrays, size
                self.size += size
            while self.size > self.capacity:
                _, (_, evicted_size) = self._entries.popitem(last=False)
                self.size -= evicted_size
        return arrays


def _bytes(arrays: tuple[Array, ...]) -> int:
    return sum(array.nbytes for array in arrays if not _is_mapped(array)) + ENTRY_BYTES


def _is_mapped(array: Array) -> bool:
    """Whether an array is a view of a mapped file, which takes no memory of the cache."""
    base = array.base
    while isinstance(base, np.ndarray):
        base = base.base
    return base is not None
