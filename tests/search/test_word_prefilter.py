"""``PrefixScanner`` against a slow reference that looks at every word of the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.results import word_prefilter
from search.results.word_prefilter import MANY_WORDS, PrefixScanner
from search.text.analysis import fold, tokens

PREFIXES = (
    "",
    "a",
    "b",
    "f",
    "y",
    "1",
    "_",
    "k",
    ".",
    "(",
    "-",
    "^",
    "]",
    "\\",
    "é",
    "fi",
    "aff",
    "abba",
    "fabby1",
    "é1a",
    "a.b",
)

MANY = frozenset(f"{start}{end}" for start in ("abb", "bfa", "fyab", "y_a") for end in ("", "f", "y", "ab"))

NUMBERS = (
    "0.5 million",
    "£5m",
    "5 million",
    "50 per cent",
    "50%",
    "50pc",
    "1990's",
    "10½",
    "£½m",
    "5-million",
    "50 per-cent",
    "1,050",
    "£1.50",
    "0.005",
    "007",
    "105",
    "10.5 bn",
    "1a",
)


def found_offsets(prefixes: frozenset[str], text: str) -> list[tuple[int, int]]:
    words = PrefixScanner(prefixes).candidate_words(text)
    return words.offsets_of(words.distinct)


def found_words(text: str, *prefixes: str) -> list[str]:
    return [text[start:end] for start, end in found_offsets(frozenset(prefixes), text)]


@given(
    st.text() | st.text(alphabet="abfFyY1_ .'?’\u02bc-éÉſ\u212aﬁ⑴\n"),
    st.frozensets(st.sampled_from(PREFIXES), max_size=3)
    | st.frozensets(st.sampled_from(PREFIXES[-5:]), max_size=3)
    | st.just(MANY | set(PREFIXES[-5:])),
)
@example("£½", frozenset(("",)))
def test_finds_whole_words_and_every_word_with_a_prefix(text: str, prefixes: frozenset[str]) -> None:
    offsets = found_offsets(prefixes, text)
    all_tokens = list(tokens(text))
    assert offsets == sorted(set(offsets))
    assert set(offsets) <= {(token.start, token.end) for token in all_tokens}
    assert set(offsets) >= {
        (token.start, token.end) for token in all_tokens if _begins(text[token.start : token.end], tuple(prefixes))
    }


@given(
    st.text(alphabet="0015 ,.%£akm½¾⅝-\n") | st.lists(st.sampled_from(NUMBERS)).map(" ".join),
    st.frozensets(
        st.sampled_from(("", "0", "0.5", "007", "1", "10", "10.5", "105", "1.5", "50%", "500000", "5000000", "1a", "1990s")),
        max_size=3,
    ),
)
def test_finds_every_spelling_of_a_number(text: str, prefixes: frozenset[str]) -> None:
    offsets = set(found_offsets(prefixes, text))
    assert offsets >= {
        (token.start, token.end) for token in tokens(text) if _begins(text[token.start : token.end], tuple(prefixes))
    }


def _begins(word: str, prefixes: tuple[str, ...]) -> bool:
    return fold(word).startswith(prefixes)


def test_many_prefixes_are_found_as_few_are() -> None:
    text = "Floods often flood the O'Fallon’s tafts_flood, 4flo f.l.o café-floods:flo"
    assert found_words(text, "flood", "f.l.o", *MANY) == found_words(text, "flood", "f.l.o")


def test_ends_a_word_at_its_apostrophe_or_full_stop_only_if_no_letter_follows() -> None:
    text = "abbot. abbot.' abbot.s abbot's abbot’s xabbot .abbot' é’abbot éabbot"
    assert found_words(text, *MANY) == ["abbot", "abbot", "abbot.s", "abbot's", "abbot’s", "abbot", "é’abbot", "éabbot"]


def test_finds_numbers_beside_many_prefixes() -> None:
    text = "abbot 0,5 million of £5m, 50, 1.5, 2024 and 5-million"
    assert found_words(text, *MANY, "5000000") == ["abbot", "0", "5 million", "£5m", "50", "5-million"]


def test_finds_few_other_words() -> None:
    text = "Floods often flood the O'Fallon’s tafts, café-fronts: 4 éf"
    assert found_words(text, "f", "t") == ["Floods", "flood", "the", "O'Fallon’s", "tafts", "café", "fronts", "4", "éf"]
    assert found_words(text, "flo", "tafts") == ["Floods", "flood", "O'Fallon’s", "tafts", "café", "4", "éf"]
    assert found_words(text) == ["O'Fallon’s", "café", "4", "éf"]


def test_the_words_of_a_short_prefix_are_not_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(word_prefilter, "_end_of_word")
    text = "Of oats, to oft: ofof told"
    assert found_words(text, "of", "tol") == ["Of", "oft", "ofof", "told"]


@given(st.text(alphabet="abA. '’é5\n") | st.lists(st.sampled_from(("a", "A", "abcdefgh", "abcdefghi", "a" * 17))).map(" ".join))
def test_each_distinct_word_has_its_own_offsets(text: str) -> None:
    text = f"{text}\n{'b ' * MANY_WORDS}"
    words = PrefixScanner(frozenset({""})).candidate_words(text)
    spans = [(token.start, token.end) for token in tokens(text)]
    assert words.distinct == {text[start:end] for start, end in spans}
    for word in words.distinct:
        assert words.offsets_of({word}) == [(start, end) for start, end in spans if text[start:end] == word]
