"""The dictionary: real words are not taken for misspellings."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon.dictionary import is_in_dictionary
from search.model.question import Question
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.query.parser import parse
from search.query.request import SearchRequest

COMMON = "place cover great recent barrier government mono primary"


def rewritten(text: str, *texts: str) -> RewrittenQuery:
    engine = MemoryEngine([Question(text, "Lords", text) for text in (COMMON, *texts)])
    return rewrite(engine, SearchRequest(text, parse(text).tree))


@pytest.mark.parametrize("word", ["plaice", "Plaice", "plaice's", "geldings", "glebe", "thatched", "colour", "color", "stoats"])
def test_a_word_and_its_inflections_are_in_the_dictionary(word: str) -> None:
    assert is_in_dictionary(word)


@pytest.mark.parametrize("word", ["primark", "Monzo", "Monzo's"])
def test_a_name_that_people_search_for_is_in_the_dictionary(word: str) -> None:
    assert is_in_dictionary(word)


@pytest.mark.parametrize("word", ["goverment", "lantren", "plaic", "ceiling\nceilidh", "#", ""])
def test_other_texts_are_not(word: str) -> None:
    assert not is_in_dictionary(word)


@pytest.mark.parametrize("word", ["plaice", "clover", "groat", "regent", "farrier", "monzo", "primark"])
def test_a_real_word_that_no_record_has_is_not_replaced(word: str) -> None:
    outcome = rewritten(word)
    assert outcome.corrections == ()
    assert [suggestion.typed for suggestion in outcome.suggestions] == [word]


def test_a_misspelling_of_the_same_word_is_replaced() -> None:
    assert [correction.replacement for correction in rewritten("goverment").corrections] == ["government"]


@pytest.mark.parametrize(("word", "suggested"), [("conbention", ["convention"]), ("contention", [])])
def test_a_rare_word_of_the_records_has_a_suggestion_unless_it_is_a_real_word(word: str, suggested: list[str]) -> None:
    outcome = rewritten(word, word, "convention " * 400)
    assert [suggestion.replacements[0] for suggestion in outcome.suggestions] == suggested
