"""Pattern expansion, spelling suggestions and completions."""

from __future__ import annotations

import pytest

from search.errors import Unsupported
from search.lexicon.vocabulary import MAX_PATTERN_WORDS, CountedWords, Vocabulary
from search.query.nodes import Fuzzy, Prefix, Wildcard
from search.text.analysis import term


def vocabulary_of(counts: dict[str, int], records: int = 9) -> Vocabulary:
    return Vocabulary(CountedWords(counts, {term(word): records for word in counts}))


WORDS = vocabulary_of(
    {"immigrant": 5, "immigration": 50, "migration": 9, "dentist": 4, "dentistry": 7, "sian": 1, "woman": 2, "women": 3}
)


def test_patterns_expand_to_terms() -> None:
    assert WORDS.expand(Prefix("immigrati")) == {"immigrate=immigration"}
    assert WORDS.expand(Wildcard("wom?n")) == {"woman=woman", "woman=WOMAN", "woman=women", "women=WOMEN"}
    assert WORDS.expand(Fuzzy("imigration", 1)) == {"immigrate=immigration", "migrate=migration"}
    assert WORDS.expand(Prefix("zz")) == frozenset()


def test_a_pattern_that_matches_too_many_words_is_an_error() -> None:
    many = vocabulary_of({f"abc{number:05}": 1 for number in range(MAX_PATTERN_WORDS + 1)})
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
    vocabulary = vocabulary_of(counts)
    assert vocabulary.certain_correction("rehabilitaiton") == "rehabilitation"
    assert vocabulary.certain_correction("Rehabilitations") is None
    assert vocabulary.certain_correction("usful") == "useful"
    assert vocabulary.certain_correction("useful") is None


def test_completions_are_the_most_frequent_words() -> None:
    assert WORDS.complete("Immi", 5) == ("immigration", "immigrant")
    assert WORDS.complete("Siâ", 5) == ("sian",)
    assert WORDS.complete("'s", 5) == ()


def test_a_completion_is_one_word_of_at_least_three_records() -> None:
    counts = {"lantern": 9, "lanternist": 30, "lanterns.the": 40, "lanturn": 5, "lanthanum": 3}
    records = {"lantern": 7, "lanternist": 0, "lanterns.th": 40, "lanturn": 2, "lanthanum": 3}
    vocabulary = Vocabulary(
        CountedWords(counts, {term(word): count for word, count in zip(counts, records.values(), strict=True)})
    )
    assert vocabulary.complete("lant", 5) == ("lantern", "lanthanum")


def test_few_completions_are_found_among_many_rare_words() -> None:
    counts = {"lantern": 3} | {f"lant{number}": 9 for number in range(20)}
    vocabulary = Vocabulary(CountedWords(counts, {"lantern=lantern": 3}))
    assert vocabulary.complete("lant", 4) == ("lantern",)


def test_a_misspelt_word_is_compared_with_the_words_of_the_index_once(monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary = Vocabulary(CountedWords({"harbour": 9}, {}))
    assert vocabulary.suggest("harbuor") == ("harbour",)
    monkeypatch.delattr(CountedWords, "words_near")
    assert vocabulary.suggest("Harbuor") == ("harbour",)
