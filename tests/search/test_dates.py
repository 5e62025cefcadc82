"""Dates as people write them, on a fixed day: Sunday 29 November 2026."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query import url_params
from search.query.nodes import And, AnyOf, DateRange, Node, Not, Or, Word
from search.query.parser import parse
from search.text import dates
from search.text.calendar_dates import MONTHS, WEEKDAYS

TODAY = date(2026, 11, 29)

DAY = "2024-03-05"
SPANS = {
    # a day
    "2024-03-05": (DAY, DAY),
    "2024-3-5": (DAY, DAY),
    "20240305": (DAY, DAY),
    "2024/03/05": (DAY, DAY),
    "5/3/24": (DAY, DAY),
    "05/03/2024": (DAY, DAY),
    "05.03.2024": (DAY, DAY),
    "5-3-2024": (DAY, DAY),
    "2024-03-05T10:30:00Z": (DAY, DAY),
    "5 March 2024": (DAY, DAY),
    "5th March 2024": (DAY, DAY),
    "the 5th of March, 2024": (DAY, DAY),
    "Tuesday 5 March 2024": (DAY, DAY),
    "Tue, 5 Mar. 2024": (DAY, DAY),
    "March 5, 2024": (DAY, DAY),
    "March 5th 2024": (DAY, DAY),
    "5-Mar-2024": (DAY, DAY),
    "5mar2024": (DAY, DAY),
    "5 MARCH 24": (DAY, DAY),
    "2024 March 5": (DAY, DAY),
    " 5  March\u00a02024. ": (DAY, DAY),
    "5/3/98": ("1998-03-05", "1998-03-05"),
    # a day without a year: the latest that has begun
    "5 March": ("2026-03-05", "2026-03-05"),
    "5 December": ("2025-12-05", "2025-12-05"),
    "March 5": ("2026-03-05", "2026-03-05"),
    "29 February": ("2024-02-29", "2024-02-29"),
    "05 03 2024": (DAY, DAY),
    "(5 March 2024)": (DAY, DAY),
    "fifth of March 2024": (DAY, DAY),
    "the twenty-first of March 2024": ("2024-03-21", "2024-03-21"),
    "5 March 2024 at 3pm": (DAY, DAY),
    "5 March 2024, 14:30": (DAY, DAY),
    "first Tuesday of March 2024": (DAY, DAY),
    "last Friday in March 2024": ("2024-03-29", "2024-03-29"),
    "now": ("2026-11-29", "2026-11-29"),
    # a week, a season, a part of a month or year, and other years
    "w/e 10 March 2024": ("2024-03-04", "2024-03-10"),
    "week ending 10 March 2024": ("2024-03-04", "2024-03-10"),
    "2024-W10": ("2024-03-04", "2024-03-10"),
    "week 10 of 2024": ("2024-03-04", "2024-03-10"),
    "first week of March 2024": ("2024-03-01", "2024-03-07"),
    "the last week of March 2024": ("2024-03-25", "2024-03-31"),
    "spring 2023": ("2023-03-01", "2023-05-31"),
    "Autumn of 2024": ("2024-09-01", "2024-11-30"),
    "winter 2023": ("2023-12-01", "2024-02-29"),
    "winter 2023-24": ("2023-12-01", "2024-02-29"),
    "winter 2023-2024": ("2023-12-01", "2024-02-29"),
    "winter 2023 - 2024": ("2023-12-01", "2024-02-29"),
    "mid-March-2024": ("2024-03-11", "2024-03-20"),
    "week of 4-March-2024": ("2024-03-04", "2024-03-10"),
    "first week of March-2024": ("2024-03-01", "2024-03-07"),
    "last summer": ("2026-06-01", "2026-08-31"),
    "the following spring": ("2027-03-01", "2027-05-31"),
    "FY 2023 - 24": ("2023-04-01", "2024-03-31"),
    "this autumn": ("2026-09-01", "2026-11-30"),
    "next winter": ("2026-12-01", "2027-02-28"),
    "since spring 2023": ("2023-03-01", None),
    "spring 2023-2024": ("2023-03-01", "2024-12-31"),
    "spring 2023 to autumn 2023": ("2023-03-01", "2023-11-30"),
    "early March 2024": ("2024-03-01", "2024-03-10"),
    "mid-March 2024": ("2024-03-11", "2024-03-20"),
    "the end of February 2024": ("2024-02-21", "2024-02-29"),
    "late 2023": ("2023-09-01", "2023-12-31"),
    "mid 2023": ("2023-05-01", "2023-08-31"),
    "calendar year 2023": ("2023-01-01", "2023-12-31"),
    "the 1990s": ("1990-01-01", "1999-12-31"),
    "FY23/24": ("2023-04-01", "2024-03-31"),
    "this financial year": ("2026-04-01", "2027-03-31"),
    "last financial year": ("2025-04-01", "2026-03-31"),
    "tax year 2023-24": ("2023-04-06", "2024-04-05"),
    "academic year 2023/24": ("2023-09-01", "2024-08-31"),
    "up to and including 5 March 2024": (None, DAY),
    # a month, a year, a part of a year
    "2024-03": ("2024-03-01", "2024-03-31"),
    "03/2024": ("2024-03-01", "2024-03-31"),
    "March 2024": ("2024-03-01", "2024-03-31"),
    "Sept 2023": ("2023-09-01", "2023-09-30"),
    "Mar '24": ("2024-03-01", "2024-03-31"),
    "December": ("2025-12-01", "2025-12-31"),
    "2024": ("2024-01-01", "2024-12-31"),
    "in 2023": ("2023-01-01", "2023-12-31"),
    "Q1 2024": ("2024-01-01", "2024-03-31"),
    "2024 Q4": ("2024-10-01", "2024-12-31"),
    "first half of 2023": ("2023-01-01", "2023-06-30"),
    "2023/24": ("2023-04-01", "2024-03-31"),
    "2023-24": ("2023-04-01", "2024-03-31"),
    "financial year 2011-12": ("2011-04-01", "2012-03-31"),
    "2011-12": ("2011-12-01", "2011-12-31"),
    "week commencing 4 March 2024": ("2024-03-04", "2024-03-10"),
    # what depends on today
    "today": ("2026-11-29", "2026-11-29"),
    "Yesterday": ("2026-11-28", "2026-11-28"),
    "tomorrow": ("2026-11-30", "2026-11-30"),
    "this week": ("2026-11-23", "2026-11-29"),
    "last week": ("2026-11-16", "2026-11-22"),
    "next week": ("2026-11-30", "2026-12-06"),
    "this month": ("2026-11-01", "2026-11-30"),
    "last month": ("2026-10-01", "2026-10-31"),
    "last quarter": ("2026-07-01", "2026-09-30"),
    "this year": ("2026-01-01", "2026-12-31"),
    "last year": ("2025-01-01", "2025-12-31"),
    "year to date": ("2026-01-01", "2026-11-29"),
    "last 30 days": ("2026-10-31", "2026-11-29"),
    "in the past two weeks": ("2026-11-16", "2026-11-29"),
    "the last 6 months": ("2026-05-30", "2026-11-29"),
    "past year": ("2025-11-30", "2026-11-29"),
    "a year ago": ("2025-11-29", "2025-11-29"),
    "9 months ago": ("2026-02-28", "2026-02-28"),
    "3 days ago": ("2026-11-26", "2026-11-26"),
    "last Monday": ("2026-11-23", "2026-11-23"),
    "last Sunday": ("2026-11-22", "2026-11-22"),
    "Sunday": ("2026-11-29", "2026-11-29"),
    "this Friday": ("2026-11-27", "2026-11-27"),
    "next Monday": ("2026-11-30", "2026-11-30"),
    "next Sunday": ("2026-12-06", "2026-12-06"),
    "last March": ("2026-03-01", "2026-03-31"),
    "last November": ("2025-11-01", "2025-11-30"),
    "next March": ("2027-03-01", "2027-03-31"),
    # open ends
    "since 2021": ("2021-01-01", None),
    "from 5 March 2024": (DAY, None),
    "2021 onwards": ("2021-01-01", None),
    "from 2021 to date": ("2021-01-01", None),
    "after March 2020": ("2020-04-01", None),
    "> 5/3/24": ("2024-03-06", None),
    ">=2024-03-05": (DAY, None),
    "since last month": ("2026-10-01", None),
    "2024-03..": ("2024-03-01", None),
    "before March 2020": (None, "2020-02-29"),
    "until 5 March 2024": (None, DAY),
    "up to March 2024": (None, "2024-03-31"),
    "2021 or earlier": (None, "2021-12-31"),
    "..5 March 2024": (None, DAY),
    "<2024": (None, "2023-12-31"),
    # spans
    "2024-01..2024-06": ("2024-01-01", "2024-06-30"),
    "1 March 2024 .. 5 April 2024": ("2024-03-01", "2024-04-05"),
    "between 1 March and 5 April 2024": ("2024-03-01", "2024-04-05"),
    "from 1 March 2024 to 5 April 2024": ("2024-03-01", "2024-04-05"),
    "March to May 2024": ("2024-03-01", "2024-05-31"),
    "Mar-May 2024": ("2024-03-01", "2024-05-31"),
    "1-5 March 2024": ("2024-03-01", "2024-03-05"),
    "1st \u2013 5th March 2024": ("2024-03-01", "2024-03-05"),
    "1 to 5 March": ("2026-03-01", "2026-03-05"),
    "2020 to 2022": ("2020-01-01", "2022-12-31"),
    "2020-2022": ("2020-01-01", "2022-12-31"),
    "5/3/24 - 10/3/24": ("2024-03-05", "2024-03-10"),
    "November to February 2024": ("2023-11-01", "2024-02-29"),
    "15 December 2023 to 5 January": ("2023-12-15", "2024-01-05"),
    "last Monday to yesterday": ("2026-11-23", "2026-11-28"),
    "between 2020 and last month": ("2020-01-01", "2026-10-31"),
}
"""Each way to write a date or a span, and its first and last day."""

NO_DATES = (
    *(
        "",
        "soon",
        "spring",
        "spring 0000",
        "winter 9999",
        "early lanterns",
        "mid-5 March 2024",
        "March 24",
        "2024-13",
        "2024-03-00",
        "0000",
        "5/13/2024",
        "..",
    ),
    *("31 February 2024", "29 February 2023", "31 April", "1-31 June 2024", "32 March 2024", "0 March 2024", "2023/25"),
    *("1 March to 31 February", "1 March 2024 to 31 April", "30 February to 1 March"),
    *(
        "summer 2023-24",
        "winter 2023-25",
        "tax year 2023-25",
        "2024-W54",
        "week 0 of 2024",
        "first week of 2024",
        "fifth Monday of March 2024",
        "March 2024 at 3pm",
        "the thirty-second of March",
        "Q5 2024",
        "third half of 2024",
        "2024 2025",
        "last",
        "ago",
        "since",
        "between 1 March",
        "last 99999 days",
        "zero days ago",
    ),
    *(
        "9999 years ago",
        "since ever",
        "\u0661 March 2024",
        "5 Marchember 2024",
        "this fortnight",
        "1e3",
        "-",
        "to",
        "x" * 1_000_000,
    ),
)


@pytest.fixture
def fixed_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "british_today", lambda: TODAY)


@pytest.mark.parametrize(("text", "span"), SPANS.items(), ids=SPANS)
def test_each_way_to_write_a_date_has_its_days(text: str, span: tuple[str | None, str | None]) -> None:
    start, end = dates.parse_date_range(text, TODAY)
    assert (start and start.isoformat(), end and end.isoformat()) == span


def test_more_than_sixty_ways_to_write_a_day_are_tested() -> None:
    assert len(SPANS) > 60


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r" a date|neither|must be before|calendar") as caught:
        dates.parse_date_range(text, TODAY)
    message = str(caught.value)
    assert message.endswith("Enter a date like 5 March 2024, March 2024 or 2024.")
    assert len(message) < 200


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="5 March 2024 is after 3 March 2024"):
        dates.parse_date_range("5 to 3 March 2024", TODAY)


WORDS = "last next this past ago to until and between since before after in of the a days weeks months years quarter q1 h2 fy"
NUMBERS = (0, 1, 5, 29, 30, 31, 99, 2000, 2023, 2024, 9999, 99999)
PIECES = st.sampled_from(
    [
        *MONTHS,
        *WEEKDAYS,
        *WORDS.split(),
        *map(str, NUMBERS),
        *"-/.,'<>=\u2013 ",
        "..",
        "st",
        "th",
        "w/c",
        "onwards",
        "or earlier",
    ]
)


@given(
    st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=120),
    st.dates(),
)
@example("last 9999 years", date.min)
@example("next week", date.max)
@example("29 February", date.min)
@example("w/c 31 December 9999", date.max)
@example("November to February 0001", date.min)
def test_nothing_but_a_value_error_is_raised(text: str, today: date) -> None:
    with suppress(ValueError):
        start, end = dates.parse_date_range(text, today)
        assert start or end
        assert not (start and end) or start <= end


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 7, 31, 22, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 23, 0, tzinfo=UTC), date(2026, 8, 1)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_today_is_the_british_day(moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return moment

    monkeypatch.setattr(dates, "datetime", Clock)
    assert dates.british_today() == day


def tabled(start: str | None, end: str | None) -> DateRange:
    return DateRange("tabled", *(date.fromisoformat(day) if day else None for day in (start, end)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("tabled:last month", tabled("2026-10-01", "2026-10-31")),
        ('tabled:"last month"', tabled("2026-10-01", "2026-10-31")),
        ("tabled:5/3/24", tabled(DAY, DAY)),
        ("tabled: today", tabled("2026-11-29", "2026-11-29")),
        ("TABLED:5 MARCH 2024", tabled(DAY, DAY)),
        ("tabled:5 March 2024 dentists", And((tabled(DAY, DAY), Word("dentists")))),
        ("dentists tabled:since 2021 -answer:kent", None),
        ("tabled:between 1 March and 5 April 2024 dentists", And((tabled("2024-03-01", "2024-04-05"), Word("dentists")))),
        ("-tabled:last month", Not(tabled("2026-10-01", "2026-10-31"))),
        ("tabled:(5 March 2024 OR 2020)", Or((tabled(DAY, DAY), tabled("2020-01-01", "2020-12-31")))),
        ("tabled:2024 2025", And((tabled("2024-01-01", "2024-12-31"), Word("2025")))),
        ("tabled:2024 house:lords", And((tabled("2024-01-01", "2024-12-31"), AnyOf("house", ("Lords",))))),
    ],
)
@pytest.mark.usefixtures("fixed_today")
def test_the_prefix_of_a_date_takes_the_longest_date_after_it(text: str, tree: Node | None) -> None:
    parsed = parse(text)
    assert parsed.problems == ()
    assert tree is None or parsed.tree == tree


@pytest.mark.usefixtures("fixed_today")
def test_parameters_take_dates_as_people_write_them() -> None:
    request = url_params.read([("tabled-from", "5 March 2024"), ("tabled-to", "last month"), ("due", "1-5 March 2024")])
    assert set(request.filters) == {
        tabled(DAY, "2026-10-31"),
        DateRange("due", date(2024, 3, 1), date(2024, 3, 5)),
    }
