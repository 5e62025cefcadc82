"""The analyser: text to terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import analysis
from search.text.analysis import MAX_WORD_LENGTH, fold, normalise, stem_prefix, term, terms, tokens, truncate_at_word, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UK-German", ["uk", "german"]),
        ("minister's", ["minist"]),
        ("minister’s", ["minist"]),
        ("ministers' meetings", ["minist", "meet"]),
        ("O'Brien", ["obrien"]),
        ("Siân", ["sian"]),
        ("Sia\u0302n", ["sian"]),
        ("gov.uk", ["gov.uk"]),
        ("end. Next", ["end", "next"]),
        ("CO₂", ["co2"]),
        ("3,198 at 5.5%", ["3", "198", "at", "5.5"]),
        ("the of", ["the", "of"]),
        ("generously communities", ["generous", "communiti"]),
        ("straße", ["strass"]),
        ("", []),
        ("!?—…", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_words_are_folded_but_not_stemmed() -> None:
    assert words("Ministers’ Meetings") == ["ministers", "meetings"]


def test_a_very_long_word_is_cut() -> None:
    assert len(fold("x" * 500)) == MAX_WORD_LENGTH
    assert term("x" * 500) == term("x" * 400)


@given(st.text())
def test_offsets_of_tokens_are_those_of_their_words(text: str) -> None:
    composed = normalise(text)
    result = list(tokens(composed))
    assert [token.term for token in result] == terms(text)
    assert [term(composed[token.start : token.end]) for token in result] == [token.term for token in result]
    assert [token.start for token in result] == sorted({token.start for token in result})


@given(st.text())
def test_composed_and_decomposed_letters_have_the_same_terms(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.text(alphabet="abcdefghij'’-é", max_size=20))
def test_folding_is_idempotent(word: str) -> None:
    for folded in words(word):
        assert fold(folded) == folded


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14),
    st.sampled_from(
        ["", "ing", "ies", "ed", "ly", "'s", "iveness", "ation", "ibility", "ivity", "fully", "logy", "ency", "eed"]
    ),
)
def test_a_folded_word_has_the_stem_prefix_of_its_term(start: str, ending: str) -> None:
    assert fold(start + ending).startswith(stem_prefix(term(start + ending)))


@pytest.mark.parametrize(
    ("word", "prefix"),
    [
        ("dying", "d"),
        ("skies", "s"),
        ("happily", "happi"),
        ("sensibility", "sensi"),
        ("taxes", "tax"),
        ("uk", "uk"),
        ("2024", "2024"),
    ],
)
def test_stem_prefix(word: str, prefix: str) -> None:
    assert stem_prefix(term(word)) == prefix


def test_the_word_cache_is_bounded_and_does_not_change_the_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Floods flooding a flooded town; floods again, and a " + "x" * 100
    expected = terms(text)
    cache: dict[str, str] = vars(analysis)["term"].__self__
    cache.clear()
    monkeypatch.setattr(analysis, "MAX_CACHED_WORDS", 3)
    assert terms(text) == terms(text) == expected
    assert 0 < len(cache) <= 3
    assert "x" * 100 not in cache


@pytest.mark.parametrize("start", [0, 3, 4, 8])
def test_tokens_from_an_offset(start: int) -> None:
    text = "one two three"
    assert list(tokens(text, start)) == [token for token in tokens(text) if token.start >= start]


@pytest.mark.parametrize(
    ("text", "max_characters", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two"),
        ("one two\nthree", 9, "one two"),
        ("onetwothree", 6, "onetwo"),
        ("", 0, ""),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, max_characters: int, expected: str) -> None:
    assert truncate_at_word(text, max_characters) == expected
