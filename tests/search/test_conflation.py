"""Conflation: the words that have one stem, and those that have not."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.text.analysis import fold
from search.text.conflation import conflate, irregular_forms, stem_prefix
from search.text.word_forms.spellings import VARIANTS

PAIRS = Path(__file__).with_name("word_pairs.tsv")
ROWS = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines() if not line.startswith("#")]
SAME = [words.split() for _, relation, words in ROWS if relation == "same"]
APART = [words.split() for _, relation, words in ROWS if relation == "apart"]
WORDS = sorted({fold(word) for words in SAME + APART for word in words})
ENDINGS = "s es ies d ed ied ing ly ally bly ness ation ization izing men".split()


@pytest.mark.parametrize("words", SAME, ids="-".join)
def test_forms_of_a_word_have_one_stem(words: list[str]) -> None:
    assert len({conflate(fold(word)) for word in words}) == 1


@pytest.mark.parametrize("words", APART, ids="-".join)
def test_different_words_have_different_stems(words: list[str]) -> None:
    assert len({conflate(fold(word)) for word in words}) == len(words)


@pytest.mark.parametrize("word", ["covid19", "1980s", "gov.uk", "größe", "", "a", "nhs"])
def test_what_is_no_english_word_is_its_own_stem(word: str) -> None:
    assert conflate(word) == word


@pytest.mark.parametrize(
    ("word", "prefix"),
    [
        ("producing", "produc"),
        ("policies", "polic"),
        ("days", "day"),
        ("seeing", "see"),
        ("organised", "organi"),
        ("analyses", "analys"),
        ("colours", "colo"),
        ("policeman", "policem"),
        ("decision", "deci"),
        ("sustainably", "sustainab"),
        ("wills", "will"),
        ("owned", "own"),
    ],
)
def test_the_prefix_of_a_stem_is_as_long_as_its_words_allow(word: str, prefix: str) -> None:
    assert stem_prefix(conflate(word)) == prefix


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("tooth", ("teeth",)),
        ("run", ("ran",)),
        ("grey", ("gray",)),
        ("jail", ("gaol", "gaols")),
        ("child", ()),
        ("budget", ()),
    ],
)
def test_irregular_forms_are_those_without_the_prefix(stem: str, forms: tuple[str, ...]) -> None:
    assert irregular_forms(stem) == forms


@pytest.mark.parametrize("ending", ["", *ENDINGS])
def test_a_word_begins_with_the_prefix_or_an_irregular_form_of_its_stem(ending: str) -> None:
    for start in (*WORDS, *VARIANTS, "regulat", "organi", "cent", "simpl"):
        stem = conflate(start + ending)
        assert (start + ending).startswith((stem_prefix(stem), *irregular_forms(stem))), start
