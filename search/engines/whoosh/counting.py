"""Facets counted: how many of some records have each value, all columns at once.

Columns whose values go together share a table, which numbers the combinations of their values that occur: records are counted
by combination, and combinations then by value. A record's numbers in all tables stand side by side, and are fetched at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.columns import Column
from search.facets import Counts

MAX_COMBINATIONS = 512
"""Of a table of several columns; with more a rare word would lose more than a common one gains."""

SAMPLE = 1 << 14
"""Documents, about, by which it is seen which columns go together."""

MAX_POSSIBLE = 1 << 20
"""Combinations of which it is tried how many occur."""


class Combinations:
    """``numbers`` unsigned[documents]: which combination each has; ``digits`` [combinations, columns]: what each is made of."""

    def __init__(self, numbers: Array, digits: Array) -> None:
        self.numbers = numbers
        self.digits = digits

    def __len__(self) -> int:
        return len(self.digits)

    @classmethod
    def of(cls, column: Column, documents: slice = slice(None)) -> Combinations:
        """Those of a single column."""
        return cls(column.digits[documents], np.arange(column.cells)[:, np.newaxis])

    def joined(self, other: Combinations) -> Combinations:
        """Those of both together."""
        possible = len(self) * len(other)
        pairs = self.numbers * np.uint32(len(other)) + other.numbers
        occurs = np.zeros(possible, bool)
        occurs[pairs] = True
        found = occurs.nonzero()[0]
        number = np.zeros(possible, np.uint32)
        number[found] = np.arange(len(found))
        return Combinations(number[pairs], np.hstack((self.digits[found // len(other)], other.digits[found % len(other)])))


class Counting:
    """The counts of some columns of one build."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.tables = _together(columns)
        found = [reduce(Combinations.joined, map(Combinations.of, table.values())) for table in self.tables]
        starts = np.cumsum([0, *map(len, found)])
        self._cells = int(starts[-1])
        numbers = [each.numbers + start for each, start in zip(found, starts.astype(np.uint32), strict=False)]
        self._rows = np.stack(numbers, axis=1).astype(np.min_scalar_type(self._cells))
        self._table = {name: at for at, table in enumerate(self.tables) for name in table}
        self._lay_out(found, starts.tolist())

    def _lay_out(self, found: list[Combinations], starts: list[int]) -> None:
        """Work out which cells make up which values; those of a column by itself are its values."""
        self._spans: dict[str, slice] = {}
        self._shared: dict[str, slice] = {}
        cells, values, end = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)], 0
        for table, each, start in zip(self.tables, found, starts, strict=False):
            if len(table) == 1:
                ((name, column),) = table.items()
                self._spans[name] = slice(start + len(each) - len(column.names), start + len(each))
                continue
            for (name, column), digits in zip(table.items(), each.digits.T, strict=True):
                cells.append(np.arange(start, start + len(each)))
                values.append(end + digits)
                end += column.cells
                self._shared[name] = slice(end - len(column.names), end)
        self._shared_cells, self._shared_values, self._values = np.concatenate(cells), np.concatenate(values), end

    def counts(self, docs: Array | None, *names: str) -> dict[str, Counts]:
        """How many of the documents (None: all) have each value of these columns, and perhaps of others: int64[values]."""
        rows = self._rows[:, self._table[names[0]]] if len(names) == 1 else self._rows
        fetched = rows if docs is None else rows.take(docs, axis=0, mode="clip")
        cells = np.bincount(fetched.ravel(), minlength=self._cells)
        values = np.bincount(self._shared_values, cells[self._shared_cells], self._values).astype(np.int64)
        counts = {name: cells[span] for name, span in self._spans.items()}
        return counts | {name: values[span] for name, span in self._shared.items()}


def _together(columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """Which columns share a table: the smallest first, each with the first group it makes few enough combinations with."""
    groups: list[dict[str, Column]] = []
    seen: list[Combinations] = []
    for name, column in sorted(columns.items(), key=lambda item: item[1].cells):
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
