"""Dates in queries and parameters: a day, month, year or other period, alone, after a sign or word, or as a span of two.

A date is written as people write it (``search.text.calendar_dates``), has a name of its own (``search.text.named_periods``), or
depends on today (``search.text.relative_dates``).
Every function raises ``ValueError`` with a full sentence, and nothing else, for a text that is no date.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from search.text.british_time import british_day
from search.text.calendar_dates import (
    CalendarDate,
    NoSuchDay,
    Period,
    period_of,
    read_date,
    read_lone_day,
    read_other_period,
)
from search.text.named_periods import read_named_period
from search.text.quotation import quoted
from search.text.relative_dates import read_relative

ENTER_A_DATE = "Enter a date like 5 March 2024, March 2024 or 2024."
"""The end of an error message."""

FROM_BEFORE_TO = "“From” must be before “To”."
"""The beginning of the message about two days in the wrong order."""

MAX_LENGTH = 100
"""Characters of the longest text that is read as a date."""

MAX_SHOWN_CHARACTERS = 40
"""The most characters of a text that a message repeats."""

DateSpan = tuple[date | None, date | None]
"""First and last day, both included; None for an open end."""

_ONE_DAY = timedelta(days=1)
MONTH_NAMES = tuple(calendar.month_name)
SHORT_MONTH_NAMES = tuple(calendar.month_abbr)
"""The names of the months by number, "" at 0. Read once: ``calendar`` formats a day for each name that is read from it."""

_ASCII_PUNCTUATION = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a0": " "}
)
_SIGN = re.compile(
    r"(?P<sign><=|>=|<|>|(?:since|from|starting|after|before|until|till|up\s+to\s+and\s+including|up\s+to|to|by|no\s+later\s+than|on\s+or\s+after"
    r"|on\s+or\s+before|not\s+before|not\s+after|earlier\s+than|later\s+than|in|on|during|within|for)\s)?\s*(?P<period>.*)",
    re.DOTALL,
)
_AFTERWARDS = re.compile(
    r"(?!(?:year|month|week)\s+to)(?P<period>.+?)\s+(?:(?P<later>onwards?|(?:and|or)\s+(?:after|later)|to\s+(?:date|now|(?:the\s+)?present))"
    r"|(?:and|or)\s+(?:before|earlier))"
)
_SIGNS = {
    **dict.fromkeys((">=", "since", "from", "starting", "on or after", "not before"), ">="),
    **dict.fromkeys(
        ("<=", "until", "till", "up to", "up to and including", "to", "by", "no later than", "on or before", "not after"), "<="
    ),
    **dict.fromkeys((">", "after", "later than"), ">"),
    **dict.fromkeys(("<", "before", "earlier than"), "<"),
}
_SPAN = re.compile(
    r"(?:between\s+(?P<between>.+?)\s+and|(?:from\s+)?(?P<first>.+?)\s+(?:to|until|till|through|-))\s+(?P<last>.+)"
)


def british_today() -> date:
    """Return the day in Britain."""
    return british_day(datetime.now(UTC))


def parse_period(text: str, today: date | None = None) -> Period:
    """Return the first and last day of a day, month, year or other period."""
    return _period(text, _cleaned(text), today or british_today())


def parse_date_range(text: str, today: date | None = None) -> DateSpan:
    """Return the span of a date value.

    It is a period (``March 2024``), one after a sign or word (``>=2025``, ``since 2021``, ``before March 2020``), or two as a
    span (``2024-01..2024-06``, ``1-5 March 2024``, ``between 2020 and 2022``).
    """
    cleaned, today = _cleaned(text), today or british_today()
    if ".." in cleaned:
        return _dotted_span(text, cleaned, today)
    if match := _AFTERWARDS.fullmatch(cleaned):
        first, last = _period(text, match["period"].removeprefix("from "), today)
        return (first, None) if match["later"] else (None, last)
    if span := _span_of_words(cleaned, today):
        return ordered_span(*span)
    return _signed_span(text, cleaned, today)


def ordered_span(start: date | None, end: date | None) -> DateSpan:
    """Return the two days unchanged. Raises ValueError with a full sentence if the first comes after the last."""
    if start and end and start > end:
        raise ValueError(f"{FROM_BEFORE_TO} {long_date(start)} is after {long_date(end)}.")
    return start, end


@lru_cache(maxsize=8_192)  # the days of twenty years
def long_date(day: date) -> str:
    """Return a day in words: 5 March 2024."""
    return f"{day.day} {MONTH_NAMES[day.month]} {day.year}"


def whole_period(start: date, end: date) -> str:
    """Return the name of the month or year of these first and last days, March 2024 or 2024; "" if there is none."""
    if start.year != end.year or start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return ""
    if start.month == end.month:
        return f"{MONTH_NAMES[start.month]} {start.year}"
    return str(start.year) if (start.month, end.month) == (1, 12) else ""


def _cleaned(text: str) -> str:
    """Return a text in lower case, with single spaces, ASCII hyphens and apostrophes, and no brackets or full stop around it.

    A text that is too long for a date becomes "".
    """
    if len(text) > MAX_LENGTH:
        return ""
    cleaned = " ".join(text.translate(_ASCII_PUNCTUATION).lower().split()).strip(" ,;")
    if cleaned.startswith("(") and cleaned.endswith(")"):
        cleaned = cleaned[1:-1].strip()
    return cleaned if cleaned.endswith("..") else cleaned.removesuffix(".")


def _period(text: str, cleaned: str, today: date) -> Period:
    """Return the period that ``cleaned`` gives: the whole or a part of a text from ``_cleaned``. Errors name ``text``."""
    try:
        period = (
            read_other_period(cleaned, lambda day: _period(text, day, today))
            or read_relative(cleaned, today)
            or read_named_period(cleaned, lambda day: _period(text, day, today), today)
        )
        if period is None and (calendar_date := read_date(cleaned, today)) is not None:
            period = period_of(calendar_date, today)
    except NoSuchDay:
        raise ValueError(f"{_shown(text)} is not a date in the calendar. {ENTER_A_DATE}") from None
    except OverflowError:
        period = None
    if period is None:
        raise ValueError(f"{_shown(text)} is not a date. {ENTER_A_DATE}")
    return period


def _shown(text: str) -> str:
    return quoted(text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[:MAX_SHOWN_CHARACTERS]}…")


def _dotted_span(text: str, cleaned: str, today: date) -> DateSpan:
    start, _, end = (part.strip() for part in cleaned.partition(".."))
    if not start and not end:
        raise ValueError(f"{_shown(text)} has neither a first nor a last day. {ENTER_A_DATE}")
    return ordered_span(_period(text, start, today)[0] if start else None, _period(text, end, today)[1] if end else None)


def _signed_span(text: str, cleaned: str, today: date) -> DateSpan:
    match = _SIGN.fullmatch(cleaned)
    assert match is not None
    first, last = _period(text, match["period"], today)
    match _SIGNS.get((match["sign"] or "").strip()):
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


def _span_of_words(cleaned: str, today: date) -> Period | None:
    """Read "1 March to 5 April 2024", "between 2020 and 2022" or "1-5 March 2024"; None if the text is no such span."""
    if _is_period(cleaned, today):  # such as winter 2023-2024, which is not winter 2023 to the end of 2024
        return None
    match = _SPAN.fullmatch(cleaned)
    if match:
        return _joined(match["between"] or match["first"], match["last"], today)
    if read_date(cleaned, today) is not None:
        return None
    for hyphen in re.finditer("-", cleaned):
        if span := _joined(cleaned[: hyphen.start()], cleaned[hyphen.end() :], today):
            return span
    return None


def _joined(start: str, end: str, today: date) -> Period | None:
    """Return the span of two periods. The first takes from the last what it leaves out: the year, or month and year."""
    first, last = read_date(start, today) or read_lone_day(start), read_date(end, today)
    if first is None or last is None:
        return _joined_periods(start, end, today)
    try:
        last = _with_year(last, first, today)
        shared = replace(first, year=first.year or last.year, month=first.month or (last.month if first.day else None))
        starts, ends = period_of(shared, today)[0], period_of(last, today)[1]
        if starts > ends and first.year is None and first.month:  # November to February 2024
            starts = period_of(replace(shared, year=(last.year or today.year) - 1), today)[0]
    except NoSuchDay:
        raise ValueError(f"{_shown(f'{start} to {end}')} is not a range of dates in the calendar. {ENTER_A_DATE}") from None
    return starts, ends


def _with_year(last: CalendarDate, first: CalendarDate, today: date) -> CalendarDate:
    """Return the last date of a span with a year: its own, that of the first or the year after it, or the latest begun."""
    if last.year is not None:
        return last
    if first.year is None:
        return replace(last, year=period_of(last, today)[0].year)
    is_earlier = (last.month or 0, last.day or 31) < (first.month or 0, first.day or 0)
    return replace(last, year=first.year + is_earlier)


def _is_period(text: str, today: date) -> bool:
    try:
        _period(text, text, today)
    except ValueError:
        return False
    return True


def _joined_periods(start: str, end: str, today: date) -> Period | None:
    """Return the span of two periods of any kind; None unless both are periods."""
    try:
        return _period(start, start, today)[0], _period(end, end, today)[1]
    except ValueError:
        return None
