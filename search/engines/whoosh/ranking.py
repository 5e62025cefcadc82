"""The foremost of many: only as much is sorted as a page shows."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.codec.arrays import Array

SAMPLED = 64
"""One key in so many is looked at to bound the last one wanted."""


def foremost(keys: Array, ties: Array, wanted: int) -> Array:
    """The places of the ``wanted`` least keys, in order, equal keys in the order of ``ties``; all where there are no more."""
    candidates = np.arange(len(keys)) if wanted >= len(keys) else np.flatnonzero(keys <= _bound(keys, wanted))
    if len(candidates) > wanted:
        last = np.partition(keys[candidates], wanted - 1)[wanted - 1]
        candidates = candidates[keys[candidates] <= last]
    order = np.lexsort((ties[candidates], keys[candidates]))
    return candidates[order[:wanted]]


def _bound(keys: Array, wanted: int) -> Array:
    """A key that at least ``wanted`` keys do not pass; a sample finds one that not many more pass either."""
    sample = keys[::SAMPLED] if len(keys) > SAMPLED * wanted * 4 else keys
    return np.asarray(np.partition(sample, wanted - 1)[wanted - 1])
