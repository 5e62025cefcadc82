"""The dates of the results of a search as bars; each limits the search to its year or month."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from search.coverage.months import Verdict
from search.coverage.periods import Span
from search.results.phrasing import counted
from web.pages.parts.charting import charts
from web.pages.parts.charting.chart_views import ChartView
from web.pages.parts.charting.charts import Frame, Period, Point, Series
from web.pages.parts.periods import LENGTHS, short_name, span_in_words
from web.queries.insight.histogram import Histogram, histogram
from web.queries.insight.months import DAY_FIELD
from web.queries.results import SearchResult
from web.site import urls
from web.site.link import Link

FRAME = Frame(48, has_ticks=False)


class DateHistogramView(msgspec.Struct, frozen=True):
    """The bars, and links to the trend of the search and to its results of all dates."""

    chart: ChartView
    links: tuple[Link, ...]


def date_histogram(result: SearchResult) -> DateHistogramView | None:
    """Return the dates of the results; None if there is nothing to choose between."""
    dates = histogram(result.request, result.months, result.page.info)
    if dates is None:
        return None
    first, last = (span_in_words(dates.bars[end].span) for end in (0, -1))
    title = f"Results by {LENGTHS[dates.length]} tabled, {first} to {last}"
    return DateHistogramView(_chart(dates, title), tuple(_links(result, dates)))


def _chart(dates: Histogram, title: str) -> ChartView:
    periods = _periods(tuple([(bar.span, bar.coverage.verdict) for bar in dates.bars]))
    addresses = urls.date_searches(dates.search, DAY_FIELD, [bar.days for bar in dates.bars])
    points = [
        Point(bar.count, counted(bar.count, "result"), address if bar.count else "", is_selected=bar.is_selected)
        for bar, address in zip(dates.bars, addresses, strict=True)
    ]
    return charts.bar_chart("dates", title, periods, Series("Tabled", tuple(points)), FRAME)


@lru_cache(maxsize=64)
def _periods(spans: tuple[tuple[Span, Verdict], ...]) -> tuple[Period, ...]:
    """The periods of some spans. Most results have the same."""
    return tuple(Period(span_in_words(span), short_name(span), verdict) for span, verdict in spans)


def _links(result: SearchResult, dates: Histogram) -> list[Link]:
    search, outcome = result.request, result.outcome
    links = []
    references = outcome.rewritten.references
    if not (outcome.is_draft or (references and references.is_applied)):
        links.append(Link("Trend", urls.trends((search.text,) if search.text else (), search), "of this search"))
    if dates.without_dates:
        links.append(Link("All dates", urls.search(dates.without_dates)))
    return links
