"""The sessions of Parliament since 2010: their names, their first days, and the session that a day or a name means.

Source: the first sittings and State Openings that www.parliament.uk publishes. On the first day of a session the numbers of the
questions begin again. Add a row when a session begins. Many records do not name their session.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

import msgspec

_ONE_DAY = timedelta(days=1)
_NAME = re.compile(r"(?P<start>(?:20)?\d\d)(?:\s*[-/\u2010-\u2015]\s*(?P<end>(?:20)?\d\d))?", re.ASCII)


class Session(msgspec.Struct, frozen=True):
    """A session: the years of its name, its first day, and its number in a Parliament.

    ``end_year`` is the year in its name: None if the session begins and ends in one year, or if it has not ended.
    ``parliament`` is the number of the Parliament since 1801.
    """

    first_day: date
    end_year: int | None
    parliament: int
    number: int

    @property
    def name(self) -> str:
        """The name as Parliament prints it: 2016-17."""
        return self._named("-")

    @property
    def linked_data_name(self) -> str:
        """The name in the Linked Data API: 2016/17."""
        return self._named("/")

    @property
    def last_day(self) -> date | None:
        """The day before the next session; None for the last session in the table."""
        following = next((other for other in SESSIONS if other.first_day > self.first_day), None)
        return following.first_day - _ONE_DAY if following else None

    def _named(self, separator: str) -> str:
        end = f"{separator}{self.end_year % 100:02}" if self.end_year else ""
        return f"{self.first_day.year}{end}"


def _session(first_day: str, end_year: int | None, parliament: int, number: int) -> Session:
    return Session(date.fromisoformat(first_day), end_year, parliament, number)


SESSIONS = (
    _session("2010-05-18", 2012, 55, 1),
    _session("2012-05-09", 2013, 55, 2),
    _session("2013-05-08", 2014, 55, 3),
    _session("2014-06-04", 2015, 55, 4),
    _session("2015-05-18", 2016, 56, 1),
    _session("2016-05-18", 2017, 56, 2),
    _session("2017-06-13", 2019, 57, 1),
    _session("2019-10-14", None, 57, 2),
    _session("2019-12-17", 2021, 58, 1),
    _session("2021-05-11", 2022, 58, 2),
    _session("2022-05-10", 2023, 58, 3),
    _session("2023-11-07", 2024, 58, 4),
    _session("2024-07-09", 2026, 59, 1),
    _session("2026-05-13", None, 59, 2),
)
"""Every session, oldest first. The last one has not ended, so its name is not complete."""


@lru_cache(1 << 12)
def session_of(day: date) -> Session | None:
    """Return the session that a day belongs to: the one that began last. None if the day is before all sessions."""
    return next((session for session in reversed(SESSIONS) if session.first_day <= day), None)


def find_session(name: str) -> Session | None:
    """Return the session of a name: ``2016-17``, ``2016/17``, ``2016-2017`` or ``16-17``. None if there is none.

    While a session goes on its name ends with a year that changes. So a name with an earlier end means the same session
    (``2024-25``), and any later end means the session that has not ended.
    """
    match = _NAME.fullmatch(name.strip())
    if match is None:
        return None
    start, end = _year(match["start"]), _year(match["end"])
    same_start = [session for session in SESSIONS if session.first_day.year == start]
    exact = (session for session in same_start if session.end_year == end)
    return next(exact, None) or next((session for session in same_start if _was_named_with_end(session, end)), None)


def _was_named_with_end(session: Session, end: int | None) -> bool:
    if session is SESSIONS[-1]:
        return end is None or end > session.first_day.year
    return end is not None and session.first_day.year < end <= (session.end_year or 0)


def _year(digits: str | None) -> int | None:
    return None if digits is None else int(digits) % 100 + 2000
