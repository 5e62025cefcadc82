"""Facet counts: how many documents of a result have each value, all fields at once.

Fields whose values correlate share a table, which numbers the combinations of their values that occur. Documents are counted
by combination; the combinations are then added up by value. A document's combination numbers in all tables but the largest
form one row of an array and are fetched together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.format.doc_values import DocValues
from search.results.facets import Counts

MAX_COMBINATIONS = 512
"""Maximum combinations in a table of several fields. A higher limit slows rare words more than it speeds up common ones."""

SAMPLE_DOCUMENTS = 1 << 14
"""Approximate number of documents in the sample by which fields are assigned to tables."""

MAX_POSSIBLE_COMBINATIONS = 1 << 20
"""A field is not tried in a table if more combinations than this are possible."""


class Combinations:
    """The combinations of values of some fields.

    ``numbers`` unsigned[documents] is the combination of each document; ``codes`` [combinations, fields] its values.
    """

    def __init__(self, numbers: Array, codes: Array) -> None:
        self.numbers = numbers
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, column: DocValues, documents: slice = slice(None)) -> Combinations:
        """Return the combinations of a single field: its values."""
        return cls(column.codes[documents], np.arange(column.code_count)[:, np.newaxis])

    def joined(self, other: Combinations) -> Combinations:
        """Return the combinations of both sets of fields that occur."""
        possible = len(self) * len(other)
        pairs = self.numbers * np.uint32(len(other)) + other.numbers
        occurs = np.zeros(possible, bool)
        occurs[pairs] = True
        occurring = occurs.nonzero()[0]
        number = np.zeros(possible, np.uint32)
        number[occurring] = np.arange(len(occurring))
        codes = np.hstack((self.codes[occurring // len(other)], other.codes[occurring % len(other)]))
        return Combinations(number[pairs], codes)


Table = tuple[Mapping[str, DocValues], Combinations]
"""Fields with their doc values, and the combinations of their values."""


class FacetCounter:
    """Counts the values of some fields of one build.

    The largest table and the other tables are counted in separate passes, which is faster than one pass over all.
    """

    def __init__(self, columns: Mapping[str, DocValues]) -> None:
        self.tables = _assign_tables(columns)
        combinations = [reduce(Combinations.joined, map(Combinations.of, table.values())) for table in self.tables]
        by_size = sorted(zip(self.tables, combinations, strict=True), key=lambda table: len(table[1]))
        self._parts = [_Rows(tables) for tables in (by_size[:-1], by_size[-1:]) if tables]
        self._part = {name: part for part in self._parts for name in part.names}

    def counts(self, docs: Array | None, *names: str) -> dict[str, Counts]:
        """Return how many of the documents (None: all) have each value of each field: int64[values].

        The result has the fields of ``names`` and may have others.
        """
        if len(names) == 1:
            return self._part[names[0]].counts(docs, names[0])
        counts: dict[str, Counts] = {}
        for part in self._parts:
            counts |= part.counts(docs)
        return counts


class _Rows:
    """The combination numbers of some tables: a row for each document, a column for each table.

    A cell is one combination of one table. The cells of all tables are numbered consecutively, so one ``bincount`` over the
    rows counts them all.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        starts = np.cumsum([0, *(len(combinations) for _, combinations in tables)])
        self._cells = int(starts[-1])
        table_starts = starts.astype(np.uint32)
        numbers = [combinations.numbers + start for (_, combinations), start in zip(tables, table_starts, strict=False)]
        self._rows = np.stack(numbers, axis=1).astype(np.min_scalar_type(self._cells))
        self._table = {name: number for number, (columns, _) in enumerate(tables) for name in columns}
        self._map_cells(tables, starts.tolist())

    @property
    def names(self) -> Iterable[str]:
        """The names of the fields."""
        return self._table

    def _map_cells(self, tables: Sequence[Table], starts: list[int]) -> None:
        """Map the cells of each table to the values of its fields. In a table of one field every cell is one value.

        In a table of several fields the count of a value is the sum of its cells. Each value also gets one extra cell with
        count 0, because ``np.add.reduceat`` cannot sum no cells.
        """
        self._spans: dict[str, slice] = {}
        self._shared: dict[str, slice] = {}
        cells, values, end = [], [], 0
        for (columns, combinations), start in zip(tables, starts, strict=False):
            if len(columns) == 1:
                ((name, column),) = columns.items()
                last = start + len(combinations)
                self._spans[name] = slice(last - len(column.values), last)
                continue
            for (name, column), codes in zip(columns.items(), combinations.codes.T, strict=True):
                cells.append(np.arange(start, start + len(combinations)))
                values.append(end + codes)
                end += column.code_count
                self._shared[name] = slice(end - len(column.values), end)
        cell_values = np.concatenate([np.arange(end), *values])
        order = cell_values.argsort(kind="stable")
        self._shared_cells = np.concatenate([np.full(end, self._cells), *cells])[order]
        self._shared_starts = cell_values[order].searchsorted(np.arange(end))

    def counts(self, docs: Array | None, name: str | None = None) -> dict[str, Counts]:
        """Return the counts of the documents (None: all) by value. With ``name``, the counts of other fields are invalid."""
        rows = self._rows if name is None else self._rows[:, self._table[name]]
        fetched = rows if docs is None else rows.take(docs, axis=0, mode="clip")
        cells = np.bincount(fetched.ravel(), minlength=self._cells + 1)
        counts = {name: cells[span] for name, span in self._spans.items()}
        if self._shared:
            values = np.add.reduceat(cells.take(self._shared_cells), self._shared_starts)
            counts |= {name: values[span] for name, span in self._shared.items()}
        return counts


def _assign_tables(columns: Mapping[str, DocValues]) -> list[dict[str, DocValues]]:
    """Assign each field, smallest first, to the first table with which it makes at most ``MAX_COMBINATIONS`` combinations."""
    tables: list[dict[str, DocValues]] = []
    samples: list[Combinations] = []
    for name, column in sorted(columns.items(), key=lambda item: item[1].code_count):
        documents = slice(None, None, max(1, len(column.ordinals) // SAMPLE_DOCUMENTS))
        own = Combinations.of(column, documents)
        for number, sample in enumerate(samples):
            is_possible = len(sample) * len(own) <= MAX_POSSIBLE_COMBINATIONS
            if is_possible and len(joined := sample.joined(own)) <= MAX_COMBINATIONS:
                tables[number][name], samples[number] = column, joined
                break
        else:
            tables.append({name: column})
            samples.append(own)
    return tables
