"""The facet column of a field with several values a record: the set of values of each document, as an ordinal.

Counting documents by set costs no more than counting them by value. The counts of the sets are then added up by value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.doc_values import DocValues

SEPARATOR = "\x00"
"""Between the values of one set in ``values``."""


class ValueSets(DocValues):
    """The sets of values of one field in all segments. ``values`` are the sets that occur, each joined by ``SEPARATOR``.

    ``single_values`` are the distinct values, sorted, at most 63: a set is one bit a value of an int64.
    """

    @cached_property
    def single_values(self) -> list[str]:
        return sorted(set().union(*map(self._segment_values, self._segments)))

    @cached_property
    def _masks(self) -> Array:
        """The values of each document, a bit a value: int64[documents]."""
        bit_of = {value: 1 << number for number, value in enumerate(self.single_values)}
        return np.concatenate([np.zeros(0, np.int64), *(self._segment_masks(segment, bit_of) for segment in self._segments)])

    def _segment_masks(self, segment: Segment, bit_of: dict[str, int]) -> Array:
        postings = segment.postings[self._group]
        bits = np.array([bit_of[value] for value in self._segment_values(segment)], np.int64)
        masks = np.zeros(segment.document_count, np.int64)
        np.bitwise_or.at(masks, postings.docs(0, len(bits)), np.repeat(bits, counts_of(postings.posting_starts)))
        return masks

    @cached_property
    def _sets(self) -> Array:
        """The sets that occur, the empty one left out: int64[sets]."""
        masks = np.unique(self._masks)
        return masks[masks > 0]

    @cached_property
    def values(self) -> tuple[str, ...]:
        return tuple(SEPARATOR.join(self._values_of(mask)) for mask in self._sets.tolist())

    def _values_of(self, mask: int) -> Sequence[str]:
        return [value for number, value in enumerate(self.single_values) if mask >> number & 1]

    @cached_property
    def ordinals(self) -> Array:
        ordinals = np.searchsorted(self._sets, self._masks) + 1
        return np.where(self._masks > 0, ordinals, 0).astype(np.min_scalar_type(len(self._sets)))

    @cached_property
    def _members(self) -> Array:
        """Which value is in which set: int64[values, sets]."""
        return self._sets[np.newaxis, :] >> np.arange(len(self.single_values))[:, np.newaxis] & 1

    def by_value(self, set_counts: Array) -> Array:
        """Return the counts of the single values from those of the sets: int64[values]."""
        return np.asarray(self._members @ set_counts, np.int64)
