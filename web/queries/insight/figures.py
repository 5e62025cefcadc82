"""Counts of the records of a member or a body, by month, body, heading and member, and shares in whole months.

A month that is not whole has some of its questions, or of their answers. So shares, and members in order, are given of the
records of whole months alone: those that are whole in every House that the records are of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

import msgspec

from search.coverage.months import house_coverages
from search.coverage.periods import Length, Span, SpanCoverage, covered_spans, month_count, span_counts
from search.engine import Engine
from search.model.fields import FIELDS
from search.model.question import House
from search.query.nodes import And, AnyOf, Exists, Filter, Node
from search.query.request import FacetRequest, SearchRequest, Sort
from search.results.types import Bucket, Facet, IndexInfo
from web.queries.insight.months import DAY_FIELD, MAX_MONTHS, MONTH_FIELD, counts_of
from web.queries.insight.trends import MAX_COLUMNS

MAX_WHOLE_MONTHS = 96
"""Whole months that are counted, the newest: as many as fit in the address of a search."""

LISTED = 10
MAX_NAMES = 100
MAX_VALUES = 300
"""The most values of a field that are counted in whole months."""

RATE_FIELDS = tuple(name for name in ("state", "kind", "late") if name in FIELDS)
"""The fields whose values have a share of the records of whole months."""

COUNTED: tuple[tuple[str, int], ...] = (
    (MONTH_FIELD, MAX_MONTHS),
    ("house", 2),
    ("body", LISTED),
    ("heading", LISTED),
    ("asked", MAX_NAMES),
    ("answered", MAX_NAMES),
)
"""The fields that are counted among all records, and how many of their values."""


class WholeMonths(msgspec.Struct, frozen=True):
    """The records of whole months: their ``months``, the search that finds them, and the counts of ``facets`` among them."""

    months: tuple[str, ...]
    filters: tuple[Filter, ...]
    total: int
    facets: Mapping[str, Facet]

    def count(self, field: str, value: str) -> int:
        """Return how many of the records have a value."""
        return next((bucket.count for bucket in self.facets[field].buckets if bucket.value == value), 0)

    def buckets(self, field: str) -> tuple[Bucket, ...]:
        """Return the values of a field that one of the records has."""
        return tuple(bucket for bucket in self.facets[field].buckets if bucket.count)


class Figures(msgspec.Struct, frozen=True):
    """The records that ``filters`` find: ``total`` of them, by period and by the values of fields.

    ``whole`` is None if none of them is of a whole month. ``undated`` have no day tabled.
    """

    filters: tuple[Filter, ...]
    total: int
    undated: int
    length: Length
    spans: tuple[tuple[Span, SpanCoverage], ...]
    counts: tuple[int, ...]
    houses: tuple[House, ...]
    facets: Mapping[str, Facet]
    whole: WholeMonths | None
    info: IndexInfo


def figures(engine: Engine, query: Node, filters: tuple[Filter, ...]) -> Figures:
    """Count the records of a query; ``filters`` are the same as filters of a search."""
    page = engine.search(_counting(query, COUNTED))
    facets = {facet.field: facet for facet in page.facets}
    months = counts_of(facets[MONTH_FIELD])
    houses = tuple(house for house in get_args(House) if any(b.value == house and b.count for b in facets["house"].buckets))
    length, spans = _spans(page.info, houses, months)
    return Figures(
        filters=filters,
        total=page.total,
        undated=page.total - sum(count for _, count in months),
        length=length,
        spans=spans,
        counts=tuple(span_counts(months, (span for span, _ in spans))),
        houses=houses,
        facets=facets,
        whole=_whole_months(engine, query, filters, whole_months(page.info, houses, [month for month, _ in months])),
        info=page.info,
    )


def whole_months(info: IndexInfo, houses: Sequence[House], months: Iterable[str]) -> tuple[str, ...]:
    """Return those of some months that are whole in each of some Houses, the newest ``MAX_WHOLE_MONTHS`` of them."""
    coverages = [house_coverages(info)[house] for house in houses]
    whole = [{entry.month for entry in coverage.months if entry.verdict == "whole"} for coverage in coverages]
    return tuple(month for month in months if whole and all(month in own for own in whole))[-MAX_WHOLE_MONTHS:]


def _whole_months(engine: Engine, query: Node, filters: tuple[Filter, ...], months: tuple[str, ...]) -> WholeMonths | None:
    if not months:
        return None
    of_months = months_filter(months)
    counted = (*((name, LISTED * 2) for name in RATE_FIELDS), ("body", MAX_VALUES), ("heading", LISTED), ("asked", MAX_NAMES))
    page = engine.search(_counting(And((query, of_months)), counted))
    return WholeMonths(months, (*filters, of_months), page.total, {facet.field: facet for facet in page.facets})


def months_filter(months: tuple[str, ...]) -> AnyOf:
    """Return the filter of the records of some months."""
    return AnyOf(MONTH_FIELD, months)


def first_and_last(engine: Engine, query: Node) -> tuple[date, date] | None:
    """Return the first and the last day tabled among the records of a query; None if none of them has one."""
    dated = And((query, Exists(DAY_FIELD)))
    orders: tuple[Sort, ...] = ("oldest", "newest")
    pages = [engine.search(SearchRequest(query=dated, sort=order, per_page=1, with_snippets=False)) for order in orders]
    days = [hit.question.tabled_on for page in pages for hit in page.hits if hit.question.tabled_on]
    return (days[0], days[-1]) if days else None


def _counting(query: Node, fields: Iterable[tuple[str, int]]) -> SearchRequest:
    facets = tuple(FacetRequest(name, limit) for name, limit in fields)
    return SearchRequest(query=query, facets=facets, per_page=0)


def _spans(
    info: IndexInfo, houses: tuple[House, ...], months: Sequence[tuple[str, int]]
) -> tuple[Length, tuple[tuple[Span, SpanCoverage], ...]]:
    if not months:
        return "year", ()
    first, last = months[0][0], months[-1][0]
    span_months = month_count(first, last)
    length: Length = "month" if span_months <= MAX_COLUMNS else "quarter" if span_months <= 3 * MAX_COLUMNS - 2 else "year"
    return length, covered_spans(info, houses, first, last, length)
