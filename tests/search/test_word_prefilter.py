"""Words found by their beginnings, held against all the words of a text read one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.results.word_prefilter import PrefixScanner
from search.text.analysis import fold, tokens

BEGINNINGS = (
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


@given(
    st.text() | st.text(alphabet="abfFyY1_ .'?’\u02bc-éÉſ\u212aﬁ⑴\n"),
    st.frozensets(st.sampled_from(BEGINNINGS), max_size=3) | st.frozensets(st.sampled_from(BEGINNINGS[-5:]), max_size=3),
)
def test_what_is_found_are_whole_words_and_all_those_asked_for(text: str, beginnings: frozenset[str]) -> None:
    found = [word.span() for word in PrefixScanner(beginnings).candidate_words(text)]
    every = list(tokens(text))
    assert found == sorted(set(found))
    assert set(found) <= {(token.start, token.end) for token in every}
    wanted = tuple(beginnings)
    assert set(found) >= {(token.start, token.end) for token in every if _begins(text[token.start : token.end], wanted)}


def _begins(word: str, beginnings: tuple[str, ...]) -> bool:
    return fold(word).startswith(beginnings)


def test_other_words_are_passed_over() -> None:
    text = "Floods often flood the O'Fallon’s tafts, café-fronts: 4 éf"

    def found(*beginnings: str) -> list[str]:
        return [word.group() for word in PrefixScanner(frozenset(beginnings)).candidate_words(text)]

    assert found("f", "t") == ["Floods", "flood", "the", "tafts", "fronts", "éf"]
    assert found("flo", "tafts") == ["Floods", "flood", "O'Fallon’s", "tafts", "café", "4", "éf"]
    assert found() == ["éf"]
