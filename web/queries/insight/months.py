"""The number of questions by month tabled among the records of a search."""

from __future__ import annotations

from datetime import date

import msgspec

from search.engine import Engine
from search.query.nodes import And, AnyOf, DateRange
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Facet, IndexInfo

DAY_FIELD, MONTH_FIELD = "tabled", "tabled-month"
MAX_MONTHS = 4_000
"""More months than this are not counted: the index would have to reach over three centuries."""


class MonthlyCounts(msgspec.Struct, frozen=True):
    """The questions of a search by month tabled, oldest first, without months of none. ``total`` has undated ones too."""

    counts: tuple[tuple[str, int], ...]
    total: int
    info: IndexInfo

    @property
    def undated(self) -> int:
        """How many questions have no day tabled."""
        return self.total - sum(count for _, count in self.counts)


def count_by_month(engine: Engine, executed: SearchRequest) -> MonthlyCounts:
    """Count the matches of a rewritten request by month.

    A facet is counted without the filters on its own field. Those on months are therefore made part of the query.
    """
    by_month = tuple(active for active in executed.filters if isinstance(active, AnyOf) and active.field == MONTH_FIELD)
    page = engine.search(
        SearchRequest(
            query=And((executed.query, *by_month)) if by_month else executed.query,
            filters=tuple(active for active in executed.filters if active not in by_month),
            facets=(FacetRequest(MONTH_FIELD, MAX_MONTHS),),
            per_page=0,
        )
    )
    return MonthlyCounts(counts_of(page.facets[0]), page.total, page.info)


def counts_of(facet: Facet) -> tuple[tuple[str, int], ...]:
    """Return the months of a facet with their counts, oldest first."""
    return tuple([(bucket.value, bucket.count) for bucket in reversed(facet.buckets) if bucket.count])


def days_within(request: SearchRequest, first: date, last: date) -> tuple[date, date]:
    """Return the days from ``first`` to ``last`` that are among the days tabled of a search; others if there are none."""
    for active in request.filters:
        if isinstance(active, DateRange) and active.field == DAY_FIELD:
            first, last = max(first, active.start or date.min), min(last, active.end or date.max)
    return first, last
