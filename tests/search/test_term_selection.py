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


@pytest.mark.parametrize(
    ("typed", "matched", "others"),
    [
        ("sending", ("sending", "sent", "send"), ("SEND",)),
        ("stemmed", ("stem", "stems"), ("STEM",)),
        ("buried", ("buries", "burying"), ("Bury", "bury")),
        ("send", ("SEND", "sending"), ()),
        ("Bury", ("bury", "buried"), ()),
    ],
)
def test_an_inflection_does_not_match_the_abbreviation_or_name_in_the_letters_of_its_stem(
    typed: str, matched: tuple[str, ...], others: tuple[str, ...]
) -> None:
    chosen = selectors(form(typed))
    assert all(matches(term(text), chosen) for text in (typed, *matched))
    assert not any(matches(term(text), chosen) for text in others)
