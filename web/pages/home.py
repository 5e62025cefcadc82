"""``/``: the first page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from flask import Blueprint

from search.coverage.gap_notes import covered_sentence
from search.coverage.months import house_coverages
from search.engine import Engine
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.phrasing import counted, plural
from search.results.types import IndexInfo
from web.pages.parts import hits
from web.pages.parts.charting.sparklines import SparklineView, sparkline
from web.pages.parts.hits import HitView
from web.pages.rendering import render_page
from web.queries.home import CUT_SHORT, FULL_ANSWER, NO_ANSWER, UNDATED, HomeResult, Overview, Trend, query_home
from web.queries.insight.bodies import BodyRow
from web.site import urls, wording
from web.site.link import Link

EXAMPLES = (
    "dental appointments",
    '"universal credit" housing',
    "asked:baroness school*",
    "state:corrected tabled:2021..2025",
)


class BodyView(msgspec.Struct, frozen=True):
    """An answering body: its page, its questions, their number, and their trend, None if no month is known."""

    page: Link
    questions: Link
    trend: SparklineView | None


class HomeView(msgspec.Struct, frozen=True):
    """The first page.

    ``summary`` has the number of records, ``missing`` links to incomplete records, ``newest`` has the latest day.
    """

    info: IndexInfo
    summary: str
    missing: tuple[Link, ...]
    newest: str
    without_answer: str
    examples: tuple[Link, ...]
    latest: tuple[HitView, ...]
    all_latest: str
    bodies: tuple[BodyView, ...]
    body_count: int
    trend_note: str


def routes(engine: Engine) -> Blueprint:
    """The address of the first page."""
    pages = Blueprint("home", __name__)

    @pages.get("/")
    def home() -> bytes:
        return render_page("pages/home.html", view=_view(query_home(engine)))

    return pages


def _view(result: HomeResult) -> HomeView:
    overview = result.overview
    return HomeView(
        info=result.info,
        summary=_index_summary(result.info),
        missing=_missing(result),
        newest=descriptions.freshness(result.info),
        without_answer=urls.filter_search(NO_ANSWER),
        examples=tuple(Link(text, urls.text_search(text)) for text in EXAMPLES),
        latest=hits.hits(result.latest),
        all_latest=urls.search(SearchRequest(filters=(FULL_ANSWER,), sort="newest-answered")),
        bodies=_bodies(overview),
        body_count=len(overview.rows),
        trend_note=_trend_note(overview.trends[0]) if overview.trends else "",
    )


def _missing(result: HomeResult) -> tuple[Link, ...]:
    overview = result.overview
    parts = (
        (overview.without_answer, "no answer here", NO_ANSWER),
        (overview.cut_short, "a text cut short by the source", CUT_SHORT),
        (overview.undated, "no date tabled here", UNDATED),
    )
    return tuple(
        Link(f"{count:,} {'has' if count == 1 else 'have'} {words}", urls.filter_search(filter_))
        for count, words, filter_ in parts
        if count
    )


@lru_cache(maxsize=4)
def _bodies(overview: Overview) -> tuple[BodyView, ...]:
    """The bodies with a trend, or all of them where no month is known. They are made once a build."""
    if not overview.trends:
        return tuple(_body(row, None, ()) for row in overview.rows)
    months = _months(overview.trends[0])
    return tuple(_body(row, trend, months) for row, trend in zip(overview.rows, overview.trends, strict=False))


def _months(trend: Trend) -> tuple[str, ...]:
    return tuple(wording.value_label("tabled-month", month) for month in trend.months)


def _body(row: BodyRow, trend: Trend | None, months: Sequence[str]) -> BodyView:
    """An answering body; ``months`` are those of its trend, in words."""
    name = row.entry.name
    questions = Link(f"{row.count:,}", urls.filter_search(row.entry.filter), f"{plural(row.count, 'question')} to {name}")
    page = Link(name, urls.body(row.entry.key))
    chart = sparkline(trend.counts, trend.are_whole, _in_words(trend, months)) if trend else None
    return BodyView(page, questions, chart)


def _in_words(trend: Trend, months: Sequence[str]) -> str:
    """The first, the largest and the last count of the bars, for readers who cannot see them."""
    most = max(range(len(months)), key=trend.counts.__getitem__)
    numbers = (f"{trend.counts[index]:,} in {months[index]}" for index in dict.fromkeys((0, most, len(months) - 1)))
    return f"Questions by month: {', '.join(numbers)}"


def _trend_note(trend: Trend) -> str:
    months = _months(trend)
    span = f"Bars: questions tabled in each month, {months[0]} to {months[-1]}, each chart to its own scale."
    return span if all(trend.are_whole) else f"{span} Hollow bars: months we have only in part."


def _index_summary(info: IndexInfo) -> str:
    covered = covered_sentence(tuple(house_coverages(info).values()))
    return f"{counted(info.records, 'question')}. {covered}"
