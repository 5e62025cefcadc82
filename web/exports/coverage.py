"""``/coverage.csv``: each month of each House, with its counts and the verdict whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator

from search.coverage.months import MonthCoverage
from web.exports.csv_table import csv_table
from web.queries.coverage import CoverageResult


def months_csv(result: CoverageResult) -> bytes:
    """Write a header and a row for each month, oldest first. Several reasons are separated by spaces."""
    return csv_table(MonthCoverage.__struct_fields__, (_cells(entry) for house in result.houses for entry in house.months))


def _cells(entry: MonthCoverage) -> Iterator[object]:
    for name in MonthCoverage.__struct_fields__:
        value = getattr(entry, name)
        yield " ".join(value) if isinstance(value, tuple) else value
