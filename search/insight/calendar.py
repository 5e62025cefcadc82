"""The calendar of both Houses: the days on which each sat, and the working days, from two tables beside this module.

``sitting_days.tsv`` and ``bank_holidays.tsv`` name their sources and their dates. A count over a month or year that its table
does not cover is None, never a guess.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from search.model.question import House

_FOLDER = Path(__file__).parent
_NO_DAYS = "-"
"""The days of a month without a sitting, in the table."""

_WEEKEND = (5, 6)
_ONE_DAY = timedelta(days=1)


class Sittings(msgspec.Struct, frozen=True):
    """The sittings of one House: the ``months`` that the table covers, such as ``2024-07``, and their ``days``, sorted."""

    months: frozenset[str]
    days: tuple[date, ...]

    def count(self, after: date, until: date) -> int | None:
        """Return the number of sitting days after a day, up to and including another; None if a month is not covered."""
        if until < after or not all(month in self.months for month in _months(after, until)):
            return None
        return bisect_right(self.days, until) - bisect_right(self.days, after)

    def sat_in(self, month: str) -> bool:
        """Return whether the House sat in a month that is covered."""
        position = bisect_left(self.days, date.fromisoformat(f"{month}-01"))
        return position < len(self.days) and self.days[position].isoformat()[:7] == month

    def last_sitting(self, first: date, last: date) -> date | None:
        """Return the last sitting day of a span of days; None if there is none, or a month of the span is not covered."""
        position = bisect_right(self.days, last)
        return self.days[position - 1] if self.count(first - _ONE_DAY, last) else None

    def month_before(self, month: str) -> str | None:
        """Return the last month with a sitting before this month; None without one, or if a month between is not covered."""
        first = date.fromisoformat(f"{month}-01")
        position = bisect_left(self.days, first)
        if not position or not all(name in self.months for name in _months(self.days[position - 1], first)):
            return None
        return self.days[position - 1].isoformat()[:7]


@cache
def sittings(house: House) -> Sittings:
    """Return the sittings of a House."""
    rows = [(month, days) for row_house, month, days in table_rows("sitting_days.tsv") if row_house == house]
    return Sittings(
        frozenset(month for month, _ in rows),
        tuple(
            sorted(
                date.fromisoformat(f"{month}-{int(day):02}")
                for month, days in rows
                if days != _NO_DAYS
                for day in days.split(" ")
            )
        ),
    )


@cache
def covered_spans(house: House) -> tuple[tuple[str, str], ...]:
    """Return the first and the last month of each span without a gap that the table covers, oldest first."""
    spans: list[tuple[str, str]] = []
    for month in sorted(sittings(house).months):
        if spans and _next_month(spans[-1][1]) == month:
            spans[-1] = spans[-1][0], month
        else:
            spans.append((month, month))
    return tuple(spans)


def calendar_end(house: House) -> date:
    """Return the last day that the table covers. No sitting day after it is counted."""
    return last_day(covered_spans(house)[-1][1])


@lru_cache(maxsize=1_200)
def last_day(month: str) -> date:
    """Return the last day of a month such as ``2024-07``."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


def working_day(start: date, number: int) -> date | None:
    """Return a working day by its ``number``. Day 1 is ``start``, or the next working day. None outside the table."""
    days = _working_days()
    position = bisect_left(days, start) + number - 1
    return days[position] if days and days[0] <= start and position < len(days) else None


@cache
def _working_days() -> tuple[date, ...]:
    """The days of the covered years that are neither a Saturday, a Sunday nor a bank holiday, sorted."""
    holidays = {
        date.fromisoformat(f"{year}-{day}") for year, days in table_rows("bank_holidays.tsv") for day in days.split(" ")
    }
    years = sorted({day.year for day in holidays})
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    days = (first + _ONE_DAY * number for number in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() not in _WEEKEND and day not in holidays)


def table_rows(file_name: str) -> Iterator[list[str]]:
    """Yield the rows of a table of this folder, without its comments and its header."""
    lines = (line for line in (_FOLDER / file_name).read_text("utf-8").splitlines() if line and not line.startswith("#"))
    next(lines)
    for line in lines:
        yield line.split("\t")


def _months(first: date, last: date) -> Iterator[str]:
    month, end = first.isoformat()[:7], last.isoformat()[:7]
    while month <= end:
        yield month
        month = _next_month(month)


def _next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"
