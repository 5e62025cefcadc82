"""Spans for counts: the months, quarters or years between two months, and whether each is whole."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import msgspec

from search.coverage.months import MonthCoverage, Reason, Verdict, house_coverages, months_between
from search.insight.calendar import last_day
from search.model.question import House
from search.results.types import IndexInfo

Length = Literal["month", "quarter", "year"]


class Span(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """The months from ``first`` to ``last``, such as ``2024-03``, both included, and their first and last day.

    ``name`` is 2024-03, 2024-Q1 or 2024.
    """

    name: str
    first: str
    last: str
    first_day: date
    last_day: date


class SpanCoverage(msgspec.Struct, frozen=True):
    """The verdict on a span in some Houses: ``whole`` if every month is whole in each, ``none`` if no month has a question.

    ``reasons`` say why single months are partial. ``whole_months`` of ``months`` are whole in every House.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    whole_months: int
    months: int


Months = Mapping[tuple[House, str], MonthCoverage]
"""The coverage of each month of each House that the index has questions of."""


def month_coverages(info: IndexInfo) -> Months:
    """Return the coverage of each month by its House and name."""
    return {(house, entry.month): entry for house, coverage in house_coverages(info).items() for entry in coverage.months}


def month_count(first: str, last: str) -> int:
    """Return the number of months from ``first`` to ``last``, both included."""
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
    whole_count = sum(all(entry is not None and entry.verdict == "whole" for entry in month) for month in entries)
    known = [entry for month in entries for entry in month if entry is not None and entry.verdict != "none"]
    verdict: Verdict = "none" if not known else "whole" if whole_count == len(names) else "partial"
    reasons = dict.fromkeys(reason for entry in known for reason in entry.reasons)
    return SpanCoverage(verdict, tuple(reasons), whole_count, len(names))


@lru_cache(maxsize=64)
def covered_spans(
    info: IndexInfo, houses: tuple[House, ...], first: str, last: str, length: Length
) -> tuple[tuple[Span, SpanCoverage], ...]:
    """Return the spans between two months, each with its coverage in the Houses that have questions with a date.

    The last 64 results are cached, because every page of results uses one.
    """
    months = month_coverages(info)
    present = houses_present(info, houses)
    return tuple((span, span_coverage(months, span, present)) for span in spans_between(first, last, length))


def houses_present(info: IndexInfo, houses: Iterable[House]) -> tuple[House, ...]:
    """Return those of the Houses that have questions with a date."""
    coverages = house_coverages(info)
    return tuple(house for house in houses if coverages[house].months)


def span_counts(counts: Sequence[tuple[str, int]], spans: Iterable[Span]) -> list[int]:
    """Return the sum of the counts of the months of each span. The months of ``counts`` ascend."""
    months, numbers = zip(*counts, strict=True) if counts else ((), ())
    totals = (0, *accumulate(numbers))
    return [totals[bisect_right(months, span.last)] - totals[bisect_left(months, span.first)] for span in spans]


def _span(name: str, length: Length) -> Span:
    first, last = _first_and_last_month(name, length)
    return Span(name, first, last, date.fromisoformat(f"{first}-01"), last_day(last))


def _first_and_last_month(name: str, length: Length) -> tuple[str, str]:
    if length == "month":
        return name, name
    if length == "year":
        return f"{name}-01", f"{name}-12"
    last = 3 * int(name[-1])
    return f"{name[:4]}-{last - 2:02}", f"{name[:4]}-{last:02}"
