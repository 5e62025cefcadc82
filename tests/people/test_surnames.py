"""The surname that a member is listed by."""

from __future__ import annotations

import pytest

from search.people.names import surname


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Wick Harbour-Lane", "harbourlane"),
        ("Mr Wick Harbour\u2010Lane", "harbourlane"),
        ("Harbour-Lane, Wick", "harbourlane"),
        ("Lord Harbour-Lane", "harbourlane"),
        ("Anne-Marie Lane", "lane"),
        ("Baroness Lane of Harbour-on-Sea", "lane"),
        ("Wick Lane", "lane"),
        ("", ""),
    ],
)
def test_a_surname_with_a_hyphen_is_one(printed: str, expected: str) -> None:
    assert surname(printed) == expected
