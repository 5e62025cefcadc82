"""A word diff contains both texts, and marks only what differs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.site import word_diff
from web.site.word_diff import Part, compare

texts = st.lists(st.sampled_from(["a", "b", "c", "the", "sea", "<ins>"]), max_size=12).map(" ".join)


def words(parts: tuple[Part, ...], without: str) -> list[str]:
    return "".join(part.text + " " for part in parts if part.kind != without).split()


@given(texts, texts)
def test_both_texts_can_be_rebuilt_from_the_parts(before: str, after: str) -> None:
    parts = compare(before, after)
    assert words(parts, "added") == before.split()
    assert words(parts, "removed") == after.split()
    kinds = [part.kind for part in parts]
    assert all(kind != next_kind for kind, next_kind in pairwise(kinds))
    assert all(part.text for part in parts)


@given(texts)
def test_a_text_compared_with_itself_is_all_kept(text: str) -> None:
    assert [part.kind for part in compare(text, text)] == (["kept"] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Seventy pounds.", "Seven pounds.", ["-Seventy ", "+Seven ", "=pounds."]),
        ("a\n\nb c", "a\nb d c", ["=a\nb ", "+d ", "=c"]),
        ("", "new", ["+new"]),
        ("one two three four", "one 2 three 4", ["=one ", "-two ", "+2 ", "=three ", "-four", "+4"]),
    ],
)
def test_differences_are_marked_word_by_word(before: str, after: str, expected: list[str]) -> None:
    marks = {"kept": "=", "added": "+", "removed": "-"}
    assert [marks[part.kind] + part.text for part in compare(before, after)] == expected


def test_long_differences_are_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_diff, "MAX_COMPARED_WORDS", 3)
    assert [part.text for part in compare("x a b z", "x b c z")] == ["x ", "a b ", "b c ", "z"]
