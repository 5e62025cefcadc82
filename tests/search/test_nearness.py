"""The bonus of nearness against a reference that takes the position of every word of a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.pipeline.nearness import (
    EARLY_SHARE,
    EARLY_WORDS,
    EARLY_WORDS_WITHOUT_HEADING,
    MAX_DISTANCE,
    NEAR_SHARE,
    QUESTION_SHARE,
    NearnessBonus,
)
from search.query.nodes import Node, Phrase, Synonyms, Word
from search.text.analysis import terms
from search.text.term_selection import matches

FORMULA = "To ask the Secretary of State for Tides, "
TEXTS = st.lists(
    st.sampled_from("lamp Lamps lit £5 5 million 5,000,000 gas gas-lamp LIT's 1.5% of, and. (the) – mill".split(" ")),
    max_size=40,
)


def shares(words: Sequence[Word], heading: str, text: str) -> tuple[float, float, float]:
    """Return the three bonuses of a record by their definition."""

    def positions(of: str, word: Word) -> list[int]:
        return [position for position, term in enumerate(terms(of)) if matches(term, word.selectors)]

    def are_near(first: Word, second: Word) -> bool:
        return any(
            0 < abs(a - b) <= MAX_DISTANCE
            for of in (heading, text)
            for a in positions(of, first)
            for b in positions(of, second)
        )

    pairs = list(pairwise(words))
    near = sum(are_near(*pair) for pair in pairs)
    early_words = EARLY_WORDS if heading else EARLY_WORDS_WITHOUT_HEADING
    early = sum(
        bool(positions(heading, word)) or min(positions(text, word), default=early_words) < early_words for word in words
    )
    in_question = sum(bool(positions(text, word)) for word in words)
    return (
        NEAR_SHARE * near / max(len(pairs), 1),
        EARLY_SHARE * early / len(words),
        QUESTION_SHARE * in_question / len(words),
    )


@settings(max_examples=400)
@given(
    TEXTS, TEXTS, st.lists(st.sampled_from(("lamp", "lit", "gas", "5", "5000000", "of", "mill", "LIT")), min_size=1, max_size=5)
)
def test_the_bonuses_are_those_of_the_positions_of_all_words(heading: list[str], text: list[str], typed: list[str]) -> None:
    words = [Word(form) for form in typed]
    question = Question("1", "Commons", FORMULA + " ".join(text), heading=" ".join(heading))
    [bonuses] = NearnessBonus(words)([question])
    expected = shares(words, question.heading, without_address_formula(question.text))
    assert tuple(bonus.share for bonus in bonuses) == pytest.approx(expected)


def test_a_phrase_and_synonyms_count_by_their_first_word() -> None:
    clauses: list[Node] = [Phrase(("gas", "lamp")), Synonyms((Word("lit"), Word("alight")))]
    [bonuses] = NearnessBonus(clauses)([Question("1", "Commons", "gas is lit")])
    assert [bonus.share for bonus in bonuses] == [NEAR_SHARE, EARLY_SHARE, QUESTION_SHARE]


def test_words_further_apart_than_the_greatest_distance_are_not_near() -> None:
    texts = ["gas " + "of " * between + "lit" for between in (MAX_DISTANCE - 1, MAX_DISTANCE)]
    bonuses = NearnessBonus([Word("gas"), Word("lit")])([Question("1", "Commons", text) for text in texts])
    assert [near.share for near, *_ in bonuses] == [NEAR_SHARE, 0]


@pytest.mark.parametrize(("heading", "early_words"), [("Tides", EARLY_WORDS), ("", EARLY_WORDS_WITHOUT_HEADING)])
def test_a_word_is_early_further_on_in_a_question_without_a_heading(heading: str, early_words: int) -> None:
    texts = [FORMULA + "of " * before + "lit" for before in (early_words - 1, early_words)]
    bonuses = NearnessBonus([Word("lit")])([Question("1", "Commons", text, heading=heading) for text in texts])
    assert [early.share for _, early, _ in bonuses] == [EARLY_SHARE, 0]


def test_a_word_of_the_heading_alone_is_not_in_the_question() -> None:
    [(_, early, in_question)] = NearnessBonus([Word("gas"), Word("lit")])([Question("1", "Commons", "Lit?", heading="Gas")])
    assert (early.share, in_question.share) == (EARLY_SHARE, QUESTION_SHARE / 2)
