"""Ranges of numbers in the query language and in addresses."""

from __future__ import annotations

import pytest

from search.errors import BadRequest
from search.query import url_params
from search.query.nodes import AnyOf, TermRange
from search.query.number_ranges import number_range
from search.query.parser import parse
from search.results.descriptions import describe_query


@pytest.mark.parametrize(
    ("text", "low", "high", "words"),
    [
        ("10", "0010", "0010", "10"),
        ("0", "0000", "0000", "at most 0"),
        (">10", "0011", None, "at least 11"),
        (">=10", "0010", None, "at least 10"),
        ("<10", "0000", "0009", "at most 9"),
        ("<=10", "0000", "0010", "at most 10"),
        ("=7", "0007", "0007", "7"),
        ("5-10", "0005", "0010", "5 to 10"),
        ("5..10", "0005", "0010", "5 to 10"),
        ("5\u201310", "0005", "0010", "5 to 10"),
        (">99999999", "9999", None, "at least 9999"),
    ],
)
def test_a_range_is_read_and_described(text: str, low: str, high: str | None, words: str) -> None:
    expected = TermRange("days", low, high)
    assert number_range("days", text) == expected
    assert parse(f"days:{text}").tree == expected
    assert describe_query(expected) == f"Sitting days to answer: {words}"


@pytest.mark.parametrize("text", ["ten", ">", "<0", "10-5", "1.5", "+3", "\u0661", "9" * 19])
def test_any_other_text_is_noted_and_left_out(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        number_range("days", text)
    parsed = parse(f"flood days:{text}")
    assert parsed.problems
    assert "days" in parsed.problems[0].where


def test_a_number_in_an_address_is_written_plainly() -> None:
    request = url_params.read([("days", "12"), ("days", "007")])
    assert request.filters == (AnyOf("days", ("0012", "0007")),)
    assert url_params.write(request) == [("days", "12"), ("days", "7")]


def test_a_text_for_a_number_in_an_address_is_refused() -> None:
    with pytest.raises(BadRequest, match="whole number"):
        url_params.read([("days", ">10")])
