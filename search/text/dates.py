"""Days as readers write them: a year, a month or a day, alone, compared or as a range; and as the pages print them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

DATE_FORMATS = "write a day as 2024-03-05, a month as 2024-03 or a year as 2024"

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_BRITISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_COMPARED = re.compile(r"(<=|>=|<|>)?(.*)", re.DOTALL)
_DAY = timedelta(days=1)

DateSpan = tuple[date | None, date | None]


def parse_period(text: str) -> tuple[date, date]:
    """First and last day of a written year, month or day. Raises ValueError with a sentence."""
    match = _WRITTEN.fullmatch(text.strip()) or _BRITISH.fullmatch(text.strip())
    try:
        if match is None or not match.group().isascii():
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
        assert year is not None
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        ending = 12 if month is None else month
        last = date(year, ending, calendar.monthrange(year, ending)[1] if day is None else day)
    except ValueError:
        raise ValueError(f"{text!r} is not a date; {DATE_FORMATS}.") from None
    return first, last


def parse_date_range(text: str) -> DateSpan:
    """The days a query's date value means: ``2024``, ``2024-01..2024-06``, ``..2024``, ``>=2025-01-01``, ``<2024-03``.

    Both ends are included; None is an open end. Raises ValueError with a sentence.
    """
    if ".." in text:
        start, _, end = text.partition("..")
        bounds = (parse_period(start)[0] if start else None, parse_period(end)[1] if end else None)
        if bounds == (None, None):
            raise ValueError(f"{text!r} has neither a first nor a last day; {DATE_FORMATS}.")
        return ordered_span(*bounds)
    compared = _COMPARED.fullmatch(text)
    assert compared is not None
    sign, written = compared.groups()
    first, last = parse_period(written)
    match sign:
        case ">=":
            return first, None
        case "<=":
            return None, last
        case ">":
            return min(last, date.max - _DAY) + _DAY, None
        case "<":
            return None, max(first, date.min + _DAY) - _DAY
        case _:
            return first, last


def ordered_span(start: date | None, end: date | None) -> DateSpan:
    """The same two days. Raises ValueError with a sentence when the first comes after the last."""
    if start and end and start > end:
        raise ValueError(f"The first day, {long_date(start)}, comes after the last, {long_date(end)}; exchange them.")
    return start, end


def long_date(day: date) -> str:
    """A day in words: 5 March 2024."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
