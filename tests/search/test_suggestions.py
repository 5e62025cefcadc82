"""What a typed text may become: headings, members, departments, or the text with its last word in full."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Person, Question
from search.pipeline.suggestions.phrases import Phrases
from search.pipeline.suggestions.suggestions import Suggestions


def question(number: int, heading: str, asker: str = "", body: str = "", minister: str = "") -> Question:
    answer = Answer(text="Lit.", answered_by=Person(minister)) if minister else None
    return Question(
        str(number),
        "Commons",
        "Wicks.",
        heading=heading,
        asked_by=Person(asker),
        answering_body=AnsweringBody(body),
        answer=answer,
    )


RECORDS = [
    question(1, "Lanterns: Harbours", "Tobias Okonjo-Reed", "Home Office", "Maud Lanternfield"),
    question(2, "Lanterns: Harbours", "Tobias Okonjo-Reed", "Home Office", "Maud Lanternfield"),
    question(3, "LANTERNS - HARBOURS", "Ada Quill", "Department for Work and Pensions"),
    question(4, "Free School Lanterns", "Ada Quill", "Department for Work and Pensions"),
    question(5, "<script>alert(1)</script> Wicks"),
]


@pytest.fixture(scope="module")
def suggestions() -> Suggestions:
    return Suggestions(MemoryEngine(RECORDS))


def labels_for(suggestions: Suggestions, text: str, limit: int = 8) -> list[tuple[str, str]]:
    return [(suggestion.label, suggestion.about) for suggestion in suggestions.find(text, limit)]


def test_what_begins_with_the_text_comes_first_and_single_words_last(suggestions: Suggestions) -> None:
    assert labels_for(suggestions, "lant")[:3] == [
        ("Lanterns: Harbours", "heading"),
        ("Maud Lanternfield", "minister"),
        ("Free School Lanterns", "heading"),
    ]
    assert {about for _, about in labels_for(suggestions, "lant")[3:]} == {""}


def test_a_heading_is_searched_for_by_its_words(suggestions: Suggestions) -> None:
    assert suggestions.find("harb", 1)[0].text == "Lanterns Harbours"


def test_all_words_of_a_text_are_in_a_heading_in_any_order(suggestions: Suggestions) -> None:
    assert labels_for(suggestions, "harbours lant")[0] == ("Lanterns: Harbours", "heading")
    assert "heading" not in {about for _, about in labels_for(suggestions, "school harb")}


def test_a_member_is_suggested_after_other_words(suggestions: Suggestions) -> None:
    (suggestion, *_) = suggestions.find("wicks tobias okon", 8)
    assert (suggestion.label, suggestion.about, suggestion.text) == (
        "wicks Tobias Okonjo-Reed",
        "member",
        "wicks Tobias Okonjo-Reed",
    )


@pytest.mark.parametrize(("text", "body"), [("home", "Home Office"), ("DWP", "Department for Work and Pensions")])
def test_a_department_is_a_filter_and_is_known_by_its_abbreviation(suggestions: Suggestions, text: str, body: str) -> None:
    (suggestion, *_) = suggestions.find(text, 8)
    assert (suggestion.about, suggestion.text, suggestion.bodies) == ("department", "", (body,))


@pytest.mark.parametrize("text", ["", " ", "l", "?!", "lant" * 40])
def test_too_little_or_what_nothing_has_suggests_nothing(suggestions: Suggestions, text: str) -> None:
    assert labels_for(suggestions, text) == []


def test_a_text_in_the_query_language_has_only_its_last_word_completed(suggestions: Suggestions) -> None:
    assert {about for _, about in labels_for(suggestions, 'heading:"lant')} <= {""}


def test_no_search_is_suggested_twice_and_no_more_than_the_limit(suggestions: Suggestions) -> None:
    labels = [label.lower() for label, _ in labels_for(suggestions, "lant", 3)]
    assert len(labels) == len(set(labels)) == 3


def test_no_words_are_looked_up_where_names_are_enough(suggestions: Suggestions, monkeypatch: pytest.MonkeyPatch) -> None:
    enough = labels_for(suggestions, "lant", 3)
    monkeypatch.delattr(MemoryEngine, "vocabulary")
    assert labels_for(suggestions, "lant", 3) == enough
    with pytest.raises(AttributeError):
        labels_for(suggestions, "lant", 4)


def test_a_new_build_has_its_own_headings() -> None:
    engine = MemoryEngine(RECORDS[:1])
    suggestions = Suggestions(engine)
    assert labels_for(suggestions, "free sch") == []
    engine.rebuild(RECORDS)
    assert ("Free School Lanterns", "heading") in labels_for(suggestions, "free sch")


def test_phrases_keep_their_order_and_only_the_last_word_may_be_begun() -> None:
    phrases = Phrases(["Tidal Power", "Power Stations", "Tides"])
    assert phrases.find(("pow",), 9) == ("Tidal Power", "Power Stations")
    assert phrases.find(("tid", "power"), 9) == ()
    assert phrases.find((), 9) == phrases.find(("",), 9) == ()
