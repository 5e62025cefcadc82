"""The day in Britain of a moment, with the time zone database and without it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import british_time
from search.text.british_time import british_day

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize("has_database", [True, False])
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 1, 31, 23, 30, tzinfo=UTC), date(2024, 1, 31)),
        (datetime(2024, 7, 31, 23, 30, tzinfo=UTC), date(2024, 8, 1)),
        (datetime(2024, 3, 30, 23, 30, tzinfo=UTC), date(2024, 3, 30)),
        (datetime(2024, 3, 31, 23, 30, tzinfo=UTC), date(2024, 4, 1)),
        (datetime(2024, 10, 27, 23, 30, tzinfo=UTC), date(2024, 10, 27)),
        (datetime(2024, 7, 2, 4, 0, tzinfo=INDIA), date(2024, 7, 1)),
    ],
)
def test_the_day_is_the_british_one(moment: datetime, day: date, has_database: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not has_database:
        monkeypatch.setattr(british_time, "_LONDON", None)
    assert british_day(moment) == day


@given(st.datetimes(datetime(1997, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))
def test_the_rule_gives_the_days_of_the_database(moment: datetime) -> None:
    if british_time._LONDON is None:
        pytest.skip("this machine has no time zone database")
    assert british_time._by_rule(moment).date() == british_day(moment)


def test_clocks_change_at_one_in_the_morning() -> None:
    changes = [datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)]
    hours = [british_time._by_rule(change + step).hour for change in changes for step in (-timedelta(minutes=1), timedelta(0))]
    assert hours == [0, 2, 1, 1]
