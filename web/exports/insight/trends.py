"""``/trends.csv``: a row for each search and period."""

from __future__ import annotations

from collections.abc import Iterator

from web.exports.csv_table import csv_table
from web.queries.insight.months import DAY_FIELD
from web.queries.insight.trends import TrendsResult
from web.site import urls

HEAD = ("search", "period", "first_day", "last_day", "count", "all_questions", "share", "verdict", "reasons", "results")


def trends_csv(result: TrendsResult, root: str) -> bytes:
    """Write a header and the points of each series, oldest first. ``root`` begins the addresses of the results.

    Several reasons are separated by spaces.
    """
    return csv_table(HEAD, _rows(result, root))


def _rows(result: TrendsResult, root: str) -> Iterator[tuple[object, ...]]:
    for series in result.series:
        addresses = urls.date_searches(series.search, DAY_FIELD, map(result.days, range(len(result.spans))))
        for index, (span, coverage) in enumerate(zip(result.spans, result.coverages, strict=True)):
            share = result.share(series, index)
            yield (
                *(series.search.text, span.name, span.first_day, span.last_day),
                *(series.counts[index], result.everything.counts[index], "" if share is None else f"{share:.6f}"),
                *(coverage.verdict, " ".join(coverage.reasons)),
                root + addresses[index],
            )
