"""The first days of Parliament's sessions. Add a day when a session begins; records often do not name their session."""

from __future__ import annotations

from datetime import date

FIRST_DAYS = tuple(
    map(
        date.fromisoformat,
        (
            "2010-05-18",
            "2012-05-09",
            "2013-05-08",
            "2014-06-04",
            "2015-05-18",
            "2016-05-18",
            "2017-06-13",
            "2019-10-14",
            "2019-12-17",
            "2021-05-11",
            "2022-05-10",
            "2023-11-07",
            "2024-07-09",
        ),
    )
)
"""The day of the first sitting of each session, oldest first."""


def first_day(day: date) -> date | None:
    """Return the first day of the session that a day belongs to; None if the day is before all sessions."""
    return max((first for first in FIRST_DAYS if first <= day), default=None)
