"""``/trends``: up to six searches over time, as a chart and a table. Each number links to its questions."""

from __future__ import annotations

from typing import get_args

import msgspec
from flask import Blueprint, request
from msgspec.structs import replace

from search.coverage.gap_notes import period_in_words
from search.coverage.periods import Length
from search.engine import Engine
from search.query.nodes import Exists
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.phrasing import counted
from search.results.types import IndexInfo
from web.http import caching
from web.pages.parts import facet_panel
from web.pages.parts.charting import charts
from web.pages.parts.charting.chart_views import ChartView
from web.pages.parts.charting.charts import Frame, Period, Point, Series
from web.pages.parts.filters.chips import Chip, active_filters
from web.pages.parts.periods import LENGTHS, chart_period
from web.pages.rendering import render_page
from web.queries.insight.months import DAY_FIELD
from web.queries.insight.trends import MAX_SERIES, Measure, TrendSeries, TrendsRequest, TrendsResult, query_trends
from web.site import urls
from web.site.choices import Option
from web.site.link import Link, Pairs

EXAMPLES: tuple[tuple[str, ...], ...] = (
    ("school*", "prison*"),
    ("flooding OR floods", "housing"),
    ('"universal credit"', "pension*", "disability"),
)

MEASURES: dict[Measure, str] = {"count": "Number of questions", "share": "Share of all questions"}
ALL_QUESTIONS = "All questions"
CUT = "the filters leave out some of its days"


class SearchField(msgspec.Struct, frozen=True):
    """The box of one search, and the address of the page without it, "" for an empty box."""

    id: str
    label: str
    text: str
    remove: Link | None


class TrendsView(msgspec.Struct, frozen=True):
    """The page.

    ``notes`` say how a search was read and which questions are not in the chart; ``chart`` is None in an empty index,
    ``total`` where the chart has a legend.
    """

    title: str
    info: IndexInfo
    fields: tuple[SearchField, ...]
    lengths: tuple[Option, ...]
    measures: tuple[Option, ...]
    hidden_params: Pairs
    active_filters: tuple[Chip, ...]
    examples: tuple[Link, ...]
    chart: ChartView | None
    notes: tuple[str, ...]
    undated: tuple[Link, ...]
    total: Link | None
    formats: tuple[Link, ...]


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("trends", __name__)
    caching.keep_parameter_order(pages)

    @pages.get("/trends")
    def trends() -> bytes:
        return render_page("pages/trends.html", view=_view(query_trends(engine, tuple(request.args.items(multi=True)))))

    return pages


def series_name(series: TrendSeries) -> str:
    """The text of a search; without one, all questions."""
    return series.search.text or ALL_QUESTIONS


def _view(result: TrendsResult) -> TrendsView:
    trends = result.request
    return TrendsView(
        title=_title(trends),
        info=result.info,
        fields=_fields(trends),
        lengths=tuple(Option(length, LENGTHS[length].capitalize(), length == result.length) for length in get_args(Length)),
        measures=tuple(Option(measure, MEASURES[measure], measure == trends.measure) for measure in get_args(Measure)),
        hidden_params=tuple(facet_panel.params_without(trends.filters, "")),
        active_filters=active_filters(trends.filters, lambda filters: _url(replace(trends, filters=filters))),
        examples=tuple(
            Link(" and ".join(texts), urls.trends(texts, SearchRequest()), "over time")
            for texts in EXAMPLES
            if not trends.texts
        ),
        chart=_chart(result) if result.spans else None,
        notes=tuple(note for series in result.series for note in _notes(series)),
        undated=tuple(_undated_link(series) for series in result.series if series.undated),
        total=_total(result.series[0]) if len(result.series) == 1 and result.series[0].total else None,
        formats=(
            Link("CSV", _url(trends, ".csv"), "of these numbers"),
            Link("JSON", _url(trends, ".json"), "of these numbers"),
        ),
    )


