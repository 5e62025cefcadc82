"""``/clock.csv``: the figures of a House by month, then by answering body in one month. Months that are not whole have none."""

from __future__ import annotations

from collections.abc import Iterator

from web.exports.csv_table import csv_table
from web.queries.insight.clock import ClockResult, Row

HEADER = (
    *("house", "by", "month", "body", "rule", "verdict", "reasons"),
    *("count", "on_time", "late", "share_on_time", "median_days", "days_of_nine_in_ten"),
)


def clock_csv(result: ClockResult) -> bytes:
    """Write a header and a row for each rule of a month or body; one without numbers for a month that is not whole."""
    return csv_table(HEADER, _rows(result))


def _rows(result: ClockResult) -> Iterator[list[object]]:
    params = result.params
    for month in result.months:
        for values in _values(month):
            yield [params.house, params.basis, month.name, params.body, *values]
    for body in result.bodies:
        for values in _values(body):
            yield [params.house, params.basis, params.month, body.name, *values]


def _values(row: Row) -> list[list[object]]:
    head: list[object] = [row.verdict, " ".join(row.reasons)]
    if not any(row.figures):
        return [["", *head, "", "", "", "", "", ""]]
    return [
        [
            *(figures.rule.name, *head),
            *(figures.count, figures.on_time, figures.late, round(figures.share, 4), figures.median, figures.slow),
        ]
        for figures in row.figures
        if figures
    ]
