"""Days as programs write them: ISO 8601, and the forms of .NET, JavaScript and spreadsheets. A time of day is left out."""

from __future__ import annotations

import re
from datetime import date, datetime

import msgspec

from search.text.dates import long_date

_TIME = r"(?:[T ,]+\d{1,2}[:.]\d\d.*)?"
_ISO = re.compile(rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}", re.ASCII | re.IGNORECASE)
_NUMBERS = re.compile(rf"(?P<first>\d{{1,2}})([-/.])(?P<second>\d{{1,2}})\2(?P<year>\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[- ](?P<month>[a-z]+),?[- ](?P<year>\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE
)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}(?P<month>[a-z]+) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_TIME}", re.ASCII | re.IGNORECASE)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MAX_CHARACTERS = 100


class DayReading(msgspec.Struct, frozen=True):
    """The day that a text means. ``note`` is a sentence, where the text could mean another day too; else ""."""

    day: date
    note: str = ""


def read_day(text: str) -> DayReading:
    """Read a day. Of two numbers the day comes first, unless only the other order is a day. Raises ValueError for no day."""
    text = text.strip()
    if len(text) > _MAX_CHARACTERS:
        raise ValueError("too long for a day")
    if match := _ISO.fullmatch(text):
        _check_time(text)
        return DayReading(date(*map(int, match.group("year", "month", "day"))))
    if match := _NUMBERS.fullmatch(text):
        return _day_of_numbers(match)
    if match := _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text):
        return DayReading(date(int(match["year"]), _month(match["month"]), int(match["day"])))
    raise ValueError("not a day")


def _day_of_numbers(match: re.Match[str]) -> DayReading:
    """Return the day of a match of ``_NUMBERS``, with a note if both orders of its numbers are days."""
    year, first, second = (int(match[name]) for name in ("year", "first", "second"))
    if second > 12:
        return DayReading(date(year, first, second))
    day = date(year, second, first)
    if first > 12 or first == second:
        return DayReading(day)
    other = long_date(date(year, first, second))
    return DayReading(day, f"{match[0]} was read as {long_date(day)}, not {other}; write {day.isoformat()}.")


def _check_time(text: str) -> None:
    """Raise ValueError for an invalid time of day, if Python can parse its form."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?", text, re.ASCII | re.IGNORECASE):
        datetime.fromisoformat(text.upper())


def _month(name: str) -> int:
    """Return the number of the month that begins with the first three letters of a name. Raises ValueError if none does."""
    return _MONTHS.index(name[:3].lower()) + 1
