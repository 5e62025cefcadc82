"""Periods with names of their own: spring 2023, early March 2024, the 1990s, week 10 of 2024, the academic year 2023/24.

Spring is March to May; "winter 2023" is December 2023 to February 2024. "Early", "mid" and "late" are the thirds of a month or
a year, and so are "start of", "middle of" and "end of". Numbered weeks are those of ISO 8601. An academic year begins on
1 September, a tax year on 6 April.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from search.text.calendar_dates import ORDINALS, WEEKDAYS, Period
from search.text.numbers import ORDINAL_NAMES
from search.text.relative_dates import STEPS

ReadPeriod = Callable[[str], Period]
"""Reads a period of any kind. Raises ValueError."""

_ONE_DAY = timedelta(days=1)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_YEAR_STARTS = {"financial": (4, 1), "fiscal": (4, 1), "tax": (4, 6), "academic": (9, 1), "school": (9, 1)}
"""The month and day on which each kind of year begins."""

_THIRD_NUMBERS = {
    **dict.fromkeys(("early", "early in", "start of", "the start of", "beginning of", "the beginning of"), 0),
    **dict.fromkeys(("mid", "middle of", "the middle of"), 1),
    **dict.fromkeys(("late", "late in", "end of", "the end of"), 2),
}
"""The third of a month or a year, from 0, that each word or phrase means."""

_TENS = {"twenty": 20, "thirty": 30}
_SPELT_DAYS = {name: number for number, name in enumerate((*ORDINAL_NAMES, "twentieth"), 1)} | {"thirtieth": 30}
_SPELT_DAYS |= {f"{ten}-{name}": tens + unit for ten, tens in _TENS.items() for unit, name in enumerate(ORDINAL_NAMES[:9], 1)}

_YEAR_OR_YEARS = r"(?P<year>\d{4})(?:\s?[/-]\s?(?P<second>\d{4}|\d\d))?"
_SEASON = re.compile(rf"(?:the\s+)?(?P<season>{'|'.join(_SEASONS)})(?:\s+of|,)?\s+{_YEAR_OR_YEARS}", re.ASCII)
_RELATIVE_SEASON = re.compile(rf"(?:the\s+)?(?P<step>{'|'.join(STEPS)})\s+(?P<season>{'|'.join(_SEASONS)})")
_KIND_OF_YEAR = rf"(?P<kind>{'|'.join(_YEAR_STARTS)})\s+year"
_NAMED_YEAR = re.compile(
    rf"(?:the\s+)?(?:{_KIND_OF_YEAR}\s+|fy\s?)(?P<first>\d{{4}}|\d\d)\s?[/-]\s?(?P<second>\d{{4}}|\d\d)",
    re.ASCII,
)
_RELATIVE_YEAR = re.compile(rf"(?:the\s+)?(?P<step>{'|'.join(STEPS)})\s+{_KIND_OF_YEAR}")
_CALENDAR_YEAR = re.compile(r"(?:the\s+)?(?:calendar\s+)?year\s+(?P<year>\d{4})", re.ASCII)
_DECADE = re.compile(r"(?:the\s+)?(?P<decade>(?:19|20)\d0)'?s", re.ASCII)
_THIRD = re.compile(rf"(?P<third>{'|'.join(sorted(_THIRD_NUMBERS, key=len, reverse=True))})[\s-]+(?P<period>.+)")
_WEEK_ENDING = re.compile(r"(?:w/?e|week\s+(?:ending|ended|to))\s+(?P<day>.+)")
_ISO_WEEK = re.compile(
    r"(?P<year>\d{4})-?w(?P<week>\d{1,2})|week\s+(?P<week_before>\d{1,2})(?:\s+of|,)?\s+(?P<year_after>\d{4})", re.ASCII
)
_ORDINAL_IN_MONTH = re.compile(
    rf"(?:the\s+)?(?P<ordinal>{'|'.join(ORDINALS)})\s+(?P<unit>week|{'|'.join(WEEKDAYS)})\s+(?:of|in)\s+(?P<month>.+)"
)
_SPELT_DAY = re.compile(
    rf"(?:the\s+)?(?P<day>{'|'.join(sorted(_SPELT_DAYS, key=len, reverse=True))})\s+(?:of\s+)?(?P<month>[a-z].+)"
)
_TIME_OF_DAY = re.compile(
    r"(?P<day>.+\d),?\s+(?:at\s+)?(?:\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s?(?:am|pm)?|\d{1,2}\s?(?:am|pm)|noon|midnight)"
)


def read_named_period(text: str, read: ReadPeriod, today: date) -> Period | None:
    """Read a period that has a name; None for any other text. ``read`` reads the dates within it.

    Raises what ``read`` raises, and OverflowError outside the calendar.
    """
    for form, reader in _READERS:
        if match := form.fullmatch(text):
            return reader(match, read, today)
    return None


def _season(match: re.Match[str], _: ReadPeriod, today: date) -> Period | None:
    first_month, year = _SEASONS[match["season"]], int(match["year"])
    if match["second"] and (first_month != 12 or not _follows(year, match["second"])):
        return None
    return _months(year, first_month, 3)


def _relative_season(match: re.Match[str], _: ReadPeriod, today: date) -> Period:
    """Read "last autumn": the last that ended, the one of this year or of now, or the next to begin."""
    month, step = _SEASONS[match["season"]], STEPS[match["step"]]
    seasons = [_months(year, month, 3) for year in range(max(1, today.year - 2), today.year + 3)]
    if step < 0:
        return [season for season in seasons if season[1] < today][-1]
    if step > 0:
        return next(season for season in seasons if season[0] > today)
    return next((s for s in seasons if s[0] <= today <= s[1]), next(s for s in seasons if s[0].year == today.year))


def _named_year(match: re.Match[str], _: ReadPeriod, today: date) -> Period | None:
    first, second = match["first"], match["second"]
    year = int(first) if len(first) == 4 else 2000 + int(first)
    if not _follows(year, second):
        return None
    return _year_from(*_YEAR_STARTS[match["kind"] or "financial"], year)


def _relative_year(match: re.Match[str], _: ReadPeriod, today: date) -> Period:
    month, day = _YEAR_STARTS[match["kind"]]
    begun = today.year - ((today.month, today.day) < (month, day))
    return _year_from(month, day, begun + STEPS[match["step"]])


def _calendar_year(match: re.Match[str], read: ReadPeriod, _: date) -> Period:
    return read(match["year"])


def _decade(match: re.Match[str], _: ReadPeriod, today: date) -> Period:
    year = int(match["decade"])
    return date(year, 1, 1), date(year + 9, 12, 31)


def _third(match: re.Match[str], read: ReadPeriod, _: date) -> Period | None:
    """Read a third of a month, by days, or of a year, by months."""
    first, last = read(match["period"])
    third = _THIRD_NUMBERS[match["third"]]
    if (first.day, last.day) == (1, _days_in(first)) and (first.year, first.month) == (last.year, last.month):
        return first + 10 * third * _ONE_DAY, last if third == 2 else first + (10 * third + 9) * _ONE_DAY
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return _months(first.year, 1 + 4 * third, 4)
    return None


def _week_ending(match: re.Match[str], read: ReadPeriod, _: date) -> Period:
    last = read(match["day"])[1]
    return last - 6 * _ONE_DAY, last


def _iso_week(match: re.Match[str], _: ReadPeriod, today: date) -> Period | None:
    year, week = int(match["year"] or match["year_after"]), int(match["week"] or match["week_before"])
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return first, first + 6 * _ONE_DAY


def _ordinal_in_month(match: re.Match[str], read: ReadPeriod, _: date) -> Period | None:
    """Read the first Monday of a month, or its first week, days 1 to 7. The last week is the last seven days."""
    first, last = read(match["month"])
    if (first.year, first.month) != (last.year, last.month) or first == last:
        return None
    is_last = match["ordinal"] == "last"
    start = last - 6 * _ONE_DAY if is_last else first + 7 * (ORDINALS[match["ordinal"]] - 1) * _ONE_DAY
    if match["unit"] == "week":
        return start, start + 6 * _ONE_DAY
    day = start + (WEEKDAYS[match["unit"]] - start.isoweekday()) % 7 * _ONE_DAY
    return day, day


def _spelt_day(match: re.Match[str], read: ReadPeriod, _: date) -> Period:
    return read(f"{_SPELT_DAYS[match['day']]} {match['month']}")


def _time_of_day(match: re.Match[str], read: ReadPeriod, _: date) -> Period | None:
    first, last = read(match["day"])
    if first != last:
        return None
    return first, last


def _follows(year: int, second: str) -> bool:
    return second in (str(year + 1), f"{(year + 1) % 100:02}")


def _months(year: int, month: int, count: int) -> Period:
    """Return the period of ``count`` months that begins with a month."""
    year_after, index = divmod(12 * year + month - 1 + count, 12)
    if not date.min.year <= year <= year_after <= date.max.year:
        raise OverflowError(year)
    return date(year, month, 1), date(year_after, index + 1, 1) - _ONE_DAY


def _year_from(month: int, day: int, year: int) -> Period:
    if not date.min.year <= year < date.max.year:
        raise OverflowError(year)
    return date(year, month, day), date(year + 1, month, day) - _ONE_DAY


def _days_in(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], ReadPeriod, date], Period | None]], ...] = (
    (_SEASON, _season),
    (_RELATIVE_SEASON, _relative_season),
    (_NAMED_YEAR, _named_year),
    (_RELATIVE_YEAR, _relative_year),
    (_CALENDAR_YEAR, _calendar_year),
    (_DECADE, _decade),
    (_WEEK_ENDING, _week_ending),
    (_ISO_WEEK, _iso_week),
    (_ORDINAL_IN_MONTH, _ordinal_in_month),
    (_SPELT_DAY, _spelt_day),
    (_THIRD, _third),
    (_TIME_OF_DAY, _time_of_day),
)
