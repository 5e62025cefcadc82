"""What the index holds, from when to when, by House and year, and what is known to be missing. All is counted by searches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from flask import Blueprint, render_template
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import House, Question
from search.query import url_params
from search.query.nodes import AnyOf, Exists, Filter
from search.query.request import FacetRequest, SearchRequest, Sort
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.site import licence, urls
from web.site.link import Link
from web.view_models.coverage import CoverageView, HouseRow, YearRow

YEAR = "tabled-year"
MOST_YEARS = 1_000
WAITING = AnyOf("state", ("unanswered", "holding"))

_GIVEN = [("state", state) for state in ("answered", "corrected", "holding")]
MISSING = {
    "Question or answer of which the source gave only the beginning": [("cut", "yes")],
    "Not answered in these data": [("state", "unanswered")],
    "Holding answer alone": [("state", "holding")],
    "Without a UIN": [("lacks", "uin")],
    "Without a heading": [("lacks", "heading")],
    "Without the day it was tabled": [("lacks", "tabled")],
    "Without an answering body": [("lacks", "body")],
    "Asker not given": [("lacks", "asked")],
    "Asker known by number alone": [("q", "asked:member")],
    "Answered, but by whom is not given": [*_GIVEN, ("lacks", "answered")],
    "Answered by a minister known by number alone": [("q", "answered:member")],
    "Answered, but the day is not given": [*_GIVEN, ("lacks", "answered-on")],
}
"""What records may lack, each with the parameters of the search that finds those that do."""


@dataclass(frozen=True, slots=True)
class HouseSpan:
    """What is held of one House."""

    house: House
    records: int
    first: date | None
    last: date | None
    newest_answer: date | None


@dataclass(frozen=True, slots=True)
class Year:
    """Records tabled in a year, "" for those without a day; ``waiting`` of them have no answer or a holding answer alone."""

    year: str
    by_house: dict[House, int]
    waiting: int


@dataclass(frozen=True, slots=True)
class Lack:
    """How many records lack something."""

    words: str
    search: SearchRequest
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it, of one index; the newest year first."""

    info: IndexInfo
    houses: tuple[HouseSpan, ...]
    years: tuple[Year, ...]
    missing: tuple[Lack, ...]


def routes(engine: Engine) -> Blueprint:
    """``/coverage``."""
    pages = Blueprint("coverage", __name__)

    @pages.get(urls.coverage())
    def coverage() -> str:
        return render_template("pages/coverage.html", view=_view(coverage_found(engine)))

    return pages


def coverage_found(engine: Engine) -> Coverage:
    """Count everything: some twenty searches, 40 ms for 80,000 records, and none for who still has the page."""
    houses: tuple[House, ...] = get_args(House)
    by_house = {house: _by_year(engine, AnyOf("house", (house,))) for house in houses}
    waiting = _by_year(engine, WAITING)
    known = sorted({year for counts in by_house.values() for year in counts}, reverse=True)
    return Coverage(
        engine.info(),
        tuple(_span(engine, house) for house in houses),
        tuple(Year(year, {house: by_house[house].get(year, 0) for house in houses}, waiting.get(year, 0)) for year in known),
        tuple(_lack(engine, words, url_params.read(pairs)) for words, pairs in MISSING.items()),
    )


def _by_year(engine: Engine, narrowed: Filter) -> dict[str, int]:
    """How many records were tabled in each year, the newest first, and under "" how many without a day."""
    page = engine.search(
        SearchRequest(filters=(narrowed,), facets=(FacetRequest(YEAR, MOST_YEARS),), per_page=1, with_snippets=False)
    )
    counts = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    undated = page.total - sum(counts.values())
    return counts | ({"": undated} if undated else {})


def _span(engine: Engine, house: House) -> HouseSpan:
    def foremost(sort: Sort, field: str, day: Callable[[Question], date | None]) -> date | None:
        wanted = (AnyOf("house", (house,)), Exists(field))
        hits = engine.search(SearchRequest(filters=wanted, sort=sort, per_page=1, with_snippets=False)).hits
        return day(hits[0].question) if hits else None

    def tabled(question: Question) -> date | None:
        return question.tabled_on

    def answered(question: Question) -> date | None:
        return question.answer.answered_on if question.answer else None

    return HouseSpan(
        house,
        engine.count(AnyOf("house", (house,))),
        foremost("oldest", "tabled", tabled),
        foremost("newest", "tabled", tabled),
        foremost("newest-answered", "answered-on", answered),
    )


def _lack(engine: Engine, words: str, search: SearchRequest) -> Lack:
    return Lack(words, search, engine.search(replace(search, per_page=1, with_snippets=False)).total)


def _view(found: Coverage) -> CoverageView:
    return CoverageView(
        title="What is here, and what is not",
        info=found.info,
        built=long_date(found.info.built_at.date()),
        houses=tuple(map(_house_row, found.houses)),
        years=tuple(map(_year_row, found.years)),
        missing=tuple(Link(each.words, urls.search(each.search), count=each.count) for each in found.missing if each.count),
        complete=tuple(each.words for each in found.missing if not each.count),
        licence=Link(licence.NAME, licence.ADDRESS),
    )


def _house_row(span: HouseSpan) -> HouseRow:
    days = (long_date(day) if day else "not known" for day in (span.first, span.last, span.newest_answer))
    return HouseRow(span.house, _number(span.records, "questions", AnyOf("house", (span.house,))), *days)


def _year_row(row: Year) -> YearRow:
    tabled = AnyOf(YEAR, (row.year,)) if row.year else Exists("tabled", False)
    when = f"tabled in {row.year}" if row.year else "without a day"
    return YearRow(
        row.year or "No day given",
        tuple(
            _number(count, f"{house} questions {when}", tabled, AnyOf("house", (house,)))
            for house, count in row.by_house.items()
        ),
        _number(sum(row.by_house.values()), f"questions {when}", tabled),
        _number(row.waiting, f"questions {when} that wait for an answer", tabled, WAITING),
    )


def _number(count: int, about: str, *filters: Filter) -> Link:
    """A number that leads to what it counts; one of nothing leads nowhere."""
    return Link(f"{count:,}", urls.filtered(*filters) if count else "", about)
