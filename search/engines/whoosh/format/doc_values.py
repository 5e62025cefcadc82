"""Columns: the value of a field in every record, as a number; for filters, sorts and counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment


class DocValues:
    """``ordinals`` unsigned[documents]: one more than the place of the value in ``values``, which are sorted; 0 for none."""

    def __init__(self, segments: Sequence[Segment], group: str) -> None:
        self._segments = segments
        self._group = group

    @cached_property
    def values(self) -> list[str]:
        """Every value, sorted."""
        if len(self._segments) == 1:
            return self._own_names(self._segments[0])
        return sorted(set().union(*map(self._own_names, self._segments)))

    @cached_property
    def ordinals(self) -> Array:
        """The ordinals of all documents of all segments, one after another."""
        if len(self._segments) == 1:
            return self._own_ordinals(self._segments[0])
        place = {name: at for at, name in enumerate(self.values, 1)}
        parts: list[Array] = [np.zeros(0, np.uint8)]
        for segment in self._segments:
            renumbered = np.array([0, *(place[name] for name in self._own_names(segment))])
            parts.append(renumbered.astype(np.min_scalar_type(len(place)))[self._own_ordinals(segment)])
        return np.concatenate(parts)

    @cached_property
    def is_dense(self) -> bool:
        """Whether every document has a value."""
        return bool(self.values) and bool(self.ordinals.all())

    @property
    def codes(self) -> Array:
        """The ordinals; one less each where no document is without a value, so that none is wasted."""
        return self.ordinals - 1 if self.is_dense else self.ordinals

    @property
    def code_count(self) -> int:
        """How many different digits there may be."""
        return len(self.values) + (not self.is_dense)

    def ordinal_of(self, name: str) -> int:
        """The ordinal of a value, 0 where no record has it."""
        at = bisect_left(self.values, name)
        return at + 1 if at < len(self.values) and self.values[at] == name else 0

    def ordinal_range(self, first: str, last: str) -> tuple[int, int]:
        """The least and the greatest ordinal of values from ``first`` to ``last``, both included."""
        return bisect_left(self.values, first) + 1, bisect_right(self.values, last)

    def _own_ordinals(self, segment: Segment) -> Array:
        """As they were written; or worked out of the postings, where of several values the least counts."""
        if segment.has_doc_values(self._group):
            return segment.ordinals(self._group)
        held = segment.postings[self._group]
        ordinals = np.zeros(segment.document_count, np.int32)
        places = np.repeat(np.arange(1, len(held.lexicon) + 1, dtype=np.int32), counts_of(held.posting_starts))
        ordinals[held.docs(0, len(held.lexicon))[::-1]] = places[::-1]
        return ordinals

    def _own_names(self, segment: Segment) -> list[str]:
        lexicon = segment.postings[self._group].lexicon
        return [name.decode() for name in lexicon.between(0, len(lexicon))]
