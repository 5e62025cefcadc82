"""Collapsing: of the documents that share a value of a field, only the first is a hit."""

from __future__ import annotations

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.docset import SPARSE
from search.engines.whoosh.read.multi_reader import Mask


class Groups:
    """Counts, for the matching documents of a collapsed search, the groups and the other members of each group.

    ``ordinals`` unsigned[docs] is the doc value of each matching document, 0 for none.
    """

    def __init__(self, ordinals: Array) -> None:
        if len(ordinals) * SPARSE < ordinals.max(initial=0):
            self._values, self._sizes = np.unique(ordinals, return_counts=True)
        else:
            counts = np.bincount(ordinals)
            self._values = (counts > 0).nonzero()[0]
            self._sizes = counts[self._values]

    @property
    def group_count(self) -> int:
        """The number of groups. Each document without a value counts as one group."""
        without_value = self._sizes[:1].sum(where=self._values[:1] == 0)
        return int(np.count_nonzero(self._values) + without_value)

    def collapsed_counts(self, ordinals: Array) -> Array:
        """Return, for some of the matching documents, how many other documents are in the same group: int64[docs]."""
        return (self._sizes[np.searchsorted(self._values, ordinals)] - 1) * (ordinals > 0)


def is_first_of_group(ordinals: Array) -> Mask:
    """Return which of some sorted documents are the first with their value, or have no value: bool[docs]."""
    mask: Mask = ordinals == 0
    mask[np.unique(ordinals, return_index=True)[1]] = True
    return mask
