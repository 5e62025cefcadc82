"""The words that only an earlier question has, and the words that only a draft has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results.draft_diff import draft_diff
from search.text.analysis import terms

TEXTS = st.lists(
    st.sampled_from(["harbour", "Lanterns,", "lit", "To ask", "the Minister for Tides,", "how", "\n", "né", "2024"])
).map(" ".join)


def highlighted(earlier: str, draft: str) -> list[str]:
    return [fragment.text for fragment in draft_diff(earlier, draft).fragments if fragment.highlighted]


@pytest.mark.parametrize(
    ("earlier", "draft", "only_earlier", "only_draft"),
    [
        ("How many lanterns are lit?", "How many lanterns are lit?", [], ()),
        ("How many lanterns are lit in ports?", "How many lanterns are lit?", ["in ports"], ()),
        ("How many lanterns are lit?", "How many lanterns were lit in ports?", ["are"], ("were", "in ports")),
        ("How many harbours flood?", "how many HARBOUR floods", [], ()),
        ("To ask the Minister for Tides, how many lanterns.", "To ask Her Majesty's Government how many lanterns.", [], ()),
        ("Lanterns", "", ["Lanterns"], ()),
        ("", "Lanterns", [], ("Lanterns",)),
    ],
)
def test_finds_the_words_that_differ(earlier: str, draft: str, only_earlier: list[str], only_draft: tuple[str, ...]) -> None:
    assert highlighted(earlier, draft) == only_earlier
    assert draft_diff(earlier, draft).missing_words == only_draft


def test_counts_the_words_of_the_draft() -> None:
    diff = draft_diff("How many lanterns are lit?", "How many lanterns were lit in ports?")
    assert (diff.shared_words, diff.draft_words) == (4, 7)


@given(TEXTS, TEXTS)
def test_fragments_make_up_the_earlier_text_and_missing_words_are_in_the_draft(earlier: str, draft: str) -> None:
    diff = draft_diff(earlier, draft)
    assert "".join(fragment.text for fragment in diff.fragments) == earlier
    assert all(words in draft for words in diff.missing_words)
    assert diff.shared_words + sum(len(terms(words)) for words in diff.missing_words) == diff.draft_words


@given(TEXTS, TEXTS)
def test_equal_texts_do_not_differ_and_sharing_is_symmetric(text: str, other_text: str) -> None:
    assert not any(fragment.highlighted for fragment in draft_diff(text, text).fragments)
    assert draft_diff(text, other_text).shared_words == draft_diff(other_text, text).shared_words
