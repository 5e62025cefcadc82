"""``/coverage``: the numbers of records in the index by House, year and month, and its gaps."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import msgspec
from flask import Blueprint

from search.coverage.gap_notes import period_in_words
from search.coverage.months import MonthCoverage
from search.engine import Engine
from search.query.nodes import AnyOf, Exists, Filter
from search.results import descriptions
from search.results.phrasing import plural
from search.results.types import IndexInfo, SourceCounts
from search.text.dates import long_date
from web.pages.parts.coverage_words import VERDICTS, complete_months, reasons_in_words
from web.pages.rendering import render_page
from web.queries.coverage import (
    MONTH_FIELD,
    WAITING,
    YEAR_FIELD,
    CoverageResult,
    HouseSummary,
    YearCoverage,
    query_coverage,
)
from web.site import licence, urls
from web.site.link import Link


class HouseRow(msgspec.Struct, frozen=True):
    """A House: the number of its records, and its days in words."""

    house: str
    records: Link
    first_tabled: str
    last_tabled: str
    newest_answer: str


class YearRow(msgspec.Struct, frozen=True):
    """A year: the records of each House, of both, and those without a full answer. A link of 0 records has no address."""

    year: str
    by_house: tuple[Link, ...]
    both: Link
    waiting: Link


class MonthCell(msgspec.Struct, frozen=True):
    """A month of a House: its number of questions, a sign for its verdict, and the verdict in words; "" outside the index."""

    count: Link
    verdict: str
    sign: str
    words: str


class MonthRow(msgspec.Struct, frozen=True):
    """The twelve months of a year; no months for a span of years without questions."""

    year: str
    months: tuple[MonthCell, ...]


class HouseMonths(msgspec.Struct, frozen=True):
    """The months of a House, newest year first, how many of them are whole, and its gaps in words."""

    house: str
    rows: tuple[MonthRow, ...]
    whole: str
    gaps: tuple[str, ...]


class CoverageView(msgspec.Struct, frozen=True):
    """The page of coverage. ``missing`` links to records without a value; ``complete`` names values that all have."""

    title: str
    info: IndexInfo
    freshness: str
    houses: tuple[HouseRow, ...]
    years: tuple[YearRow, ...]
    month_names: tuple[str, ...]
    months: tuple[HouseMonths, ...]
    missing: tuple[Link, ...]
    complete: tuple[str, ...]
    left_out: tuple[str, ...]
    licence: Link


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("coverage", __name__)

    @pages.get("/coverage")
    def coverage() -> bytes:
        return render_page("pages/coverage.html", view=_view(query_coverage(engine)))

    return pages


def _view(result: CoverageResult) -> CoverageView:
    return CoverageView(
        title="What this site covers",
        info=result.info,
        freshness=descriptions.freshness(result.info),
        houses=tuple(map(_house_row, result.houses)),
        years=tuple(map(_year_row, result.years)),
        month_names=tuple(calendar.month_name[1:]),
        months=tuple(_house_months(house) for house in result.houses if house.months),
        missing=tuple(
            Link(missing.description, urls.search(missing.search), count=missing.count)
            for missing in result.missing
            if missing.count
        ),
        complete=tuple(missing.description for missing in result.missing if not missing.count),
        left_out=_left_out(result.info.source_counts),
        licence=Link(licence.NAME, licence.ADDRESS),
    )


def _house_row(row: HouseSummary) -> HouseRow:
    days = (long_date(day) if day else "not known" for day in (row.first_tabled, row.last_tabled, row.newest_answer))
    return HouseRow(row.house, _count_link(row.records, plural(row.records, "question"), AnyOf("house", (row.house,))), *days)


def _year_row(row: YearCoverage) -> YearRow:
    tabled = AnyOf(YEAR_FIELD, (row.year,)) if row.year else Exists("tabled", False)
    when = f"tabled in {row.year}" if row.year else "without a date"
    return YearRow(
        row.year or "No date tabled",
        tuple(
            _count_link(count, f"{house} {plural(count, 'question')} {when}", tabled, AnyOf("house", (house,)))
            for house, count in row.by_house.items()
        ),
        _count_link(total := sum(row.by_house.values()), f"{plural(total, 'question')} {when}", tabled),
        _count_link(row.waiting, f"{plural(row.waiting, 'question')} {when} without a full answer", tabled, WAITING),
    )


def _house_months(house: HouseSummary) -> HouseMonths:
    whole = [entry for entry in house.months if entry.verdict == "whole"]
    names = ", ".join(
        f"{period_in_words((entry.month, entry.month))} ({entry.number_share:.0%} of question numbers)" for entry in whole
    )
    return HouseMonths(
        house.house,
        tuple(_month_rows(house.months)),
        f"{complete_months(len(whole), len(house.months))}{f': {names}' if names else ''}.",
        tuple(period_in_words((gap.first, gap.last)) for gap in house.gaps),
    )


def _month_rows(months: Sequence[MonthCoverage]) -> Iterator[MonthRow]:
    """Yield a row for each year, newest first; one for consecutive years without questions."""
    years = [(year, list(entries)) for year, entries in groupby(reversed(months), attrgetter("year"))]
    for is_empty, group in groupby(years, lambda item: all(entry.verdict == "none" for entry in item[1])):
        rows = list(group)
        if is_empty:
            yield MonthRow(period_in_words((f"{rows[-1][0]}-01", f"{rows[0][0]}-12")), ())
        else:
            yield from (_month_row(year, entries) for year, entries in rows)


def _month_row(year: str, months: list[MonthCoverage]) -> MonthRow:
    by_month = {entry.month: entry for entry in months}
    return MonthRow(year, tuple(_month_cell(by_month.get(f"{year}-{number:02}")) for number in range(1, 13)))


def _month_cell(entry: MonthCoverage | None) -> MonthCell:
    if entry is None:
        return MonthCell(Link("", ""), "", "", "")
    month = period_in_words((entry.month, entry.month))
    filters = AnyOf(MONTH_FIELD, (entry.month,)), AnyOf("house", (entry.house,))
    count = _count_link(entry.tabled, f"{entry.house} {plural(entry.tabled, 'question')} tabled in {month}", *filters)
    sign, name = VERDICTS[entry.verdict]
    return MonthCell(count, entry.verdict, sign, ": ".join(filter(None, (name, reasons_in_words(entry.reasons)))))


def _left_out(counts: SourceCounts) -> tuple[str, ...]:
    """Yield sentences on the records that are missing here, or incomplete."""
    sentences = (
        (counts.rejected, "record could not be read. It is missing", "records could not be read. They are missing"),
        (
            counts.warned,
            "record lacks a detail that could not be read",
            "records lack details that could not be read",
        ),
        (
            counts.uncounted,
            "file was damaged. We do not know how many records it lost",
            "files were damaged. We do not know how many records they lost",
        ),
    )
    return tuple(f"{count:,} {one if count == 1 else several}." for count, one, several in sentences if count)


def _count_link(count: int, about: str, *filters: Filter) -> Link:
    """A number that leads to the records it counts; 0 has no address."""
    return Link(f"{count:,}", urls.filter_search(*filters) if count else "", about)
