"""The results of a search by year or month tabled, each with the search that is limited to it: the filter by date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from search.coverage.gap_notes import houses_searched
from search.coverage.periods import Length, Span, SpanCoverage, covered_spans, month_count, span_counts
from search.query.nodes import AnyOf, DateRange
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Facet, IndexInfo
from web.queries.insight.months import MAX_MONTHS, MONTH_FIELD, counts_of, days_within

MAX_MONTH_BARS = 36
"""Results of more months are counted by year."""

MONTHS_FACET = FacetRequest(MONTH_FIELD, MAX_MONTHS)


class HistogramBar(msgspec.Struct, frozen=True, gc=False):
    """The results of one span, how whole the index is there, and the days of it that the search covers."""

    span: Span
    count: int
    coverage: SpanCoverage
    days: tuple[date, date]
    is_selected: bool


class Histogram(msgspec.Struct, frozen=True):
    """The results by span, oldest first. The results of a bar are those of ``search`` tabled on its days.

    ``without_dates`` is the search without its days tabled, None if it has none.
    """

    length: Length
    bars: tuple[HistogramBar, ...]
    search: SearchRequest
    without_dates: SearchRequest | None


def histogram(request: SearchRequest, facet: Facet, info: IndexInfo) -> Histogram | None:
    """Return the results by year, or by month if they are of few; None if all are of one month, or have no day.

    ``facet`` has every month, counted without the filter by month. So a bar's search leaves that filter out.
    """
    counts = counts_of(facet)
    if len(counts) < 2:
        return None
    first, last = counts[0][0], counts[-1][0]
    length: Length = "month" if month_count(first, last) <= MAX_MONTH_BARS else "year"
    spans = covered_spans(info, houses_searched(request), first, last, length)
    numbers = span_counts(counts, (span for span, _ in spans))
    by_month = [active for active in request.filters if isinstance(active, AnyOf) and active.field == MONTH_FIELD]
    selected = {month for active in by_month for month in active.values}
    return Histogram(
        length,
        tuple(
            [
                HistogramBar(
                    span,
                    number,
                    coverage,
                    days_within(request, span.first_day, span.last_day),
                    span.name in selected,
                )
                for (span, coverage), number in zip(spans, numbers, strict=True)
            ]
        ),
        replace(request, filters=tuple(active for active in request.filters if active not in by_month)),
        _without_dates(request),
    )


def _without_dates(request: SearchRequest) -> SearchRequest | None:
    dropped: Sequence[AnyOf | DateRange] = [
        active for active in request.filters if isinstance(active, AnyOf | DateRange) and active.field in _DATE_FIELDS
    ]
    return request.without_filters(*dropped) if dropped else None


_DATE_FIELDS = ("tabled", "tabled-year", MONTH_FIELD)
