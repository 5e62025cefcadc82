"""Dates as people write them: 5 March 2024, March 5th, 5/3/24, 05.03.2024, 20240305, March 2024, 2024, Q1 2024, 2023/24.

The day comes before the month where both are numbers. A year of two digits is within the last ninety years or the next ten.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

Period = tuple[date, date]
"""First and last day, both included."""

YEARS_AHEAD = 10
"""A year of two digits is at most this many years from today."""

LEAP_CYCLE_YEARS = 8
"""29 February occurs at least once in this many years."""

_ONE_DAY = timedelta(days=1)


def _numbered(*names: str) -> dict[str, int]:
    """Return each form of each name, forms being separated by spaces, with the number of the name, from 1."""
    return {form: number for number, forms in enumerate(names, 1) for form in forms.split()}


MONTHS = _numbered(
    *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
    *("september sept sep", "october oct", "november nov", "december dec"),
)
WEEKDAYS = _numbered(
    *("monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri", "saturday sat"),
    "sunday sun",
)
ORDINALS = _numbered("first 1st", "second 2nd", "third 3rd", "fourth 4th", "last")
"""The number of each ordinal. "Last" is 5, which callers replace by the last there is."""

_MONTH = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = rf"(?:(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b[.,]?\s*)?"
_DAY = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?P<year>\d{4}|'?\d\d)"
_GAP = r"(?:\s*,\s*|[\s./-]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z]))"
_ISO_DATE = r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:[t ]\d\d:\d\d(?:[\d:.]*(?:z|[+-]\d\d:?\d\d)?)?)?)?"

_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})",
        r"(?:')(?P<year>\d\d)",
        _ISO_DATE,
        r"(?P<year>\d{4})(?P<sep>[/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})(?P<sep>[/. -])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d\d)",
        r"(?P<month>\d{1,2})[/-](?P<year>\d{4})",
        rf"{_WEEKDAY}(?:the\s+)?{_DAY}{_GAP}(?:(?:day\s+)?of\s+)?{_MONTH}(?:{_GAP}{_YEAR})?",
        rf"{_WEEKDAY}{_MONTH}{_GAP}(?:the\s+)?{_DAY}(?:{_GAP}(?P<year>\d{{4}}))?",
        rf"{_MONTH}(?:{_GAP}(?:of\s+)?(?P<year>\d{{4}}|'\d\d))?",
        rf"(?P<year>\d{{4}}){_GAP}{_MONTH}(?:{_GAP}{_DAY})?",
    )
)
_FINANCIAL_YEAR = re.compile(
    r"(?P<named>(?:fy|financial\s+year)\s*)?(?P<first>\d{4})(?P<sep>[/-])(?P<second>\d{4}|\d\d)(?P<after>\s+financial\s+year)?",
    re.ASCII,
)
_PART_OF_YEAR = re.compile(
    r"(?:(?P<letter>[qh])(?P<number>[1-4])|(?P<ordinal>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+(?P<unit>quarter|half))"
    r"\s+(?:of\s+)?(?P<year>\d{4})|(?P<year_before>\d{4})[\s-]*(?P<letter_after>[qh])(?P<number_after>[1-4])",
    re.ASCII,
)
_WEEK = re.compile(r"(?:w/?c|w/?b|week\s+(?:commencing|beginning|starting|of))\s+(?P<day>.+)")
_LONE_DAY = re.compile(r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_AMBIGUOUS_YEARS = range(13, 100)
"""A number after the name of a month that may be a day or the last two digits of a year."""


class CalendarDate(msgspec.Struct, frozen=True):
    """A day, month or year as written; None for each part that is not."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class NoSuchDay(ValueError):
    """The date is not in the calendar, such as 31 February."""


def read_date(text: str, today: date) -> CalendarDate | None:
    """Read a year, a month or a day. A month or a day may be without its year.

    None if the text is no date of this form, or if its last number may be a day or a year: March 24.
    """
    for form in _FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            if _may_be_year(match):
                return None
            month = MONTHS[parts["name"]] if parts.get("name") else _number(parts.get("month"))
            return CalendarDate(_year(parts.get("year"), today), month, _number(parts.get("day")))
    return None


def read_lone_day(text: str) -> CalendarDate | None:
    """Read the day of a month that is given elsewhere: the 1 of "1-5 March"."""
    match = _LONE_DAY.fullmatch(text)
    return CalendarDate(day=int(match["day"])) if match else None


def period_of(calendar_date: CalendarDate, today: date) -> Period:
    """Return the first and last day of a date. Without a year it is the latest that has begun. Raises ``NoSuchDay``."""
    if calendar_date.year is None:
        calendar_date = replace(calendar_date, year=_latest_year(calendar_date, today))
    year, month, day = calendar_date.year, calendar_date.month, calendar_date.day
    assert year is not None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        return first, date(year, last_month, calendar.monthrange(year, last_month)[1] if day is None else day)
    except ValueError:
        raise NoSuchDay from None


def read_other_period(text: str, read_day: Callable[[str], Period]) -> Period | None:
    """Read a quarter, a half-year, a financial year or a week, whose first day ``read_day`` reads. None for other texts.

    Quarters and halves are those of the calendar. A financial year runs from 1 April to 31 March.
    """
    if match := _WEEK.fullmatch(text):
        first = read_day(match["day"])[0]
        return first, min(first, date.max - 6 * _ONE_DAY) + 6 * _ONE_DAY
    if match := _PART_OF_YEAR.fullmatch(text):
        return _part_of_year(match)
    if match := _FINANCIAL_YEAR.fullmatch(text):
        return _financial_year(match)
    return None


def _may_be_year(match: re.Match[str]) -> bool:
    """Whether the number after a month, in a date without a year, may be the year and not the day: March 24."""
    parts = match.groupdict()
    if not (parts.get("name") and parts.get("day")) or parts["year"]:
        return False
    return match.start("day") > match.start("name") and int(parts["day"]) in _AMBIGUOUS_YEARS


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _year(digits: str | None, today: date) -> int | None:
    if not digits:
        return None
    year = int(digits.strip("'"))
    if len(digits.strip("'")) == 4:
        return year
    return 2000 + year if 2000 + year <= today.year + YEARS_AHEAD else 1900 + year


def _latest_year(calendar_date: CalendarDate, today: date) -> int:
    """Return the latest year in which the date is not after today; this year if no year has the day."""
    for year in range(today.year, max(today.year - LEAP_CYCLE_YEARS, 0), -1):
        try:
            if date(year, calendar_date.month or 1, calendar_date.day or 1) <= today:
                return year
        except ValueError:
            continue
    return today.year


def _part_of_year(match: re.Match[str]) -> Period | None:
    unit = match["letter"] or match["letter_after"] or match["unit"][0]
    length = 3 if unit == "q" else 6
    number = int(match["number"] or match["number_after"] or ORDINALS[match["ordinal"]])
    number = min(number, 12 // length) if match["ordinal"] == "last" else number
    year = int(match["year"] or match["year_before"])
    if number * length > 12 or not year:
        return None
    last_month = number * length
    return date(year, last_month - length + 1, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])


def _financial_year(match: re.Match[str]) -> Period | None:
    """Return a financial year. "2011-12" without the words is a month, and "2023-2024" two calendar years."""
    first, second = int(match["first"]), match["second"]
    is_next = int(second) == (first + 1) % 10 ** len(second)
    is_named = match["named"] or match["after"] or match["sep"] == "/" or (len(second) == 2 and int(second) > 12)
    if not is_next or not is_named or not date.min.year <= first < date.max.year:
        return None
    return date(first, 4, 1), date(first + 1, 3, 31)
