"""The first page: the latest answers, the coverage of the index, and the questions of each answering body with their trend."""

from __future__ import annotations

import threading
from typing import get_args
from weakref import WeakKeyDictionary

import msgspec

from search.coverage.months import HouseCoverage, house_coverages, months_between
from search.engine import Engine
from search.model.field_types import YES
from search.model.question import WITHOUT_ANSWER, House
from search.query.nodes import AnyOf, Exists
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket, IndexInfo, ResultPage
from web.queries.insight.bodies import BodyRow, body_rows
from web.queries.insight.months import count_by_month

LATEST_ANSWERS = 6
MAX_BODIES = 300
TRENDS = 12
"""Answering bodies with a trend: those with the most questions."""

TREND_MONTHS = 12
FULL_ANSWER = AnyOf("state", ("answered", "corrected"))
NO_ANSWER = AnyOf("state", WITHOUT_ANSWER)
CUT_SHORT = AnyOf("cut", (YES,))
UNDATED = Exists("tabled", False)


class Trend(msgspec.Struct, frozen=True):
    """The questions of a body in the last months, oldest first, and whether each month is whole in the index."""

    months: tuple[str, ...]
    counts: tuple[int, ...]
    are_whole: tuple[bool, ...]


class Overview(msgspec.Struct, frozen=True):
    """The numbers counted once for each build.

    ``bodies`` are the printed names, ``rows`` the bodies with all of their printed names, those with most records first, and
    ``trends`` those of the first rows.
    """

    bodies: tuple[Bucket, ...]
    rows: tuple[BodyRow, ...]
    trends: tuple[Trend, ...]
    without_answer: int
    cut_short: int
    undated: int


class HomeResult(msgspec.Struct, frozen=True):
    """A page of the latest full answers, and the overview of the build."""

    latest: ResultPage
    overview: Overview

    @property
    def bodies(self) -> tuple[Bucket, ...]:
        """Every printed name of an answering body with its number of questions."""
        return self.overview.bodies

    @property
    def info(self) -> IndexInfo:
        """The number of records in the index, and its dates."""
        return self.latest.info


_overviews: WeakKeyDictionary[Engine, Overview] = WeakKeyDictionary()
_counting = threading.Lock()
"""The overview of each open build. It is counted once and dropped with the build."""


def query_home(engine: Engine) -> HomeResult:
    """Search for the latest full answers, and return the overview of the build that is searched."""
    snapshot = engine.snapshot()
    latest = SearchRequest(
        filters=(FULL_ANSWER, Exists("answered-on")),
        sort="newest-answered",
        per_page=LATEST_ANSWERS,
        with_snippets=False,
    )
    return HomeResult(snapshot.search(latest), _overview(snapshot))


def _overview(engine: Engine) -> Overview:
    with _counting:
        overview = _overviews.get(engine)
        if overview is None:
            overview = _overviews[engine] = _count(engine)
        return overview


def _count(engine: Engine) -> Overview:
    request = SearchRequest(facets=(FacetRequest("body", MAX_BODIES),), per_page=0)
    page = engine.search(request)
    bodies = page.facets[0].buckets
    rows = [row for row in body_rows(engine, bodies) if row.count and not row.entry.is_family]
    rows.sort(key=lambda row: (-row.count, row.entry.name))
    months = _last_months(page.info)
    return Overview(
        bodies=bodies,
        rows=tuple(rows),
        trends=tuple(_trend(engine, row.entry.filter, months, page.info) for row in rows[:TRENDS]) if months else (),
        without_answer=engine.count(NO_ANSWER),
        cut_short=engine.count(CUT_SHORT),
        undated=engine.count(UNDATED),
    )


def _last_months(info: IndexInfo) -> tuple[str, ...]:
    """The last months of the index, oldest first, up to that of its newest question; () if no question has a day."""
    if info.tabled is None:
        return ()
    first, last = (f"{day:%Y-%m}" for day in info.tabled)
    return tuple(months_between(first, last))[-TREND_MONTHS:]


def _trend(engine: Engine, body: AnyOf, months: tuple[str, ...], info: IndexInfo) -> Trend:
    counted = count_by_month(engine, SearchRequest(filters=(body, AnyOf("tabled-month", months))))
    counts = dict(counted.counts)
    coverages = [house_coverages(info)[house] for house in get_args(House)]
    return Trend(
        months,
        tuple(counts.get(month, 0) for month in months),
        tuple(all(coverage.is_whole(month) for coverage in coverages if _reaches(coverage, month)) for month in months),
    )


def _reaches(coverage: HouseCoverage, month: str) -> bool:
    """Whether a month is between the first and the last question of a House. In other months the House is not counted."""
    first, last = coverage.first_tabled, coverage.last_tabled
    return first is not None and last is not None and f"{first:%Y-%m}" <= month <= f"{last:%Y-%m}"
