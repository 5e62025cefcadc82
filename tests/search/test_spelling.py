"""Slips: what they cost, and which word is the likeliest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.text.edit_cost import DOUBLED, FIRST, NEIGHBOUR, SWAP, Near, cost, is_surely_slip, likeliest

LETTERS = st.text(alphabet="abcs", max_size=7)


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("housing", "housing", 0),
        ("huosing", "housing", SWAP),
        ("imigration", "immigration", DOUBLED),
        ("immmigration", "immigration", DOUBLED),
        ("hoysing", "housing", NEIGHBOUR),
        ("hozsing", "housing", 1),
        ("ousing", "housing", 1 + FIRST),
        ("huosign", "housing", 2 * SWAP),
        ("", "ab", 2 + FIRST),
    ],
)
def test_slips_that_are_easily_made_cost_less(typed: str, meant: str, expected: float) -> None:
    assert cost(typed, meant) == pytest.approx(expected)


@given(LETTERS, LETTERS)
def test_a_cost_is_that_of_the_edits_within_its_weights(one: str, other: str) -> None:
    edits = OSA.distance(one, other)
    assert SWAP * edits - 1e-9 <= cost(one, other) <= edits + FIRST + 1e-9
    assert cost(one, other) == pytest.approx(cost(other, one))


def test_the_likeliest_is_the_nearest_unless_another_is_far_commoner() -> None:
    assert likeliest("governet", [Near("governent", 1, 2), Near("government", 2, 60_000)], 2) == ("government", "governent")
    assert likeliest("lantren", [Near("lantern", 1, 5), Near("patient", 2, 900)], 1) == ("lantern",)
    assert likeliest("lantren", [], 1) == ()


@pytest.mark.parametrize(
    ("typed", "meant", "sure"),
    [
        (Near("rehabilitaiton", 0, 1), Near("rehabilitation", 1, 600), True),
        (Near("rehabilitaiton", 0, 6), Near("rehabilitation", 1, 60_000), False),
        (Near("rehabilitaiton", 0, 1), Near("rehabilitation", 1, 200), False),
        (Near("curtain", 0, 1), Near("certain", 1, 9_000), False),
        (Near("motivation", 0, 1), Near("activation", 1, 9_000), False),
    ],
)
def test_a_word_of_the_index_is_a_slip_only_when_it_is_surely_one(typed: Near, meant: Near, sure: bool) -> None:
    assert is_surely_slip(typed, meant) is sure
