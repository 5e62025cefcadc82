"""Text + query -> highlighted fragments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.question import Answer, Question
from search.query.parser import parse
from search.results.highlighting import SNIPPET_LENGTH, Highlighted, highlight

FILLER = "Nothing to be seen in this sentence at all. " * 20


def question_with(text: str, answer: str = "", title: str = "") -> Question:
    return Question("1", "Commons", text, heading=title, answer=Answer(text=answer) if answer else None)


def highlighted(question: Question, text: str) -> Highlighted:
    (highlights,) = highlight([question], parse(text).tree)
    return highlights


def highlighted_words(question: Question, text: str) -> list[str]:
    return [
        fragment.text
        for snippet in highlighted(question, text).snippets
        for fragment in snippet.fragments
        if fragment.highlighted
    ]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Floods and flooding, a flood.", "flood", ["Floods", "flooding", "flood"]),
        ("The minister’s café", "cafe minister", ["minister’s", "café"]),
        ("coastal flood, then a flood on the coast, coastal", '"coastal flood"', ["coastal", "flood"]),
        ("women and woman", "wom?n", ["women", "woman"]),
        ("immigrant immigration migrant", "immigra*", ["immigrant", "immigration"]),
        ("slavery", "slavry~", ["slavery"]),
        ("a tax but no duty", "tax -duty", ["tax"]),
        ("tax", "heading:tax", []),
        ("tax", "question:tax", ["tax"]),
        ("tax", "", []),
    ],
)
def test_highlights_the_matches_only(text: str, query: str, expected: list[str]) -> None:
    assert highlighted_words(question_with(text), query) == expected


def test_snippets_have_the_most_matching_words() -> None:
    text = f"{FILLER}A tunnel. {FILLER}A bridge over a tunnel under the harbour. {FILLER}"
    highlights = highlighted(question_with("What?", text), "bridge tunnel harbour")
    snippets = [
        "".join(fragment.text for fragment in snippet.fragments) for snippet in highlights.snippets if snippet.field == "answer"
    ]
    assert len(snippets) == 2
    assert "bridge over a tunnel under the harbour" in snippets[1]
    assert all(
        snippet.startswith("… ") and snippet.endswith(" …") and len(snippet) < SNIPPET_LENGTH + 60 for snippet in snippets
    )


def test_without_a_match_the_snippet_is_the_beginning_of_the_question() -> None:
    (only,) = highlighted(question_with(FILLER, FILLER), "xyzzy").snippets
    assert only.field == "question"
    assert only.fragments[0].text.startswith("Nothing to be seen")


def test_highlights_the_whole_heading() -> None:
    fragments = highlighted(question_with("x", title="Bridges: Repairs"), "bridge").heading
    assert [(fragment.text, fragment.highlighted) for fragment in fragments] == [("Bridges", True), (": Repairs", False)]
    assert highlighted(question_with("x"), "bridge").heading == ()


@given(st.text(alphabet="abtx .\n-é’", max_size=900), st.sampled_from(["ab", "a*", '"a b"', "ta OR xb", ""]))
def test_fragments_make_up_the_text_and_are_deterministic(text: str, query: str) -> None:
    first, second = (highlighted(question_with(text, text), query).snippets for _ in range(2))
    assert first == second
    for snippet in first:
        joined = "".join(fragment.text for fragment in snippet.fragments).removeprefix("… ").removesuffix(" …")
        assert joined in text
