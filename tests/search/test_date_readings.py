"""Dates among the words of a search: which words name days, and which days."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.pipeline.readings.dates import find_date
from search.text.dates import whole_period
from tests.search.test_dates import SPANS
from tests.search.test_dates import TODAY as SPANS_TODAY

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "words", "field", "start", "end"),
    [
        ("10/07/2026", "10/07/2026", "tabled", date(2026, 7, 10), date(2026, 7, 10)),
        ("lamps 10 July 2026", "10 July 2026", "tabled", date(2026, 7, 10), date(2026, 7, 10)),
        ("lamps in 2022", "in 2022", "tabled", date(2022, 1, 1), date(2022, 12, 31)),
        ("lamps 2021 wicks", "2021", "tabled", date(2021, 1, 1), date(2021, 12, 31)),
        ("since 2022, lamps", "since 2022", "tabled", date(2022, 1, 1), None),
        ("lamps before March 2020", "before March 2020", "tabled", None, date(2020, 2, 29)),
        (
            "tabled between 1 and 5 March 2024",
            "tabled between 1 and 5 March 2024",
            "tabled",
            date(2024, 3, 1),
            date(2024, 3, 5),
        ),
        ("lamps answered yesterday", "answered yesterday", "answered-on", date(2026, 11, 29), date(2026, 11, 29)),
        ("lamps last month", "last month", "tabled", date(2026, 10, 1), date(2026, 10, 31)),
        ("first week of March 2024 lamps", "first week of March 2024", "tabled", date(2024, 3, 1), date(2024, 3, 7)),
    ],
)
def test_days_are_read_with_the_words_that_belong_to_them(
    text: str, words: str, field: str, start: date | None, end: date | None
) -> None:
    mention = find_date(text, TODAY)
    assert mention is not None
    assert text[mention.start : mention.end].rstrip(",") == words
    assert (mention.filter.field, mention.filter.start, mention.filter.end) == (field, start, end)


@pytest.mark.parametrize("text", [text for text in SPANS if re.search(r"\b20\d\d\b", text) and re.search("[a-zA-Z]", text)])
def test_a_date_of_every_form_is_read(text: str) -> None:
    mention = find_date(text, SPANS_TODAY)
    assert mention is not None
    days = (mention.filter.start, mention.filter.end)
    assert tuple(day and day.isoformat() for day in days) == SPANS[text]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "may",
        "5 May",
        "10-20 year olds",
        "17776",
        "2050 lamps",
        "Lamps Act 2010",
        "five year plan",
        "12.5",
        "24/7",
        "year",
        "1.5 m",
    ],
)
def test_other_words_are_no_days(text: str) -> None:
    assert find_date(text, TODAY) is None


@given(st.text(alphabet="0123 /-.,MarchJulyinlastweekyear\u2013"))
def test_any_text_is_read(text: str) -> None:
    mention = find_date(text, TODAY)
    assert mention is None or 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(9999, 12, 1), date(9999, 12, 31), "December 9999"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 1, 1), date(2025, 12, 31), ""),
        (date(2024, 1, 1), date(2024, 3, 31), ""),
        (date(2024, 2, 1), date(2024, 2, 28), ""),
        (date(2024, 2, 2), date(2024, 2, 29), ""),
    ],
)
def test_a_whole_month_or_year_has_a_name(start: date, end: date, name: str) -> None:
    assert whole_period(start, end) == name
