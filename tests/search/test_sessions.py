"""The sessions of Parliament: the one that a day belongs to, and the one that a name means."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from search.model.sessions import SESSIONS, find_session, session_of


def test_the_sessions_are_in_order_and_without_gaps() -> None:
    first_days = [session.first_day for session in SESSIONS]
    assert first_days == sorted(set(first_days))
    for session, following in pairwise(SESSIONS):
        assert session.last_day == following.first_day - timedelta(days=1)
        assert session.end_year in (None, following.first_day.year, following.first_day.year - 1)
        assert (session.parliament, session.number + 1) == (following.parliament, following.number) or (
            (session.parliament + 1, 1) == (following.parliament, following.number)
        )
    assert SESSIONS[-1].last_day is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 7, 9), "2024-26"),
        (date(2024, 7, 8), "2023-24"),
        (date(2021, 2, 9), "2019-21"),
        (date(2019, 10, 20), "2019"),
        (date(2016, 5, 17), "2015-16"),
        (date(2010, 5, 18), "2010-12"),
        (date(2001, 1, 1), ""),
    ],
)
def test_a_day_belongs_to_the_session_that_began_last(day: date, name: str) -> None:
    session = session_of(day)
    assert (session.name if session else "") == name


@pytest.mark.parametrize(
    ("names", "first_day"),
    [
        (("2015/16", "2015-16", "2015-2016", "2015/2016", "15-16", "15/16", "2015–16", " 2015 - 16 "), date(2015, 5, 18)),
        (("2016-17", "2016/17"), date(2016, 5, 18)),
        (("2017-19", "2017/18", "2017-18"), date(2017, 6, 13)),
        (("2019",), date(2019, 10, 14)),
        (("2019-21", "2019/20", "2019/21"), date(2019, 12, 17)),
        (("2010-12", "2010-11"), date(2010, 5, 18)),
        (("2024-25", "2024/26"), date(2024, 7, 9)),
        (("2026", "2026-27", "2026/28"), date(2026, 5, 13)),
    ],
)
def test_a_name_means_a_session_in_every_form(names: tuple[str, ...], first_day: date) -> None:
    for name in names:
        session = find_session(name)
        assert session is not None, name
        assert session.first_day == first_day, name


@pytest.mark.parametrize(
    "name", ["", "x", "2016-18", "2015-14", "2015-15", "2011-12", "1999-00", "2015", "20156", "2015-16-17"]
)
def test_other_texts_mean_no_session(name: str) -> None:
    assert find_session(name) is None


def test_each_session_is_found_by_its_own_names() -> None:
    for session in SESSIONS:
        assert find_session(session.name) is find_session(session.linked_data_name) is session
