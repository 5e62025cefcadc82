"""The calendar: every line of its tables, every sitting day, and the recesses that both Houses announced."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from search.insight import calendar
from search.insight.calendar import covered_spans, sittings, table_rows, working_day
from search.model.question import House
from search.model.sessions import session_of

FOLDER = Path(calendar.__file__).parent
SITTING_ROWS = list(table_rows("sitting_days.tsv"))
HOLIDAY_ROWS = list(table_rows("bank_holidays.tsv"))
ONE_DAY = timedelta(days=1)
SATURDAYS = {date(2019, 10, 19), date(2022, 9, 10), date(2025, 4, 12)}
"""Saturdays on which both Houses sat: the withdrawal agreement, the tributes to the Queen, and the recall for steel."""

NOT_SITTING = [
    (date(2019, 11, 6), date(2019, 12, 16)),
    (date(2021, 4, 30), date(2021, 5, 10)),
    (date(2022, 4, 29), date(2022, 5, 9)),
    (date(2023, 10, 27), date(2023, 11, 6)),
    (date(2024, 5, 25), date(2024, 7, 8)),
]
"""Prorogations and dissolutions, first and last day."""

RECESSES: dict[House, str] = {
    "Commons": """2018-02-08 2018-02-20, 2018-03-29 2018-04-16, 2018-05-03 2018-05-08, 2018-05-24 2018-06-04,
        2018-07-24 2018-09-04, 2018-09-13 2018-10-09, 2018-11-06 2018-11-12, 2018-12-20 2019-01-07, 2023-12-19 2024-01-08,
        2024-02-08 2024-02-19, 2024-03-26 2024-04-15, 2024-05-02 2024-05-07""",
    "Lords": """2017-11-07 2017-11-13, 2017-12-21 2018-01-08, 2018-02-08 2018-02-20, 2018-03-29 2018-04-16,
        2022-07-21 2022-09-05, 2022-11-09 2022-11-14, 2022-12-21 2023-01-09, 2023-02-09 2023-02-20, 2023-12-19 2024-01-10,
        2024-02-14 2024-02-19, 2024-03-27 2024-04-15, 2024-05-24 2024-07-09, 2025-02-13 2025-02-24, 2025-05-22 2025-06-02,
        2025-07-24 2025-09-01""",
}
"""The days on which a House rose and returned, as the Leaders of the Houses and www.parliament.uk announced them."""


@pytest.mark.parametrize("name", ["sitting_days.tsv", "bank_holidays.tsv"])
def test_a_table_names_its_source_and_the_day_it_was_read(name: str) -> None:
    head = "\n".join(line for line in (FOLDER / name).read_text("utf-8").splitlines() if line.startswith("#"))
    assert "Source: " in head
    assert re.search(r"Read on \d+ \w+ 20\d\d", head)


@pytest.mark.parametrize("row", SITTING_ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_every_line_is_a_month_and_every_sitting_day_counts_as_one(row: list[str]) -> None:
    house, month, text = row
    assert house in ("Commons", "Lords")
    days = [date.fromisoformat(f"{month}-{int(day):02}") for day in text.split(" ")] if text != "-" else []
    assert days == sorted(set(days))
    table = sittings(house)
    assert month in table.months
    assert [day for day in table.days if day.isoformat().startswith(month)] == days
    for day in days:
        assert day.weekday() < 5 or day in SATURDAYS
        assert not any(first <= day <= last for first, last in NOT_SITTING)
        session = session_of(day)
        assert session is not None
        assert session.first_day <= day
        assert table.count(day, day) == 0
        if (day - ONE_DAY).isoformat()[:7] in table.months:
            assert table.count(day - ONE_DAY, day) == 1


def test_each_month_of_a_house_is_there_once_and_in_order() -> None:
    for house in ("Commons", "Lords"):
        months = [month for row_house, month, _ in SITTING_ROWS if row_house == house]
        assert months == sorted(set(months))


def test_the_covered_months_are_those_that_the_documentation_names() -> None:
    assert covered_spans("Commons") == (("2017-06", "2026-03"),)
    assert covered_spans("Lords") == (("2017-06", "2025-12"),)


@pytest.mark.parametrize(
    ("house", "rose", "returned"),
    [(house, *span.split()) for house, spans in RECESSES.items() for span in spans.split(",")],
)
def test_a_house_did_not_sit_in_an_announced_recess(house: House, rose: str, returned: str) -> None:
    first, last = date.fromisoformat(rose), date.fromisoformat(returned)
    assert {first, last} <= set(sittings(house).days)
    assert sittings(house).count(first, last) == 1


def test_days_in_a_month_that_is_not_covered_are_not_counted() -> None:
    table = sittings("Commons")
    assert table.count(date(2017, 5, 31), date(2017, 6, 20)) is None
    assert table.count(date(2026, 3, 26), date(2026, 4, 1)) is None
    assert table.count(date(2024, 7, 9), date(2024, 7, 8)) is None
    assert table.count(date(2024, 7, 8), date(2024, 7, 11)) == 3
    assert table.count(date(2024, 7, 30), date(2024, 8, 31)) == 0


def test_the_month_before_is_the_last_with_a_sitting() -> None:
    table = sittings("Commons")
    assert table.month_before("2024-09") == "2024-07"
    assert table.month_before("2024-07") == "2024-05"
    assert table.month_before("2017-06") is None
    assert table.month_before("2026-06") is None


def test_the_last_sitting_of_a_span_is_known_only_if_the_span_is() -> None:
    table = sittings("Commons")
    assert table.last_sitting(date(2023, 11, 7), date(2024, 7, 8)) == date(2024, 5, 24)
    assert table.last_sitting(date(2024, 8, 2), date(2024, 8, 30)) is None
    assert table.last_sitting(date(2016, 8, 2), date(2024, 7, 8)) is None


@pytest.mark.parametrize("row", HOLIDAY_ROWS, ids=lambda row: row[0])
def test_every_bank_holiday_is_a_weekday_and_no_working_day(row: list[str]) -> None:
    year, days = row
    holidays = [date.fromisoformat(f"{year}-{day}") for day in days.split(" ")]
    assert holidays == sorted(set(holidays))
    assert 8 <= len(holidays) <= 10
    for holiday in holidays:
        assert holiday.weekday() < 5
        assert working_day(holiday, 1) != holiday


def test_the_bank_holidays_are_of_each_year_once() -> None:
    years = [int(year) for year, _ in HOLIDAY_ROWS]
    assert years == list(range(years[0], years[-1] + 1))


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (date(2024, 7, 22), 1, date(2024, 7, 22)),
        (date(2024, 7, 22), 5, date(2024, 7, 26)),
        (date(2024, 7, 20), 1, date(2024, 7, 22)),
        (date(2023, 12, 19), 5, date(2023, 12, 27)),
        (date(2012, 12, 31), 1, None),
        (date(2027, 12, 31), 1, date(2027, 12, 31)),
        (date(2027, 12, 31), 2, None),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start: date, number: int, expected: date | None) -> None:
    assert working_day(start, number) == expected
