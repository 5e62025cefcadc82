"""Term selection: the terms of an index that a word of a query matches."""

from __future__ import annotations

import pytest

from search.text.analysis import form, term
from search.text.term_selection import matches, selectors


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("aids", "aid"),
        ("aids", "AIDS"),
        ("aid", "aids"),
        ("ace", "ACE"),
        ("ACE", "ace"),
        ("pccs", "PCC"),
    ],
)
def test_a_word_matches_the_forms_of_its_stem_and_the_abbreviation_in_its_letters(typed: str, text: str) -> None:
    assert matches(term(text), selectors(form(typed)))


@pytest.mark.parametrize(("typed", "text"), [("AIDS", "aids"), ("AIDS", "aid"), ("US", "us"), ("AI", "AIS"), ("aid", "AIDS")])
def test_an_abbreviation_is_neither_a_function_word_nor_an_inflection(typed: str, text: str) -> None:
    assert not matches(term(text), selectors(form(typed)))
