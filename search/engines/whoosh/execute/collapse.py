"""Records that share a value of a column, as one: how many fall together, and which of them comes first."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.docset import SPARSE, Mask


class Collapse:
    """How often each value occurs among the records found. ``ordinals`` unsigned[found], 0 for those without a value."""

    def __init__(self, ordinals: Array) -> None:
        if len(ordinals) * SPARSE < ordinals.max(initial=0):
            self._values, self._times = np.unique(ordinals, return_counts=True)
        else:
            times = np.bincount(ordinals)
            self._values = (times > 0).nonzero()[0]
            self._times = times[self._values]

    @property
    def group_count(self) -> int:
        """How many are left when only one record of each value counts, and all that have none."""
        without = self._times[:1].sum(where=self._values[:1] == 0)
        return int(np.count_nonzero(self._values) + without)

    def others(self, ordinals: Array) -> Array:
        """Of some of the records found, how many others have the same value: int64."""
        return (self._times[np.searchsorted(self._values, ordinals)] - 1) * (ordinals > 0)


def firsts(ordinals: Array) -> Mask:
    """Which of records in order are the first with their value, or have none."""
    found: Mask = ordinals == 0
    found[np.unique(ordinals, return_index=True)[1]] = True
    return found
