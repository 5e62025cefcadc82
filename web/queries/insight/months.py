"""The number of questions by month tabled among the records of a search."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import And, AnyOf, DateRange, Filter
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Facet, IndexInfo

MONTH_FIELD = "tabled-month"
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
            sort="newest",
            per_page=1,
            with_snippets=False,
        )
    )
    return MonthlyCounts(counts_of(page.facets[0]), page.total, page.info)


def counts_of(facet: Facet) -> tuple[tuple[str, int], ...]:
    """Return the months of a facet with their counts, oldest first."""
    return tuple((bucket.value, bucket.count) for bucket in reversed(facet.buckets) if bucket.count)


def within(request: SearchRequest, days: DateRange) -> SearchRequest:
    """Return the first page of a search, limited to some days tabled besides its own."""
    others, both = [], days
    for active in request.filters:
        if isinstance(active, DateRange) and active.field == days.field:
            both = _overlap(both, active)
        else:
            others.append(active)
    filters: tuple[Filter, ...] = (*others, both)
    return replace(request, filters=filters, page=1)


def _overlap(one: DateRange, other: DateRange) -> DateRange:
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    return DateRange(one.field, max(starts, default=None), min(ends, default=None))
