"""Dates that depend on today: today, last month, this year, 30 days ago, the last 6 weeks, last Monday.

A week begins on Monday. "Last month" is the calendar month before this one; "the last 30 days" are the thirty days that end
today.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from search.text.calendar_dates import MONTHS, WEEKDAYS, Period
from search.text.numbers import NUMBER_NAMES

MAX_UNITS = 10_000
"""The largest number of days, weeks, months or years that is read."""

_ONE_DAY = timedelta(days=1)
_DAYS = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "day before yesterday": -2}
_NUMBERS = {"a": 1, "an": 1} | {name: number for number, name in enumerate(NUMBER_NAMES[:12], 1)}
STEPS = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "following": 1}
"""How many periods from today's each word goes."""

_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}

_COUNT = rf"(?P<count>\d{{1,5}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>day|week|fortnight|month|quarter|year)"
_STEP = re.compile(rf"(?:the\s+)?(?P<step>{'|'.join(STEPS)})\s+(?P<name>[a-z]+)")
_AGO = re.compile(rf"{_COUNT}\s+{_UNIT}s?\s+ago", re.ASCII)
_ROLLING = re.compile(
    rf"(?:(?:in|within|during|over|for)\s+)?(?:the\s+|these\s+)?(?:(?:last|past|previous)\s+{_COUNT}\s+{_UNIT}s?|past\s+"
    r"(?P<one>week|fortnight|month|quarter|year))",
    re.ASCII,
)
_TO_DATE = {"year to date": "year", "ytd": "year", "month to date": "month", "week to date": "week"}


def read_relative(text: str, today: date) -> Period | None:
    """Read a period that depends on today; None for any other text. Raises ``OverflowError`` outside the calendar."""
    if text in _DAYS:
        day = today + _DAYS[text] * _ONE_DAY
        return day, day
    if text in WEEKDAYS:
        return _weekday_before(WEEKDAYS[text], today + _ONE_DAY)
    if text in _TO_DATE:
        return _calendar_unit(_TO_DATE[text], 0, today)[0], today
    if match := _AGO.fullmatch(text):
        day = _earlier(today, _count(match["count"]), match["unit"])
        return day, day
    if match := _ROLLING.fullmatch(text):
        return _earlier(today, _count(match["count"] or "1"), match["unit"] or match["one"]) + _ONE_DAY, today
    if match := _STEP.fullmatch(text):
        return _stepped(match["name"], STEPS[match["step"]], today)
    return None


def _count(text: str) -> int:
    count = _NUMBERS.get(text) or int(text)
    if not 0 < count <= MAX_UNITS:
        raise OverflowError(text)
    return count


def _earlier(day: date, count: int, unit: str) -> date:
    """Return the day a number of units earlier: for months, the same day of the month, or its last day."""
    if unit in _DAYS_IN:
        return day - count * _DAYS_IN[unit] * _ONE_DAY
    return _months_later(day, -count * _MONTHS_IN[unit])


def _months_later(day: date, months: int) -> date:
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _stepped(name: str, step: int, today: date) -> Period | None:
    """Return the week, month, quarter, year, weekday or named month before (-1), of (0) or after (1) today's."""
    if name in ("week", "fortnight") or name in _MONTHS_IN:
        return None if name == "fortnight" else _calendar_unit(name, step, today)
    if name in WEEKDAYS:
        return _stepped_weekday(WEEKDAYS[name], step, today)
    if name in MONTHS:
        return _stepped_month(MONTHS[name], step, today)
    return None


def _calendar_unit(name: str, step: int, today: date) -> Period:
    """Return the week, month, quarter or year that is ``step`` such units from today's."""
    if name == "week":
        first = today + (7 * step - today.weekday()) * _ONE_DAY
        return first, first + 6 * _ONE_DAY
    length = _MONTHS_IN[name]
    this_first = today.replace(month=(today.month - 1) // length * length + 1, day=1)
    first = _months_later(this_first, step * length)
    return first, _months_later(first, length) - _ONE_DAY


def _weekday_before(number: int, day: date) -> Period:
    """Return the last day before ``day`` with the ISO weekday ``number``."""
    last = day - ((day.isoweekday() - number - 1) % 7 + 1) * _ONE_DAY
    return last, last


def _stepped_weekday(number: int, step: int, today: date) -> Period:
    if step < 0:
        return _weekday_before(number, today)
    if step:
        return _weekday_before(number, today + 8 * _ONE_DAY)
    day = today + (number - today.isoweekday()) * _ONE_DAY
    return day, day


def _stepped_month(number: int, step: int, today: date) -> Period:
    """Return the month ``number``: the last one before this month, the one of this year, or the first one after this month."""
    distance = number - today.month
    if step < 0 and distance >= 0:
        distance -= 12
    if step > 0 and distance <= 0:
        distance += 12
    first = _months_later(today.replace(day=1), distance)
    return first, _months_later(first, 1) - _ONE_DAY
