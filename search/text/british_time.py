"""The British day of a time stamp. Sources name British days, and a time stamp with an offset may fall on another day."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SUNDAY = 6
_CHANGE_HOUR = 1
_SUMMER_OFFSET = timedelta(hours=1)

try:
    _LONDON: ZoneInfo | None = ZoneInfo("Europe/London")
except (ZoneInfoNotFoundError, OSError):  # a machine without the time zone database
    _LONDON = None


def british_day(moment: datetime) -> date:
    """Return the British day of a time stamp with an offset. Raises OverflowError at the ends of the calendar."""
    return (moment.astimezone(_LONDON) if _LONDON else _by_rule(moment)).date()


def _by_rule(moment: datetime) -> datetime:
    """Return a moment in British time by the rule in force since 1996.

    Summer Time, an hour ahead, lasts from the last Sunday in March to the last in October, at 01:00 UTC.
    """
    utc = moment.astimezone(UTC)
    is_summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return utc + _SUMMER_OFFSET if is_summer else utc


def _last_sunday(year: int, month: int) -> datetime:
    """Return the last Sunday of a month at 01:00 UTC, when clocks change."""
    last = datetime(year, month, calendar.monthrange(year, month)[1], _CHANGE_HOUR, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)
