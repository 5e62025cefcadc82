"""``/coverage.csv``: each month of each House, with its counts and the verdict whether it is whole."""

from __future__ import annotations

import csv
import io

from search.coverage.months import MonthCoverage
from web.queries.coverage import CoverageResult

MEDIA_TYPE = "text/csv"


def months_csv(result: CoverageResult) -> bytes:
    """Write a header and a row for each month, oldest first. Several reasons are separated by spaces."""
    rows = io.StringIO(newline="")
    write = csv.writer(rows).writerow
    write(MonthCoverage.__struct_fields__)
    for house in result.houses:
        for entry in house.months:
            values = (getattr(entry, name) for name in MonthCoverage.__struct_fields__)
            write([" ".join(value) if isinstance(value, tuple) else value for value in values])
    return rows.getvalue().encode()
