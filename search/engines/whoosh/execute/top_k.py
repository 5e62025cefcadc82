"""Top-k selection: sort only the keys that a page may show."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt

import numpy as np

from search.engines.whoosh.codec.arrays import Array

SAMPLE_INTERVAL = 64
"""One key in this many is in the sample that bounds the k-th smallest key."""


def top_k(keys: Array, tie_breaks: Callable[[Array], Array], k: int) -> Array:
    """Return the indices of the ``k`` smallest keys in ascending order; of all keys if there are no more.

    Equal keys are ordered by ``tie_breaks(indices)``, which is called only with the indices of candidates.
    """
    candidates = _candidates(keys, k)
    if len(candidates) > k:
        kth = np.partition(keys[candidates], k - 1)[k - 1]
        candidates = candidates[keys[candidates] <= kth]
    order = np.lexsort((tie_breaks(candidates), keys[candidates]))
    return candidates[order[:k]]


def _candidates(keys: Array, k: int) -> Array:
    """Return the indices of the ``k`` smallest keys and of few others, ascending.

    The bound is a key of the sample, three standard deviations above the expected rank of the k-th smallest key in it. If
    fewer than ``k`` keys are within the bound, all keys are partitioned.
    """
    if k >= len(keys):
        return np.arange(len(keys))
    expected_rank = k // SAMPLE_INTERVAL
    rank = expected_rank + 3 * isqrt(expected_rank) + 4
    sample = keys[::SAMPLE_INTERVAL]
    if rank < len(sample):
        indices = np.flatnonzero(keys <= np.partition(sample, rank)[rank])
        if len(indices) >= k:
            return indices
    return np.flatnonzero(keys <= np.partition(keys, k - 1)[k - 1])
