"""The JSON of ``/trends.json``: each series with its numbers by period."""

from __future__ import annotations

from datetime import date

import msgspec

from search.coverage.months import Reason, Verdict
from search.coverage.periods import Length
from web.json.schemas import Index, Links
from web.queries.insight.months import DAY_FIELD
from web.queries.insight.trends import TrendSeries, TrendsResult
from web.site import urls


class TrendPeriod(msgspec.Struct, frozen=True):
    """A period: its days, how whole it is here and why, and the number of all questions under the filters."""

    period: str
    first_day: date
    last_day: date
    verdict: Verdict
    reasons: tuple[Reason, ...]
    whole_months: int
    all_questions: int


class TrendPoint(msgspec.Struct, frozen=True):
    """The number of one search in one period, its share of all questions there, and the search that finds them."""

    period: str
    count: int
    share: float | None
    search: str


class Trend(msgspec.Struct, frozen=True):
    """A search and its points, one for each period. The counts and the ``undated`` questions add up to ``total``."""

    text: str
    total: int
    undated: int
    search: str
    points: tuple[TrendPoint, ...]


class Trends(msgspec.Struct, frozen=True):
    """Up to six searches over time. ``houses`` are those whose completeness the verdicts are of."""

    length: Length
    houses: tuple[str, ...]
    periods: tuple[TrendPeriod, ...]
    trends: tuple[Trend, ...]
    links: Links
    index: Index


def trends(result: TrendsResult, index: Index) -> Trends:
    """Return the trends with their addresses."""
    request = result.request
    return Trends(
        length=result.length,
        houses=result.houses,
        periods=tuple(
            TrendPeriod(
                *(span.name, span.first_day, span.last_day),
                *(coverage.verdict, coverage.reasons, coverage.whole_months),
                result.everything.counts[index],
            )
            for index, (span, coverage) in enumerate(zip(result.spans, result.coverages, strict=True))
        ),
        trends=tuple(_trend(result, series) for series in result.series),
        links=Links(urls.trends(request.texts, request.filters, request.length or "")),
        index=index,
    )


def _trend(result: TrendsResult, series: TrendSeries) -> Trend:
    addresses = urls.date_searches(series.search, DAY_FIELD, map(result.days, range(len(result.spans))))
    points = tuple(
        TrendPoint(span.name, count, result.share(series, index), urls.json(address))
        for index, (span, count, address) in enumerate(zip(result.spans, series.counts, addresses, strict=True))
    )
    return Trend(series.search.text, series.total, series.undated, urls.json(urls.search(series.search)), points)
