"""What the index holds by House and year, and what its records are known to lack. Every number is counted by a search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import get_args

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import WITHOUT_ANSWER, House, Question
from search.query import url_params
from search.query.nodes import AnyOf, Exists, Filter
from search.query.request import FacetRequest, SearchRequest, Sort
from search.results.types import IndexInfo

YEAR_FIELD = "tabled-year"
MAX_YEARS = 1_000
WAITING = AnyOf("state", (*WITHOUT_ANSWER, "holding"))

_ANSWERED = [("state", state) for state in ("answered", "corrected", "holding")]
_WITHOUT_ANSWER: list[tuple[str, str]] = [("state", state) for state in WITHOUT_ANSWER]
MISSING = {
    "Question or answer of which the source gave only the beginning": [("cut", "yes")],
    "No answer collected": _WITHOUT_ANSWER,
    "Holding answer alone": [("state", "holding")],
    "Without a UIN": [("lacks", "uin")],
    "Without a heading": [("lacks", "heading")],
    "Without the day it was tabled": [("lacks", "tabled")],
    "Without an answering body": [("lacks", "body")],
    "Asker not given": [("lacks", "asked")],
    "Asker known by number alone": [("q", "asked:member")],
    "Answered, but by whom is not given": [*_ANSWERED, ("lacks", "answered")],
    "Answered by a minister known by number alone": [("q", "answered:member")],
    "Answered, but the day is not given": [*_ANSWERED, ("lacks", "answered-on")],
}
"""What records may lack, each with the parameters of the search that finds those records."""


class HouseCoverage(msgspec.Struct, frozen=True):
    """The records of one House: their number, the days of the first and last tabled, and the day of the newest answer."""

    house: House
    records: int
    first_tabled: date | None
    last_tabled: date | None
    newest_answer: date | None


class YearCoverage(msgspec.Struct, frozen=True):
    """The records tabled in a year; ``year`` is "" for records without a day. ``waiting`` ones have no full answer."""

    year: str
    by_house: dict[House, int]
    waiting: int


class MissingData(msgspec.Struct, frozen=True):
    """The number of records that lack something, and the search that finds them."""

    description: str
    search: SearchRequest
    count: int


class CoverageResult(msgspec.Struct, frozen=True):
    """The coverage of one index; ``years`` begin with the newest."""

    info: IndexInfo
    houses: tuple[HouseCoverage, ...]
    years: tuple[YearCoverage, ...]
    missing: tuple[MissingData, ...]


def query_coverage(engine: Engine) -> CoverageResult:
    """Count everything: some twenty searches, 40 ms for 80,000 records. A browser that has the page costs none of them."""
    houses: tuple[House, ...] = get_args(House)
    by_house = {house: _count_by_year(engine, AnyOf("house", (house,))) for house in houses}
    waiting = _count_by_year(engine, WAITING)
    years = sorted({year for counts in by_house.values() for year in counts}, reverse=True)
    return CoverageResult(
        engine.info(),
        tuple(_house_coverage(engine, house) for house in houses),
        tuple(
            YearCoverage(year, {house: by_house[house].get(year, 0) for house in houses}, waiting.get(year, 0))
            for year in years
        ),
        tuple(_missing_data(engine, description, url_params.read(params)) for description, params in MISSING.items()),
    )


def _count_by_year(engine: Engine, only: Filter) -> dict[str, int]:
    """The number of records by the year they were tabled, newest year first; "" counts the records without a day."""
    page = engine.search(
        SearchRequest(filters=(only,), facets=(FacetRequest(YEAR_FIELD, MAX_YEARS),), per_page=1, with_snippets=False)
    )
    counts = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    undated = page.total - sum(counts.values())
    return counts | ({"": undated} if undated else {})


def _house_coverage(engine: Engine, house: House) -> HouseCoverage:
    def day_of_first(sort: Sort, field: str, day: Callable[[Question], date | None]) -> date | None:
        filters = (AnyOf("house", (house,)), Exists(field))
        hits = engine.search(SearchRequest(filters=filters, sort=sort, per_page=1, with_snippets=False)).hits
        return day(hits[0].question) if hits else None

    def tabled_on(question: Question) -> date | None:
        return question.tabled_on

    def answered_on(question: Question) -> date | None:
        return question.answer.answered_on if question.answer else None

    return HouseCoverage(
        house,
        engine.count(AnyOf("house", (house,))),
        day_of_first("oldest", "tabled", tabled_on),
        day_of_first("newest", "tabled", tabled_on),
        day_of_first("newest-answered", "answered-on", answered_on),
    )


def _missing_data(engine: Engine, description: str, search: SearchRequest) -> MissingData:
    return MissingData(description, search, engine.search(replace(search, per_page=1, with_snippets=False)).total)
