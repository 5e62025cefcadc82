"""The numbers of records by House, year and month, and of records that lack a value. All numbers are of one build."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec.structs import replace

from search.coverage.gap_notes import missing_periods
from search.coverage.months import NOT_COLLECTED, HouseCoverage, MonthCoverage, house_coverages
from search.engine import Engine
from search.model.question import WITHOUT_ANSWER, House
from search.query import url_params
from search.query.nodes import AnyOf, Exists, Filter
from search.query.request import FacetRequest, SearchRequest
from search.results.types import IndexInfo

YEAR_FIELD, MONTH_FIELD = "tabled-year", "tabled-month"
MAX_YEARS = 1_000
WAITING = AnyOf("state", (*WITHOUT_ANSWER, "holding"))

_ANSWERED: list[tuple[str, str]] = [("state", state) for state in ("answered", "corrected", "holding")]
MISSING: dict[str, list[tuple[str, str]]] = {
    "Text cut short by the source": [("cut", "yes")],
    "No answer here": [("state", state) for state in sorted(NOT_COLLECTED)],
    "Unanswered when last fetched": [("state", "unanswered")],
    "Holding answer only": [("state", "holding")],
    "No question number (UIN) in our source": [("lacks", "uin")],
    "No heading in our source": [("lacks", "heading")],
    "No date tabled in our source": [("lacks", "tabled")],
    "No department in our source": [("lacks", "body")],
    "Refers to a question that we do not have": [("citation", "not-held")],
    "Refers to a question, not certain which": [("citation", "uncertain")],
    "Refers to an answer by its date only": [("citation", "no-number")],
    "Refers to an answer by a column of Hansard": [("citation", "column")],
    "No asker in our source": [("lacks", "asked")],
    "Asker known by number only": [("q", "asked:member")],
    "Answered, minister not in our source": [*_ANSWERED, ("lacks", "answered")],
    "Answered, minister known by number only": [("q", "answered:member")],
    "Answered, answer date not in our source": [*_ANSWERED, ("lacks", "answered-on")],
}
"""The values that records may lack, each with the parameters of the search that finds those records."""


class Gap(msgspec.Struct, frozen=True):
    """Months without questions, from the month ``first`` to ``last``, such as ``2024-06``, both included."""

    first: str
    last: str


class HouseSummary(msgspec.Struct, frozen=True):
    """The records of one House: their number, their first and last day, their gaps, and each month with its verdict.

    ``undated`` records have no day tabled. ``months`` and ``gaps`` end with the last month that the index has of any House.
    """

    house: House
    records: int
    undated: int
    first_tabled: date | None
    last_tabled: date | None
    newest_answer: date | None
    gaps: tuple[Gap, ...]
    months: tuple[MonthCoverage, ...]


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
    houses: tuple[HouseSummary, ...]
    years: tuple[YearCoverage, ...]
    missing: tuple[MissingData, ...]


def query_coverage(engine: Engine) -> CoverageResult:
    """Count everything in one build. A browser that has the page costs nothing."""
    engine = engine.snapshot()
    info = engine.info()
    coverages = house_coverages(info)
    by_house = {house: _count_by_year(engine, AnyOf("house", (house,))) for house in coverages}
    waiting = _count_by_year(engine, WAITING)
    years = sorted({year for counts in by_house.values() for year in counts}, reverse=True)
    return CoverageResult(
        info,
        tuple(_summary(engine, coverage) for coverage in coverages.values()),
        tuple(
            YearCoverage(year, {house: by_house[house].get(year, 0) for house in coverages}, waiting.get(year, 0))
            for year in years
        ),
        tuple(_missing_data(engine, description, url_params.read(params)) for description, params in MISSING.items()),
    )


def _count_by_year(engine: Engine, only: Filter) -> dict[str, int]:
    """The number of records by the year they were tabled, newest year first; "" counts the records without a day."""
    page = engine.search(SearchRequest(filters=(only,), facets=(FacetRequest(YEAR_FIELD, MAX_YEARS),), per_page=0))
    counts = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    undated = page.total - sum(counts.values())
    return counts | ({"": undated} if undated else {})


def _summary(engine: Engine, coverage: HouseCoverage) -> HouseSummary:
    months = [entry.month for entry in coverage.months if entry.tabled]
    periods = missing_periods(months, coverage.months[0].month, coverage.months[-1].month) if months else ()
    return HouseSummary(
        coverage.house,
        coverage.records,
        coverage.undated,
        coverage.first_tabled,
        coverage.last_tabled,
        _newest_answer(engine, coverage.house),
        tuple(Gap(first, last) for first, last in periods),
        coverage.months,
    )


def _newest_answer(engine: Engine, house: House) -> date | None:
    filters = (AnyOf("house", (house,)), Exists("answered-on"))
    newest = SearchRequest(filters=filters, sort="newest-answered", per_page=1, with_snippets=False)
    hits = engine.search(newest).hits
    answer = hits[0].question.answer if hits else None
    return answer.answered_on if answer else None


def _missing_data(engine: Engine, description: str, search: SearchRequest) -> MissingData:
    return MissingData(description, search, engine.search(replace(search, per_page=0)).total)
