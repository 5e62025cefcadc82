"""Pattern expansion, spelling suggestions and completions."""

from __future__ import annotations

import pytest

from search.errors import Unsupported
from search.lexicon.vocabulary import MAX_PATTERN_WORDS, CountedWords, Vocabulary
from search.query.nodes import Fuzzy, Prefix, Wildcard

WORDS = Vocabulary(
    CountedWords(
        {"immigrant": 5, "immigration": 50, "migration": 9, "dentist": 4, "dentistry": 7, "sian": 1, "woman": 2, "women": 3}
    )
)


def test_patterns_expand_to_terms() -> None:
    assert WORDS.expand(Prefix("immigrati")) == {"immigrate=immigration"}
    assert WORDS.expand(Wildcard("wom?n")) == {"woman=woman", "woman=WOMAN", "woman=women", "women=WOMEN"}
    assert WORDS.expand(Fuzzy("imigration", 1)) == {"immigrate=immigration", "migrate=migration"}
    assert WORDS.expand(Prefix("zz")) == frozenset()


def test_a_pattern_that_matches_too_many_words_is_an_error() -> None:
    many = Vocabulary(CountedWords({f"abc{number:05}": 1 for number in range(MAX_PATTERN_WORDS + 1)}))
    for pattern in (Prefix("abc"), Wildcard("abc*"), Wildcard("*c*")):
        with pytest.raises(Unsupported, match="matches more than 5,000 different words"):
            many.expand(pattern)


@pytest.mark.parametrize(
    ("typed", "suggestions"),
    [
        ("imigration", ("immigration", "migration")),
        ("dentisrty", ("dentistry", "dentist")),
        ("dentit", ("dentist",)),
        ("immigration", ("migration",)),
        ("xqzzzz", ()),
        ("sia", ()),
        ("12345", ()),
    ],
)
def test_suggestions_are_words_of_the_index_nearest_first(typed: str, suggestions: tuple[str, ...]) -> None:
    assert WORDS.suggest(typed) == suggestions


def test_a_rare_word_near_a_frequent_one_is_a_certain_misspelling() -> None:
    counts = {"rehabilitation": 900, "rehabilitaiton": 1, "rehabilitations": 1, "useful": 40, "us": 9}
    vocabulary = Vocabulary(CountedWords(counts))
    assert vocabulary.certain_correction("rehabilitaiton") == "rehabilitation"
    assert vocabulary.certain_correction("Rehabilitations") is None
    assert vocabulary.certain_correction("usful") == "useful"
    assert vocabulary.certain_correction("useful") is None


def test_completions_are_the_most_frequent_words() -> None:
    assert WORDS.complete("Immi", 5) == ("immigration", "immigrant")
    assert WORDS.complete("Siâ", 5) == ("sian",)
    assert WORDS.complete("'s", 5) == ()
