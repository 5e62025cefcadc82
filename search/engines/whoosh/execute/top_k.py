"""The foremost of many: only as much is sorted as a page shows."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np

from search.engines.whoosh.codec.arrays import Array

SAMPLED = 64
"""One key in so many is looked at to bound the last one wanted."""


def foremost(keys: Array, ties: Callable[[Array], Array], wanted: int) -> Array:
    """The places of the ``wanted`` least keys, in order; all where there are no more.

    Equal keys are in the order of what ``ties`` says of their places, which is asked only of those that may be wanted.
    """
    candidates = _likely(keys, wanted)
    if len(candidates) > wanted:
        last = np.partition(keys[candidates], wanted - 1)[wanted - 1]
        candidates = candidates[keys[candidates] <= last]
    order = np.lexsort((ties(candidates), keys[candidates]))
    return candidates[order[:wanted]]


def _likely(keys: Array, wanted: int) -> Array:
    """The places of the ``wanted`` least keys, and hardly any more, ascending.

    They do not pass a key of a sample, three standard deviations beyond where the last is to be expected among it; where that
    turns out too few, every key is looked at.
    """
    if wanted >= len(keys):
        return np.arange(len(keys))
    expected = wanted // SAMPLED
    rank = expected + 3 * isqrt(expected) + 4
    sample = keys[::SAMPLED]
    if rank < len(sample):
        found = np.flatnonzero(keys <= np.partition(sample, rank)[rank])
        if len(found) >= wanted:
            return found
    return np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1])
