"""When sessions of Parliament began. What a record says of its session is often blank, so days tell: add one as each begins."""

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
"""The days on which a session's first sitting was held, oldest first."""


def began(newest: date) -> date | None:
    """The first day of the session in which a day falls; None for one before all of them."""
    return max((day for day in FIRST_DAYS if day <= newest), default=None)
