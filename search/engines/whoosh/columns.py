"""Columns: the value of a field in every record, as a number; for filters, sorts and the counts a page shows."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import counts_of
from search.engines.whoosh.codec.segment import Segment
from search.facets import Counts

MAX_CELLS = 4096
"""Cells of a table that several columns are counted in at once; a larger one would cost a rare word more than it saves."""


class Column:
    """``ordinals`` unsigned[documents]: one more than the place of the value in ``names``, which are sorted; 0 for none."""

    def __init__(self, segments: Sequence[Segment], group: str) -> None:
        self._segments = segments
        self._group = group

    @cached_property
    def names(self) -> list[str]:
        """Every value, sorted."""
        if len(self._segments) == 1:
            return self._own_names(self._segments[0])
        return sorted(set().union(*map(self._own_names, self._segments)))

    @cached_property
    def ordinals(self) -> Array:
        """The ordinals of all documents of all segments, one after another."""
        if len(self._segments) == 1:
            return self._own_ordinals(self._segments[0])
        place = {name: at for at, name in enumerate(self.names, 1)}
        parts: list[Array] = [np.zeros(0, np.uint8)]
        for segment in self._segments:
            renumbered = np.array([0, *(place[name] for name in self._own_names(segment))])
            parts.append(renumbered.astype(np.min_scalar_type(len(place)))[self._own_ordinals(segment)])
        return np.concatenate(parts)

    @cached_property
    def is_full(self) -> bool:
        """Whether every document has a value."""
        return bool(self.names) and bool(self.ordinals.all())

    @property
    def digits(self) -> Array:
        """The ordinals; one less each where no document is without a value, so that none is wasted."""
        return self.ordinals - 1 if self.is_full else self.ordinals

    @property
    def cells(self) -> int:
        """How many different digits there may be."""
        return len(self.names) + (not self.is_full)

    def ordinal(self, name: str) -> int:
        """The ordinal of a value, 0 where no record has it."""
        at = bisect_left(self.names, name)
        return at + 1 if at < len(self.names) and self.names[at] == name else 0

    def span(self, first: str, last: str) -> tuple[int, int]:
        """The least and the greatest ordinal of values from ``first`` to ``last``, both included."""
        return bisect_left(self.names, first) + 1, bisect_right(self.names, last)

    def _own_ordinals(self, segment: Segment) -> Array:
        """As they were written; or worked out of the postings, where of several values the least counts."""
        if segment.has_column(self._group):
            return segment.ordinals(self._group)
        held = segment.postings[self._group]
        ordinals = np.zeros(segment.documents, np.int32)
        places = np.repeat(np.arange(1, len(held.lexicon) + 1, dtype=np.int32), counts_of(held.starts))
        ordinals[held.docs(0, len(held.lexicon))[::-1]] = places[::-1]
        return ordinals

    def _own_names(self, segment: Segment) -> list[str]:
        lexicon = segment.postings[self._group].lexicon
        return [name.decode() for name in lexicon.between(0, len(lexicon))]


class Table:
    """Small columns counted in one pass: each document's ordinals make up one cell, as digits make up a number."""

    def __init__(self, columns: dict[str, Column]) -> None:
        self._columns = columns
        shape = tuple(column.cells for column in columns.values())
        self._size = math.prod(shape)
        first, *others = columns.values()
        codes = first.digits
        for column in others:
            codes = codes * np.uint16(column.cells) + column.digits
        self._codes = codes
        if others:
            self._digits, self._spans = _laid_out(columns, shape)

    def counts(self, docs: Array | None) -> dict[str, Counts]:
        """For each column how many of the documents (None: all) have each of its values: int64[names]."""
        codes = self._codes if docs is None else self._codes[docs]
        cells = np.bincount(codes, minlength=self._size)
        if len(self._columns) == 1:
            return {name: cells if column.is_full else cells[1:] for name, column in self._columns.items()}
        found = (cells > 0).nonzero()[0]
        counts = cells[found] @ self._digits[found]
        return {name: counts[span] for name, span in self._spans.items()}


def _laid_out(columns: dict[str, Column], shape: tuple[int, ...]) -> tuple[Array, dict[str, slice]]:
    """Which values a cell's documents have: int64[cells, values], 1 for each; and which of the values are a column's."""
    each = np.unravel_index(np.arange(math.prod(shape)), shape)
    blocks = [digits[:, np.newaxis] == np.arange(cells) for digits, cells in zip(each, shape, strict=True)]
    ends = np.cumsum(shape).tolist()
    spans = {name: slice(end - len(column.names), end) for end, (name, column) in zip(ends, columns.items(), strict=True)}
    return np.hstack(blocks).astype(np.int64), spans


def tables(columns: dict[str, Column]) -> dict[str, Table]:
    """Each column's table: the smallest share one, as many as fit, then the next."""
    found: dict[str, Table] = {}
    shared: dict[str, Column] = {}
    for name, column in sorted(columns.items(), key=lambda item: item[1].cells):
        if shared and math.prod(each.cells for each in shared.values()) * column.cells > MAX_CELLS:
            found |= dict.fromkeys(shared, Table(shared))
            shared = {}
        shared[name] = column
    return found | dict.fromkeys(shared, Table(shared)) if shared else found
