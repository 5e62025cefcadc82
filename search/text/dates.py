"""Dates in queries and parameters: a year, a month or a day, alone, after a comparison sign or in a range."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

DATE_FORMATS = "write a day as 2024-03-05, a month as 2024-03 or a year as 2024"
"""The end of an error message."""

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_BRITISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_COMPARISON = re.compile(r"(<=|>=|<|>)?(.*)", re.DOTALL)
_ONE_DAY = timedelta(days=1)

DateSpan = tuple[date | None, date | None]
"""First and last day, both included; None for an open end."""


def parse_period(text: str) -> tuple[date, date]:
    """Return the first and last day of a year, month or day. Raises ValueError with a full sentence."""
    match = _ISO.fullmatch(text.strip()) or _BRITISH.fullmatch(text.strip())
    try:
        if match is None or not match.group().isascii():
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        assert year is not None
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        last = date(year, last_month, calendar.monthrange(year, last_month)[1] if day is None else day)
    except ValueError:
        raise ValueError(f"{text!r} is not a date; {DATE_FORMATS}.") from None
    return first, last


def parse_date_range(text: str) -> DateSpan:
    """Return the span of a date value: ``2024``, ``2024-01..2024-06``, ``..2024``, ``>=2025-01-01`` or ``<2024-03``.

    Raises ValueError with a full sentence.
    """
    if ".." in text:
        start, _, end = text.partition("..")
        bounds = (parse_period(start)[0] if start else None, parse_period(end)[1] if end else None)
        if bounds == (None, None):
            raise ValueError(f"{text!r} has neither a first nor a last day; {DATE_FORMATS}.")
        return ordered_span(*bounds)
    comparison = _COMPARISON.fullmatch(text)
    assert comparison is not None
    sign, period = comparison.groups()
    first, last = parse_period(period)
    match sign:
        case ">=":
            return first, None
        case "<=":
            return None, last
        case ">":
            return min(last, date.max - _ONE_DAY) + _ONE_DAY, None
        case "<":
            return None, max(first, date.min + _ONE_DAY) - _ONE_DAY
        case _:
            return first, last


def ordered_span(start: date | None, end: date | None) -> DateSpan:
    """Return the two days unchanged. Raises ValueError with a full sentence if the first comes after the last."""
    if start and end and start > end:
        raise ValueError(f"The first day, {long_date(start)}, comes after the last, {long_date(end)}; swap them.")
    return start, end


def long_date(day: date) -> str:
    """Return a day in words: 5 March 2024."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
