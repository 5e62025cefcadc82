"""``/people/ID.csv`` and ``/bodies/ID.csv``: a row for each period, and for each row of each table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.query.nodes import Filter
from search.query.request import SearchRequest
from web.exports.csv_table import csv_table
from web.queries.insight import figure_tables
from web.queries.insight.bodies import BodyPage
from web.queries.insight.figure_tables import Count, Row, Table
from web.queries.insight.figures import Figures
from web.queries.insight.months import DAY_FIELD
from web.queries.insight.people import PersonPage
from web.site import urls

HEAD = ("table", "value", "count", "verdict", "in_whole_months", "of", "share", "results", "results_in_whole_months")

Cells = Iterator[tuple[object, ...]]


def person_csv(result: PersonPage, root: str) -> bytes:
    """Write the figures of a member. ``root`` begins the addresses of the results."""
    tables = [figure_tables.value_table(result.figures, field) for field in ("body", "heading")]
    return _written(result.figures, [*tables, *_askers(result)], root)


def body_csv(result: BodyPage, root: str) -> bytes:
    """Write the figures of a body. ``root`` begins the addresses of the results."""
    return _written(result.figures, [figure_tables.value_table(result.figures, "heading"), *_askers(result)], root)


def _askers(result: PersonPage | BodyPage) -> tuple[Table, ...]:
    return () if result.askers is None else (figure_tables.asker_table(result.askers),)


def _written(numbers: Figures, tables: Iterable[Table], root: str) -> bytes:
    return csv_table(HEAD, (*_periods(numbers, root), *_values(numbers, tables, root)))


def _periods(numbers: Figures, root: str) -> Cells:
    spans = ((span.first_day, span.last_day) for span, _ in numbers.spans)
    addresses = urls.date_searches(SearchRequest(filters=numbers.filters), DAY_FIELD, spans)
    for (span, coverage), count, address in zip(numbers.spans, numbers.counts, addresses, strict=True):
        yield (numbers.length, span.name, count, coverage.verdict, "", "", "", root + address, "")


def _values(numbers: Figures, tables: Iterable[Table], root: str) -> Cells:
    answered = figure_tables.share_answered(numbers)
    own = (Table("full-answer", (answered,), 1),) if answered else ()
    for table in (*tables, *own, *figure_tables.rate_tables(numbers)):
        for row in table.rows:
            yield (table.field, row.value, _number(row.every), "", *_rates(row), *_addresses(row, root))


def _rates(row: Row) -> tuple[object, ...]:
    return (_number(row.whole), _number(row.of), "" if row.share is None else f"{row.share:.6f}")


def _addresses(row: Row, root: str) -> tuple[str, ...]:
    return tuple(_address(count.filters, root) if count else "" for count in (row.every, row.whole))


def _number(count: Count | None) -> object:
    return count.number if count else ""


def _address(filters: tuple[Filter, ...], root: str) -> str:
    return root + urls.filter_search(*filters)