def _url(trends: TrendsRequest, ending: str = "") -> str:
    measure = "" if trends.measure == "count" else trends.measure
    return urls.trends(trends.texts, trends.filters, trends.length or "", measure, ending)


def _title(trends: TrendsRequest) -> str:
    names = ", ".join(descriptions.shortened(text) for text in trends.texts)
    return f"Trends: {names}" if names else "Trends"


def _fields(trends: TrendsRequest) -> tuple[SearchField, ...]:
    """A box for each search, and one more while there is room."""
    texts = (*trends.texts, "")[:MAX_SERIES]
    return tuple(
        SearchField(
            f"search-{number}",
            f"Search {number}",
            text,
            Link(
                "Remove",
                _url(replace(trends, texts=tuple(other for other in trends.texts if other != text))),
                f"search {number}: {text}",
            )
            if text
            else None,
        )
        for number, text in enumerate(texts, 1)
    )


def _chart(result: TrendsResult) -> ChartView:
    is_share = result.request.measure == "share"
    periods = tuple(
        chart_period(span, coverage, "" if result.days(index) == (span.first_day, span.last_day) else CUT)
        for index, (span, coverage) in enumerate(zip(result.spans, result.coverages, strict=True))
    )
    series = tuple(_series(result, counts, periods, is_share=is_share) for counts in result.series)
    has_texts = bool(result.request.texts)
    everything = _series(result, result.everything, periods, is_share=False)
    frame = Frame(
        260,
        "{:.3g}%".format if is_share else "{:,.0f}".format,
        beside=(replace(everything, name=ALL_QUESTIONS),) if has_texts else (),
    )
    when = period_in_words((result.spans[0].first, result.spans[-1].last))
    title = f"{MEASURES[result.request.measure]} by {LENGTHS[result.length]} tabled, {when}"
    if len(series) == 1:
        return charts.bar_chart("trend", title, periods, series[0], frame)
    return charts.line_chart("trend", title, periods, series, frame)


def _series(result: TrendsResult, series: TrendSeries, periods: tuple[Period, ...], *, is_share: bool) -> Series:
    addresses = urls.date_searches(series.search, DAY_FIELD, map(result.days, range(len(periods))))
    points = []
    for index, (count, period, address) in enumerate(zip(series.counts, periods, addresses, strict=True)):
        share = result.share(series, index)
        is_known = period.verdict != "none"
        percent = f"{100 * share:.3g}%" if share is not None and (series.search.text or is_share) else ""
        value = (100 * share if share is not None else None) if is_share else count
        points.append(
            Point(
                value if is_known else None,
                f"{counted(count, 'question')}{percent and f', {percent} of all'}" if is_known else "nothing collected",
                address if count else "",
                f"{count:,}{percent and f' ({percent})'}" if is_known else "\N{EN DASH}",
            )
        )
    return Series(series_name(series), tuple(points), urls.search(series.search), counted(series.total, "question"))


def _notes(series: TrendSeries) -> tuple[str, ...]:
    name, rewritten = series_name(series), series.rewritten
    corrected = [f"No question has “{word.typed}”; counted for “{word.replacement}”." for word in rewritten.corrections]
    problems = [f"{problem.where}: {problem.message}" for problem in series.search.problems]
    return tuple(f"{name}: {sentence}" for sentence in (*corrected, *problems))


def _total(series: TrendSeries) -> Link:
    return Link(f"All {counted(series.total, 'question')}", urls.search(series.search), _for_search(series))


def _undated_link(series: TrendSeries) -> Link:
    filters = (*series.search.filters, Exists("tabled", False))
    url = urls.search(replace(series.search, filters=filters))
    return Link(f"{counted(series.undated, 'question')} without a date tabled", url, _for_search(series))


def _for_search(series: TrendSeries) -> str:
    """Whose questions a link leads to: ``for school*``; "" for all questions."""
    return f"for {series.search.text}" if series.search.text else ""
