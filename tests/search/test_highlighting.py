"""Text + query -> runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.question import Answer, Question
from search.query.parser import parse
from search.results.highlighting import SNIPPET_LENGTH, Highlighted, highlight

FILLER = "Nothing to be seen in this sentence at all. " * 20


def made(text: str, answer: str = "", title: str = "") -> Question:
    return Question("1", "Commons", text, heading=title, answer=Answer(text=answer) if answer else None)


def mark(question: Question, text: str) -> Highlighted:
    (found,) = highlight([question], parse(text).tree)
    return found


def words(question: Question, text: str) -> list[str]:
    return [run.text for each in mark(question, text).snippets for run in each.fragments if run.highlighted]


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
def test_marks_what_was_looked_for_and_nothing_else(text: str, query: str, expected: list[str]) -> None:
    assert words(made(text), query) == expected


def test_the_passages_are_those_with_most_of_the_words() -> None:
    text = f"{FILLER}A tunnel. {FILLER}A bridge over a tunnel under the harbour. {FILLER}"
    found = mark(made("What?", text), "bridge tunnel harbour").snippets
    passages = ["".join(run.text for run in each.fragments) for each in found if each.field == "answer"]
    assert len(passages) == 2
    assert "bridge over a tunnel under the harbour" in passages[1]
    assert all(
        passage.startswith("… ") and passage.endswith(" …") and len(passage) < SNIPPET_LENGTH + 60 for passage in passages
    )


def test_without_a_match_the_question_begins() -> None:
    (only,) = mark(made(FILLER, FILLER), "xyzzy").snippets
    assert only.field == "question"
    assert only.fragments[0].text.startswith("Nothing to be seen")


def test_the_heading_is_whole() -> None:
    runs = mark(made("x", title="Bridges: Repairs"), "bridge").heading
    assert [(run.text, run.highlighted) for run in runs] == [("Bridges", True), (": Repairs", False)]
    assert mark(made("x"), "bridge").heading == ()


@given(st.text(alphabet="abtx .\n-é’", max_size=900), st.sampled_from(["ab", "a*", '"a b"', "ta OR xb", ""]))
def test_runs_are_the_text_itself_and_always_the_same(text: str, query: str) -> None:
    first, second = (mark(made(text, text), query).snippets for _ in range(2))
    assert first == second
    for each in first:
        joined = "".join(run.text for run in each.fragments).removeprefix("… ").removesuffix(" …")
        assert joined in text
