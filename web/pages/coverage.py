"""``/coverage``: what the index holds by House and year, and what its records are known to lack."""

from __future__ import annotations

import msgspec
from flask import Blueprint, render_template

from search.engine import Engine
from search.query.nodes import AnyOf, Exists, Filter
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.queries.coverage import WAITING, YEAR_FIELD, CoverageResult, HouseCoverage, YearCoverage, query_coverage
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
    """A year: the records of each House, of both, and those that wait for an answer. A link of 0 records has no address."""

    year: str
    by_house: tuple[Link, ...]
    both: Link
    waiting: Link


class CoverageView(msgspec.Struct, frozen=True):
    """What the index holds. ``missing`` leads to records that lack something; ``complete`` names what no record lacks."""

    title: str
    info: IndexInfo
    built_on: str
    houses: tuple[HouseRow, ...]
    years: tuple[YearRow, ...]
    missing: tuple[Link, ...]
    complete: tuple[str, ...]
    licence: Link


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("coverage", __name__)

    @pages.get("/coverage")
    def coverage() -> str:
        return render_template("pages/coverage.html", view=_view(query_coverage(engine)))

    return pages


def _view(result: CoverageResult) -> CoverageView:
    return CoverageView(
        title="What is here, and what is not",
        info=result.info,
        built_on=long_date(result.info.built_at.date()),
        houses=tuple(map(_house_row, result.houses)),
        years=tuple(map(_year_row, result.years)),
        missing=tuple(
            Link(missing.description, urls.search(missing.search), count=missing.count)
            for missing in result.missing
            if missing.count
        ),
        complete=tuple(missing.description for missing in result.missing if not missing.count),
        licence=Link(licence.NAME, licence.ADDRESS),
    )


def _house_row(row: HouseCoverage) -> HouseRow:
    days = (long_date(day) if day else "not known" for day in (row.first_tabled, row.last_tabled, row.newest_answer))
    return HouseRow(row.house, _count_link(row.records, "questions", AnyOf("house", (row.house,))), *days)


def _year_row(row: YearCoverage) -> YearRow:
    tabled = AnyOf(YEAR_FIELD, (row.year,)) if row.year else Exists("tabled", False)
    when = f"tabled in {row.year}" if row.year else "without a day"
    return YearRow(
        row.year or "No day given",
        tuple(
            _count_link(count, f"{house} questions {when}", tabled, AnyOf("house", (house,)))
            for house, count in row.by_house.items()
        ),
        _count_link(sum(row.by_house.values()), f"questions {when}", tabled),
        _count_link(row.waiting, f"questions {when} that wait for an answer", tabled, WAITING),
    )


def _count_link(count: int, about: str, *filters: Filter) -> Link:
    """A number that leads to the records it counts; 0 has no address."""
    return Link(f"{count:,}", urls.filter_search(*filters) if count else "", about)
