"""Numbers and lists in sentences."""

from __future__ import annotations

import pytest

from search.results.phrasing import counted, listed, plural


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 questions"), (1, "1 question"), (2, "2 questions"), (1_592, "1,592 questions")]
)
def test_a_number_of_things_is_counted(number: int, expected: str) -> None:
    assert counted(number, "question") == expected


def test_one_thing_is_named_in_the_singular() -> None:
    assert [plural(number, "question") for number in (0, 1, 2)] == ["questions", "question", "questions"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), ""),
        (("asker",), "asker"),
        (("asker", "date"), "asker or date"),
        (("asker", "date", "number"), "asker, date or number"),
    ],
)
def test_names_are_listed(names: tuple[str, ...], expected: str) -> None:
    assert listed(names, "or") == expected
