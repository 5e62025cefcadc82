"""What an earlier question has that a draft has not, and the reverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results.draft_diff import draft_diff
from search.text.analysis import terms

TEXTS = st.lists(
    st.sampled_from(["harbour", "Lanterns,", "lit", "To ask", "the Minister for Tides,", "how", "\n", "né", "2024"])
).map(" ".join)


def marked(earlier: str, draft: str) -> list[str]:
    return [run.text for run in draft_diff(earlier, draft).fragments if run.highlighted]


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
def test_words_that_differ(earlier: str, draft: str, only_earlier: list[str], only_draft: tuple[str, ...]) -> None:
    assert marked(earlier, draft) == only_earlier
    assert draft_diff(earlier, draft).missing_words == only_draft


def test_words_of_the_draft_are_counted() -> None:
    found = draft_diff("How many lanterns are lit?", "How many lanterns were lit in ports?")
    assert (found.shared_words, found.draft_words) == (4, 7)


@given(TEXTS, TEXTS)
def test_the_runs_are_the_text_and_what_is_lacking_is_of_the_draft(earlier: str, draft: str) -> None:
    found = draft_diff(earlier, draft)
    assert "".join(run.text for run in found.fragments) == earlier
    assert all(words in draft for words in found.missing_words)
    assert found.shared_words + sum(len(terms(words)) for words in found.missing_words) == found.draft_words


@given(TEXTS, TEXTS)
def test_the_same_text_differs_in_nothing_and_either_way_as_much_is_shared(one: str, other: str) -> None:
    assert not any(run.highlighted for run in draft_diff(one, one).fragments)
    assert draft_diff(one, other).shared_words == draft_diff(other, one).shared_words
