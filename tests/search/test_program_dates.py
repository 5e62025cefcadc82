"""Days in the forms that programs write."""

from __future__ import annotations

from datetime import date

import pytest

from search.text.program_dates import read_day

FIFTH_OF_MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024-3-5",
        "2024/03/05",
        "2024.03.05",
        "2024-03-05T00:00:00",
        "2024-03-05T23:59:59.999Z",
        "2024-03-05t10:00:00.123+01:00",
        "2024-03-05 10:00",
        "2024-03-05T00:00:00 01:00",
        "Tue Mar 05 2024 00:00:00 GMT+0000 (Greenwich Mean Time)",
        "Tue, 05 Mar 2024 00:00:00 GMT",
        "5 March 2024",
        "05-Mar-2024",
        "March 5, 2024",
        "  2024-03-05 ",
    ],
)
def test_a_day_is_read_without_its_time(text: str) -> None:
    reading = read_day(text)
    assert (reading.day, reading.note) == (FIFTH_OF_MARCH, "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/01/2025 00:00:00", date(2025, 1, 13)),
        ("01/13/2025 00:00:00", date(2025, 1, 13)),
        ("1/13/2025 12:00:00 AM", date(2025, 1, 13)),
        ("25.12.2025", date(2025, 12, 25)),
        ("12/25/2025", date(2025, 12, 25)),
        ("04/04/2025", date(2025, 4, 4)),
    ],
)
def test_two_numbers_that_can_be_one_day_alone_are_that_day(text: str, day: date) -> None:
    reading = read_day(text)
    assert (reading.day, reading.note) == (day, "")


@pytest.mark.parametrize("text", ["12/01/2025 00:00:00", "12/1/2025", "12-01-2025", "12.01.2025 00:00"])
def test_two_numbers_that_can_be_two_days_are_read_day_first_and_noted(text: str) -> None:
    reading = read_day(text)
    assert reading.day == date(2025, 1, 12)
    assert reading.note.endswith("was read as 12 January 2025, not 1 December 2025; write 2025-01-12.")


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "2024", "2024-03", "2024-02-30", "20240305", "13/13/2025", "00/01/2025", "31/02/2025", "2024-03-05Tx"),
        *("2024-03-05T25:00", "5 Movember 2024", "٢٠٢٤-٠٣-٠٥", "1/2/25", "2024-03-05" + " 10:00" * 40, "2024-03/05"),
    ],
)
def test_other_texts_are_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|time|month|hour|year|not|range|list"):
        read_day(text)
