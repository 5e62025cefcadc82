"""Facets counted: how many of some records have each value, all columns at once.

Columns whose values go together share a table, which numbers the combinations of their values that occur: records are counted
by combination, and combinations then by value. A record's numbers in all tables but the greatest stand side by side, and are
fetched at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.format.doc_values import DocValues
from search.results.facets import Counts

MAX_COMBINATIONS = 512
"""Of a table of several columns; with more a rare word would lose more than a common one gains."""

SAMPLE = 1 << 14
"""Documents, about, by which it is seen which columns go together."""

MAX_POSSIBLE = 1 << 20
"""Combinations of which it is tried how many occur."""


class Combinations:
    """``numbers`` unsigned[documents]: which combination each has; ``codes`` [combinations, columns]: what each is made of."""

    def __init__(self, numbers: Array, codes: Array) -> None:
        self.numbers = numbers
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, column: DocValues, documents: slice = slice(None)) -> Combinations:
        """Those of a single column."""
        return cls(column.codes[documents], np.arange(column.code_count)[:, np.newaxis])

    def joined(self, other: Combinations) -> Combinations:
        """Those of both together."""
        possible = len(self) * len(other)
        pairs = self.numbers * np.uint32(len(other)) + other.numbers
        occurs = np.zeros(possible, bool)
        occurs[pairs] = True
        found = occurs.nonzero()[0]
        number = np.zeros(possible, np.uint32)
        number[found] = np.arange(len(found))
        return Combinations(number[pairs], np.hstack((self.codes[found // len(other)], other.codes[found % len(other)])))


class FacetCounter:
    """The counts of some columns of one build.

    The table with the most values is by itself: it is counted faster among its own cells, and so are the others without it.
    """

    def __init__(self, columns: Mapping[str, DocValues]) -> None:
        self.tables = _together(columns)
        found = [reduce(Combinations.joined, map(Combinations.of, table.values())) for table in self.tables]
        by_size = sorted(range(len(found)), key=lambda at: len(found[at]))
        self._parts = [_Rows([(self.tables[at], found[at]) for at in some]) for some in (by_size[:-1], by_size[-1:]) if some]
        self._part = {name: part for part in self._parts for name in part.names}

    def counts(self, docs: Array | None, *names: str) -> dict[str, Counts]:
        """How many of the documents (None: all) have each value of these columns, and perhaps of others: int64[values]."""
        if len(names) == 1:
            return self._part[names[0]].counts(docs, names[0])
        counts: dict[str, Counts] = {}
        for part in self._parts:
            counts |= part.counts(docs)
        return counts


class _Rows:
    """Some tables side by side: a record's numbers in them are one row, and number cells that are counted at once."""

    def __init__(self, tables: Sequence[tuple[Mapping[str, DocValues], Combinations]]) -> None:
        starts = np.cumsum([0, *(len(each) for _, each in tables)])
        self._cells = int(starts[-1])
        numbers = [each.numbers + start for (_, each), start in zip(tables, starts.astype(np.uint32), strict=False)]
        self._rows = np.stack(numbers, axis=1).astype(np.min_scalar_type(self._cells))
        self._table = {name: at for at, (table, _) in enumerate(tables) for name in table}
        self._lay_out(tables, starts.tolist())

    @property
    def names(self) -> Iterable[str]:
        """The columns."""
        return self._table

    def _lay_out(self, tables: Sequence[tuple[Mapping[str, DocValues], Combinations]], starts: list[int]) -> None:
        """Work out which cells make up which values; those of a column by itself are its values.

        A cell after the last, which is none of any record, is added to every value, so that none is made of no cells.
        """
        self._spans: dict[str, slice] = {}
        self._shared: dict[str, slice] = {}
        cells, values, end = [], [], 0
        for (table, each), start in zip(tables, starts, strict=False):
            if len(table) == 1:
                ((name, column),) = table.items()
                self._spans[name] = slice(start + len(each) - len(column.values), start + len(each))
                continue
            for (name, column), codes in zip(table.items(), each.codes.T, strict=True):
                cells.append(np.arange(start, start + len(each)))
                values.append(end + codes)
                end += column.code_count
                self._shared[name] = slice(end - len(column.values), end)
        made = np.concatenate([np.arange(end), *values])
        order = made.argsort(kind="stable")
        self._shared_cells = np.concatenate([np.full(end, self._cells), *cells])[order]
        self._shared_starts = made[order].searchsorted(np.arange(end))

    def counts(self, docs: Array | None, only: str | None = None) -> dict[str, Counts]:
        """How many of the documents (None: all) have each value of the columns; of ``only``, the others then left uncounted."""
        rows = self._rows if only is None else self._rows[:, self._table[only]]
        fetched = rows if docs is None else rows.take(docs, axis=0, mode="clip")
        cells = np.bincount(fetched.ravel(), minlength=self._cells + 1)
        counts = {name: cells[span] for name, span in self._spans.items()}
        if self._shared:
            values = np.add.reduceat(cells.take(self._shared_cells), self._shared_starts)
            counts |= {name: values[span] for name, span in self._shared.items()}
        return counts


def _together(columns: Mapping[str, DocValues]) -> list[dict[str, DocValues]]:
    """Which columns share a table: the smallest first, each with the first group it makes few enough combinations with."""
    groups: list[dict[str, DocValues]] = []
    seen: list[Combinations] = []
    for name, column in sorted(columns.items(), key=lambda item: item[1].code_count):
        sample = slice(None, None, max(1, len(column.ordinals) // SAMPLE))
        own = Combinations.of(column, sample)
        for at, each in enumerate(seen):
            if len(each) * len(own) <= MAX_POSSIBLE and len(joined := each.joined(own)) <= MAX_COMBINATIONS:
                groups[at][name], seen[at] = column, joined
                break
        else:
            groups.append({name: column})
            seen.append(own)
    return groups
