"""``PrefixScanner`` against a slow reference that looks at every word of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import word_prefilter
from search.results.word_prefilter import PrefixScanner
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


@given(
    st.text() | st.text(alphabet="abfFyY1_ .'?’\u02bc-éÉſ\u212aﬁ⑴\n"),
    st.frozensets(st.sampled_from(PREFIXES), max_size=3)
    | st.frozensets(st.sampled_from(PREFIXES[-5:]), max_size=3)
    | st.just(MANY | set(PREFIXES[-5:])),
)
def test_finds_whole_words_and_every_word_with_a_prefix(text: str, prefixes: frozenset[str]) -> None:
    offsets = PrefixScanner(prefixes).candidate_words(text)
    all_tokens = list(tokens(text))
    assert offsets == sorted(set(offsets))
    assert set(offsets) <= {(token.start, token.end) for token in all_tokens}
    assert set(offsets) >= {
        (token.start, token.end) for token in all_tokens if _begins(text[token.start : token.end], tuple(prefixes))
    }


@given(
    st.text(alphabet="0015 ,.%£akm½¾⅝-\n") | st.lists(st.sampled_from(NUMBERS)).map(" ".join),
    st.frozensets(
        st.sampled_from(("0", "0.5", "007", "1", "10", "10.5", "105", "1.5", "50%", "500000", "5000000", "1a", "1990s")),
        max_size=3,
    ),
)
def test_finds_every_spelling_of_a_number(text: str, prefixes: frozenset[str]) -> None:
    offsets = set(PrefixScanner(prefixes).candidate_words(text))
    assert offsets >= {
        (token.start, token.end) for token in tokens(text) if _begins(text[token.start : token.end], tuple(prefixes))
    }


def _begins(word: str, prefixes: tuple[str, ...]) -> bool:
    return fold(word).startswith(prefixes)


def test_many_prefixes_are_found_as_few_are() -> None:
    text = "Floods often flood the O'Fallon’s tafts_flood, 4flo f.l.o café-floods:flo"
    few = PrefixScanner(frozenset({"flood", "f.l.o"})).candidate_words(text)
    many = PrefixScanner(frozenset({"flood", "f.l.o", *MANY})).candidate_words(text)
    assert many == few


def test_ends_a_word_at_its_apostrophe_or_full_stop_only_if_no_letter_follows() -> None:
    scanner = PrefixScanner(MANY)
    text = "abbot. abbot.' abbot.s abbot's abbot’s xabbot .abbot' é’abbot éabbot"
    words = [text[start:end] for start, end in scanner.candidate_words(text)]
    assert words == ["abbot", "abbot", "abbot.s", "abbot's", "abbot’s", "abbot", "é’abbot", "éabbot"]


def test_finds_numbers_beside_many_prefixes() -> None:
    text = "abbot 0,5 million of £5m, 50, 1.5, 2024 and 5-million"
    words = PrefixScanner(MANY | {"5000000"}).candidate_words(text)
    assert [text[start:end] for start, end in words] == ["abbot", "0", "5 million", "£5m", "50", "5-million"]


def test_finds_few_other_words() -> None:
    text = "Floods often flood the O'Fallon’s tafts, café-fronts: 4 éf"

    def found_words(*prefixes: str) -> list[str]:
        return [text[start:end] for start, end in PrefixScanner(frozenset(prefixes)).candidate_words(text)]

    assert found_words("f", "t") == ["Floods", "flood", "the", "O'Fallon’s", "tafts", "café", "fronts", "4", "éf"]
    assert found_words("flo", "tafts") == ["Floods", "flood", "O'Fallon’s", "tafts", "café", "4", "éf"]
    assert found_words() == ["O'Fallon’s", "café", "4", "éf"]


def test_the_words_of_a_short_prefix_are_not_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(word_prefilter, "_end_of_word")
    text = "Of oats, to oft: ofof told"
    words = PrefixScanner(frozenset({"of", "tol"})).candidate_words(text)
    assert [text[start:end] for start, end in words] == ["Of", "oft", "ofof", "told"]
