"""Days the wrong way round are exchanged, if that mends the search."""

from __future__ import annotations

import pytest

from search.query.day_order import swapped_days


def test_the_days_of_a_span_are_exchanged_and_all_else_stays() -> None:
    pairs = [("q", "lamps"), ("tabled-from", "2025"), ("tabled-to", "March 2024"), ("due-from", "2024"), ("house", "Lords")]
    assert swapped_days(pairs) == (
        ("q", "lamps"),
        ("tabled-to", "2025"),
        ("tabled-from", "March 2024"),
        ("due-from", "2024"),
        ("house", "Lords"),
    )


@pytest.mark.parametrize(
    ("start", "end"),
    [("2024", "2025"), ("2024", "March 2024"), ("banana", "2024"), ("2025", "banana"), ("", "2024"), ("2025", "")],
)
def test_nothing_is_exchanged_that_is_in_order_or_no_date(start: str, end: str) -> None:
    assert swapped_days([("tabled-from", start), ("tabled-to", end)]) is None
