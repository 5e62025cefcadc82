"""Spans for counts: the months, quarters or years between two months, and whether each is whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from search.coverage.months import MonthCoverage, Reason, Verdict, house_coverages, months_between
from search.insight.calendar import last_day
from search.model.question import House
from search.results.types import IndexInfo

Length = Literal["month", "quarter", "year"]


class Span(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """The months from ``first`` to ``last``, such as ``2024-03``, both included. ``name`` is 2024-03, 2024-Q1 or 2024."""

    name: str
    first: str
    last: str

    @property
    def first_day(self) -> date:
        """The first day of the first month."""
        return _first_day(self.first)

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return last_day(self.last)


class SpanCoverage(msgspec.Struct, frozen=True):
    """Whether a span is whole in some Houses: ``whole`` if every month is in each House, ``none`` if no month has a question.

    ``reasons`` say why single months are partial. ``whole_months`` of ``months`` are whole in every House.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    whole_months: int
    months: int


Months = Mapping[tuple[House, str], MonthCoverage]
"""The coverage of each month of each House that the index has questions of."""


def month_coverages(info: IndexInfo) -> Months:
    """Return the verdict on each month by its House and name."""
    return {(house, entry.month): entry for house, coverage in house_coverages(info).items() for entry in coverage.months}


def months_apart(first: str, last: str) -> int:
    """Return the number of months from one to another, both included."""
    return 12 * (int(last[:4]) - int(first[:4])) + int(last[5:]) - int(first[5:]) + 1


def span_name(month: str, length: Length) -> str:
    """Return the name of the span of ``length`` that contains a month."""
    if length == "year":
        return month[:4]
    return month if length == "month" else f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def spans_between(first: str, last: str, length: Length) -> tuple[Span, ...]:
    """Return the spans that contain the months from ``first`` to ``last``, oldest first. Each has all of its months."""
    names = dict.fromkeys(span_name(month, length) for month in months_between(first, last))
    return tuple(_span(name, length) for name in names)


def span_coverage(months: Months, span: Span, houses: Collection[House]) -> SpanCoverage:
    """Return the coverage of a span in some Houses together."""
    names = tuple(months_between(span.first, span.last))
    entries = [[months.get((house, name)) for house in houses] for name in names]
    whole = sum(all(entry is not None and entry.verdict == "whole" for entry in month) for month in entries)
    known = [entry for month in entries for entry in month if entry is not None and entry.verdict != "none"]
    verdict: Verdict = "none" if not known else "whole" if whole == len(names) else "partial"
    reasons = dict.fromkeys(reason for entry in known for reason in entry.reasons)
    return SpanCoverage(verdict, tuple(reasons), whole, len(names))


@lru_cache(maxsize=64)
def covered_spans(
    info: IndexInfo, houses: tuple[House, ...], first: str, last: str, length: Length
) -> tuple[tuple[Span, SpanCoverage], ...]:
    """Return the spans between two months. Each has its coverage in the Houses that have dates in the index. The results for
    the last few builds are cached, because every page of results uses them.
    """
    months = month_coverages(info)
    present = houses_present(info, houses)
    return tuple((span, span_coverage(months, span, present)) for span in spans_between(first, last, length))


def houses_present(info: IndexInfo, houses: Iterable[House]) -> tuple[House, ...]:
    """Return those of the Houses that have questions with a date."""
    coverages = house_coverages(info)
    return tuple(house for house in houses if coverages[house].months)


def sums(counts: Iterable[tuple[str, int]], length: Length) -> dict[str, int]:
    """Add the counts of months up by the names of their spans. The months ascend."""
    if length == "month":
        return dict(counts)
    totals: defaultdict[str, int] = defaultdict(int)
    for month, count in counts:
        totals[month[:4] if length == "year" else span_name(month, length)] += count
    return totals


@lru_cache(maxsize=1_200)
def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _span(name: str, length: Length) -> Span:
    if length == "month":
        return Span(name, name, name)
    if length == "year":
        return Span(name, f"{name}-01", f"{name}-12")
    last = 3 * int(name[-1])
    return Span(name, f"{name[:4]}-{last - 2:02}", f"{name[:4]}-{last:02}")
