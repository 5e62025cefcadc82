"""Edit costs, and the ranking of corrections by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.text.edit_cost import (
    DOUBLED_LETTER_COST,
    FIRST_LETTER_COST,
    NEIGHBOUR_KEY_COST,
    SWAP_COST,
    Candidate,
    cost,
    is_certain_misspelling,
    is_confident,
    rank_candidates,
)

LETTERS = st.text(alphabet="abcs", max_size=7)


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("housing", "housing", 0),
        ("huosing", "housing", SWAP_COST),
        ("imigration", "immigration", DOUBLED_LETTER_COST),
        ("immmigration", "immigration", DOUBLED_LETTER_COST),
        ("hoysing", "housing", NEIGHBOUR_KEY_COST),
        ("hozsing", "housing", 1),
        ("ousing", "housing", 1 + FIRST_LETTER_COST),
        ("huosign", "housing", 2 * SWAP_COST),
        ("", "ab", 2 + FIRST_LETTER_COST),
    ],
)
def test_frequent_misspellings_cost_less(typed: str, meant: str, expected: float) -> None:
    assert cost(typed, meant) == pytest.approx(expected)


@given(LETTERS, LETTERS)
def test_a_cost_is_bounded_by_the_number_of_edits(first: str, second: str) -> None:
    edits = OSA.distance(first, second)
    assert SWAP_COST * edits - 1e-9 <= cost(first, second) <= edits + FIRST_LETTER_COST + 1e-9
    assert cost(first, second) == pytest.approx(cost(second, first))


def test_the_best_correction_is_the_nearest_unless_another_is_far_more_frequent() -> None:
    assert rank_candidates("governet", [Candidate("governent", 1, 2), Candidate("government", 2, 60_000)], 2) == (
        "government",
        "governent",
    )
    assert rank_candidates("lantren", [Candidate("lantern", 1, 5), Candidate("patient", 2, 900)], 1) == ("lantern",)
    assert rank_candidates("lantren", [], 1) == ()


@pytest.mark.parametrize(
    ("typed", "meant", "certain"),
    [
        (Candidate("rehabilitaiton", 0, 1), Candidate("rehabilitation", 1, 600), True),
        (Candidate("rehabilitaiton", 0, 6), Candidate("rehabilitation", 1, 60_000), False),
        (Candidate("rehabilitaiton", 0, 1), Candidate("rehabilitation", 1, 200), False),
        (Candidate("curtain", 0, 1), Candidate("certain", 1, 9_000), False),
        (Candidate("motivation", 0, 1), Candidate("activation", 1, 9_000), False),
    ],
)
def test_a_word_of_the_index_is_corrected_only_if_it_is_certainly_misspelt(
    typed: Candidate, meant: Candidate, certain: bool
) -> None:
    assert is_certain_misspelling(typed, meant) is certain


@pytest.mark.parametrize(
    ("typed", "correction", "expected"),
    [
        ("lanternn", "lantern", True),
        ("lantrens", "lanterns", True),
        ("goverment", "government", True),
        ("imigration", "immigration", True),
        ("inndoor", "indoor", True),
        ("apolitical", "political", False),
        ("restrained", "unrestrained", False),
        ("spokeswoman", "spokesman", False),
        ("modernism", "modernise", False),
        ("searcher", "searched", False),
        ("feminism", "feminist", False),
        ("lanternb", "lantern5", False),
        ("harbour", "lantern", False),
    ],
)
def test_a_near_word_is_a_misspelling_but_a_derivation_is_not(typed: str, correction: str, expected: bool) -> None:
    assert is_confident(typed, correction) is expected
