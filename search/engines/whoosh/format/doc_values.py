"""Doc values: the value of a field in each document, as an ordinal. Filters, sorts and facet counts use them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment


class DocValues:
    """The doc values of one field in all segments. An ordinal is an index in ``values``, from 1; 0 means no value."""

    def __init__(self, segments: Sequence[Segment], group: str) -> None:
        self._segments = segments
        self._group = group

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The distinct values, sorted: a tuple, which the garbage collector does not track."""
        if len(self._segments) == 1:
            return self._segment_values(self._segments[0])
        return tuple(sorted(set().union(*map(self._segment_values, self._segments))))

    @cached_property
    def ordinals(self) -> Array:
        """The ordinal of each document's value, segment by segment: unsigned [documents]."""
        if len(self._segments) == 1:
            return self._segment_ordinals(self._segments[0])
        ordinal_of = {value: ordinal for ordinal, value in enumerate(self.values, 1)}
        parts: list[Array] = [np.zeros(0, np.uint8)]
        for segment in self._segments:
            renumbered = np.array([0, *(ordinal_of[value] for value in self._segment_values(segment))])
            parts.append(renumbered.astype(np.min_scalar_type(len(ordinal_of)))[self._segment_ordinals(segment)])
        return np.concatenate(parts)

    @cached_property
    def is_dense(self) -> bool:
        """Whether every document has a value."""
        return bool(self.values) and bool(self.ordinals.all())

    @property
    def codes(self) -> Array:
        """The ordinals if some document has no value; else the ordinals less 1, so that no code is unused."""
        return self.ordinals - 1 if self.is_dense else self.ordinals

    @property
    def code_count(self) -> int:
        """Number of distinct codes."""
        return len(self.values) + (not self.is_dense)

    def ordinal_of(self, value: str) -> int:
        """The ordinal of a value, 0 if no document has it."""
        index = bisect_left(self.values, value)
        return index + 1 if index < len(self.values) and self.values[index] == value else 0

    def ordinal_range(self, first: str, last: str) -> tuple[int, int]:
        """The lowest and the highest ordinal of the values from ``first`` to ``last``, both included."""
        return bisect_left(self.values, first) + 1, bisect_right(self.values, last)

    def _segment_ordinals(self, segment: Segment) -> Array:
        """The stored doc values of a segment. If it has none: the lowest value of each document, from the postings."""
        if segment.has_doc_values(self._group):
            return segment.ordinals(self._group)
        postings = segment.postings[self._group]
        terms = len(postings.lexicon)
        ordinals = np.zeros(segment.document_count, np.int32)
        posting_ordinals = np.repeat(np.arange(1, terms + 1, dtype=np.int32), counts_of(postings.posting_starts))
        ordinals[postings.docs(0, terms)[::-1]] = posting_ordinals[::-1]
        return ordinals

    def _segment_values(self, segment: Segment) -> tuple[str, ...]:
        lexicon = segment.postings[self._group].lexicon
        return tuple(value.decode() for value in lexicon.between(0, len(lexicon)))


def first_days(fields: Sequence[DocValues]) -> Array:
    """Return the day of each document in the first field of days that has one, as a proleptic ordinal; 0 for none: int32."""
    days = np.zeros(len(fields[0].ordinals), np.int32)
    for field in reversed(fields):
        ordinals = np.array([0, *(date.fromisoformat(value).toordinal() for value in field.values)], np.int32)
        field_days = ordinals[field.ordinals]
        days = np.where(field_days, field_days, days)
    return days
