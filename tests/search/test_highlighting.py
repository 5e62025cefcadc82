"""Text + query -> highlighted fragments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model.question import Answer, Question
from search.query.parser import parse
from search.results.highlighting import SNIPPET_LENGTH, Highlighted, highlight
from search.results.types import Snippet

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
        ("see www.example.org or example.org", "example.org", ["www.example.org", "example.org"]),
        ("see www.example.org or example.org", "www.example.org", ["www.example.org", "example.org"]),
        ("haemorrhages, hemorrhaging", "hemorrhage", ["haemorrhages", "hemorrhaging"]),
        ("unfavourable and unfavorably", "unfavorable", ["unfavourable", "unfavorably"]),
        ("fistulae, a chateau, thromboses", "fistula chateaux thrombosis", ["fistulae", "chateau", "thromboses"]),
        ("It underspent an underspend.", "underspending", ["underspent", "underspend"]),
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


def text_of(snippet: Snippet) -> str:
    return "".join(fragment.text for fragment in snippet.fragments)


def words_of(snippet: Snippet) -> str:
    """The text of a snippet without its ellipses."""
    return text_of(snippet).removeprefix("…\xa0").removesuffix("\xa0…")


def test_a_snippet_has_the_most_matching_words() -> None:
    text = f"{FILLER}A tunnel. {FILLER}A bridge over a tunnel under the harbour. {FILLER}"
    question, answer = highlighted(question_with("What?", text), "bridge tunnel harbour").snippets
    assert (question.field, text_of(question), answer.field) == ("question", "What?", "answer")
    assert "bridge over a tunnel under the harbour" in text_of(answer)
    assert text_of(answer).startswith("…\xa0")
    assert text_of(answer).endswith("\xa0…")


def test_two_different_words_win_over_one_word_repeated_at_the_beginning() -> None:
    text = f"A tunnel, a tunnel and a Tunnel. {FILLER}A bridge over a tunnel. {FILLER}"
    _, answer = highlighted(question_with("What?", text), "bridge tunnel").snippets
    assert "A bridge over a tunnel." in text_of(answer)


def test_without_a_match_a_snippet_is_the_beginning() -> None:
    question, answer = highlighted(question_with(FILLER, FILLER), "xyzzy").snippets
    assert (question.field, answer.field) == ("question", "answer")
    assert text_of(question).startswith("Nothing to be seen")
    assert text_of(question) == text_of(answer)


def test_an_empty_text_has_no_snippet() -> None:
    assert highlighted(question_with("", " \n"), "x").snippets == ()


@pytest.mark.parametrize("answer", ["See https://example.org/lamps/oil for more.", "Write to lamps@example.org about oil."])
def test_no_address_is_cut(answer: str) -> None:
    (address,) = (word for word in answer.split() if "example" in word)
    for filler in range(0, 260, 7):
        text = f"{'lorem ' * (filler // 6)}{'x' * (filler % 6)} {answer} {FILLER}"
        for query in ("oil", "lorem", "example", "more"):
            snippet = words_of(highlighted(question_with("What?", text), query).snippets[1])
            assert "example" not in snippet or address in snippet


def test_an_address_that_is_too_long_is_left_out_whole() -> None:
    address = f"https://example.org/{'lamp-' * 60}oil"
    for query in ("lamp", "oil", "more"):
        snippet = words_of(highlighted(question_with("What?", f"{address} There is more to say."), query).snippets[1])
        assert snippet == "There is more to say."
    assert [snippet.field for snippet in highlighted(question_with("What?", address), "lamp").snippets] == ["question"]


def test_an_address_that_is_too_long_gives_way_to_the_next_best_passage() -> None:
    address = f"https://example.org/{'lamp-pier-' * 30}oil"
    text = f"{FILLER}A lamp. {FILLER}{address} {FILLER}A lamp on a pier. {FILLER}A pier. {FILLER}"
    snippet = text_of(highlighted(question_with("What?", text), "lamp pier oil").snippets[1])
    assert "A lamp on a pier." in snippet


def test_the_opening_formula_is_neither_shown_nor_marked() -> None:
    text = "To ask the Secretary of State for Lamps, what lamps there are."
    (snippet,) = highlighted(question_with(text), "secretary state lamps").snippets
    assert text_of(snippet) == "what lamps there are."
    assert highlighted_words(question_with(text), "secretary state lamps") == ["lamps"]


WORDS = st.sampled_from(
    [
        "oil",
        "lamp",
        "lamps,",
        "the",
        "harbour-master",
        "https://example.org/oil?lamp=1",
        "www.lamps.example",
        "a@oil.example",
        "…",
    ]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", "\n", "\n\n", ". ", "  "])), max_size=120).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)


@given(TEXTS, st.sampled_from(["oil", "lamp", '"oil lamp"', "exam*", "nothing", ""]))
def test_a_snippet_has_whole_words_and_is_never_an_ellipsis_alone(text: str, query: str) -> None:
    for snippet in highlighted(question_with(text, text), query).snippets:
        words = words_of(snippet)
        assert 0 < len(words) <= SNIPPET_LENGTH
        assert f" {' '.join(words.split())} " in f" {' '.join(text.split())} "
        assert words == words.strip()


def test_highlights_the_whole_heading() -> None:
    fragments = highlighted(question_with("x", title="Bridges: Repairs"), "bridge").heading
    assert [(fragment.text, fragment.highlighted) for fragment in fragments] == [("Bridges", True), (": Repairs", False)]
    assert highlighted(question_with("x"), "bridge").heading == ()


@given(st.text(alphabet="abtx .\n-é’", max_size=900), st.sampled_from(["ab", "a*", '"a b"', "ta OR xb", ""]))
def test_fragments_make_up_the_text_and_are_deterministic(text: str, query: str) -> None:
    first, second = (highlighted(question_with(text, text), query).snippets for _ in range(2))
    assert first == second
    for snippet in first:
        assert words_of(snippet) in text
