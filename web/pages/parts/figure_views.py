"""The figures on the pages of members and of bodies: a chart over time, and tables whose numbers are links."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from search.model.fields import FIELDS
from search.query.nodes import Exists, Filter
from search.query.request import SearchRequest
from search.results.phrasing import counted
from web.exports import EXPORTS
from web.pages.parts.charting import charts
from web.pages.parts.charting.chart_views import ChartView
from web.pages.parts.charting.charts import Frame, Point, Series
from web.pages.parts.periods import LENGTHS, chart_period, months_in_words, span_in_words
from web.queries.insight.figure_tables import Count, Row, Table, rate_tables, share_answered
from web.queries.insight.figures import Figures
from web.queries.insight.months import DAY_FIELD
from web.site import urls, wording
from web.site.link import Link

FRAME = Frame(height=200)
FILES = ("csv", "xlsx", "ndjson")
"""The formats of exports that the pages offer."""


RATE_TITLES = {"state": "State of the questions"}
"""Titles of tables that are not the label of their field."""


class RowView(msgspec.Struct, frozen=True):
    """A row: its name, which may be a link, and its numbers."""

    name: Link
    cells: tuple[Link, ...]


class TableView(msgspec.Struct, frozen=True):
    """A table. ``notes`` define its numbers."""

    id: str
    title: str
    notes: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[RowView, ...]


class FiguresView(msgspec.Struct, frozen=True):
    """All records, by time and in tables. ``rates`` names the months that have shares, or says why none has."""

    all: Link
    undated: Link | None
    chart: ChartView | None
    answered: tuple[Link, ...]
    rates: str
    tables: tuple[TableView, ...]
    feed: Link
    files: tuple[Link, ...]
    clock: Link | None = None


def figures_view(numbers: Figures, name: str, tables: Iterable[TableView], clock: Link | None = None) -> FiguresView:
    """Return the figures of the questions of ``name``, such as ``asked by Ben Lake``. ``clock`` says how long answers take."""
    request = SearchRequest(filters=numbers.filters)
    undated = Count(numbers.undated, (*numbers.filters, Exists("tabled", False)))
    return FiguresView(
        all=count_link(Count(numbers.total, numbers.filters), "", lambda number: f"{counted(number, 'question')} {name}"),
        undated=count_link(undated, "", lambda number: f"{number:,} without a date tabled") if numbers.undated else None,
        chart=_chart(numbers, name),
        answered=_answered(numbers),
        rates=_rates(numbers),
        tables=(*tables, *(_rate_table(table) for table in rate_tables(numbers))),
        feed=Link("Get updates", urls.feed(request), f"on questions {name}, by feed"),
        files=tuple(Link(EXPORTS[ending].label, urls.export(request, ending), f"of questions {name}") for ending in FILES),
        clock=clock,
    )


def value_table_view(table: Table, title: str, page: Callable[[str], str] | None = None) -> TableView:
    """Return a table of values with their numbers; ``page`` is the address of a value's own page."""
    has_whole = any(row.whole for row in table.rows)
    head = (FIELDS[table.field].label, "Questions", *(("In complete months", "Share") if has_whole else ()))
    rows = tuple(
        RowView(
            Link(wording.value_label(table.field, row.value), page(row.value) if page else ""),
            (
                _link(row.every, row.value),
                *((_link(row.whole, f"{row.value}, in complete months"), _share(row)) if has_whole else ()),
            ),
        )
        for row in table.rows
    )
    listed = f"The {len(rows):,} with most questions, of {table.distinct:,}." if table.distinct > len(rows) else ""
    return TableView(table.field, title, tuple(filter(None, (listed,))), head, rows)


def asker_table_view(table: Table, title: str, head: tuple[str, ...], notes: tuple[str, ...]) -> TableView:
    """Return a table of members, each with the number, the number of all, and the share."""
    rows = tuple(
        RowView(
            Link(row.value, urls.person(row.asker.member.key) if row.asker else ""),
            (_link(row.whole, f"{row.value}: {head[1]}"), _link(row.of, f"{row.value}: {head[2]}"), _share(row)),
        )
        for row in table.rows
    )
    return TableView("askers", title, notes, head, rows)


def count_link(count: Count, about: str, words: Callable[[int], str] = "{:,}".format) -> Link:
    """Return a number as a link to the questions that it counts."""
    return Link(words(count.number), filter_search(count.filters) if count.number else "", about)


def filter_search(filters: tuple[Filter, ...]) -> str:
    """The address of the search with some filters."""
    return urls.filter_search(*filters)


def _link(count: Count | None, about: str) -> Link:
    return count_link(count, about) if count else Link("\N{EN DASH}", "")


def _share(row: Row) -> Link:
    return Link("\N{EN DASH}" if row.share is None else f"{100 * row.share:.1f}%", "")


def _rate_table(table: Table) -> TableView:
    label = FIELDS[table.field].label
    rows = tuple(
        RowView(
            Link(wording.value_label(table.field, row.value).capitalize(), ""),
            (_link(row.whole, f"{label}: {row.value}"), _share(row)),
        )
        for row in table.rows
    )
    return TableView(table.field, RATE_TITLES.get(table.field, label), (), (label, "In complete months", "Share"), rows)


def _chart(numbers: Figures, name: str) -> ChartView | None:
    if not numbers.spans:
        return None
    periods = tuple(chart_period(span, coverage) for span, coverage in numbers.spans)
    request = SearchRequest(filters=numbers.filters)
    addresses = urls.date_searches(request, DAY_FIELD, ((span.first_day, span.last_day) for span, _ in numbers.spans))
    points = tuple(
        Point(
            count if period.verdict != "none" else None,
            counted(count, "question") if period.verdict != "none" else "nothing collected",
            address if count else "",
            f"{count:,}" if period.verdict != "none" else "\N{EN DASH}",
        )
        for count, period, address in zip(numbers.counts, periods, addresses, strict=True)
    )
    first, last = (span_in_words(numbers.spans[end][0]) for end in (0, -1))
    when = first if first == last else f"{first} to {last}"
    title = f"Questions by {LENGTHS[numbers.length]} tabled: {when}"
    series = Series(f"Questions {name}", points, filter_search(numbers.filters), counted(numbers.total, "question"))
    return charts.bar_chart("over-time", title, periods, series, FRAME)


def _answered(numbers: Figures) -> tuple[Link, ...]:
    """The number with a full answer, the number they are of, and the share; () where no share can be given."""
    row = share_answered(numbers)
    if row is None or row.whole is None or row.of is None:
        return ()
    return (_link(row.whole, "with a full answer"), _link(row.of, "questions tabled in complete months"), _share(row))


def _rates(numbers: Figures) -> str:
    houses = " and the ".join(numbers.houses)
    if numbers.whole is None:
        return (
            "We give no shares or rankings, because our data has no complete month of these questions in the "
            f"{houses or 'House'}."
        )
    months = months_in_words(numbers.whole.months)
    return f"Shares are of questions tabled in complete months of the {houses}: {months}."
