"""Decoding result objects of the official API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indexer.outcomes import InvalidRecord
from indexer.sources.official_api import read_question
from search.model.question import AnsweringBody, Attachment, GroupedQuestion, Person
from tests.indexer.source_records import decoded_body, official

NOTHING_ELSE = {"heading": None, "answeringBodyName": None, "answerText": None, "dateAnswered": None}


def test_every_property_is_decoded() -> None:
    question = read_question(official())
    assert question.id == "501"
    assert (question.house, question.uin, question.heading) == ("Commons", "17001", "Lighthouses: Repairs")
    assert (question.tabled_on, question.due_on) == (date(2024, 3, 5), date(2024, 3, 8))
    assert question.asked_by == Person(member_id=71)
    assert question.answering_body == AnsweringBody("Department for Lighthouses", 9)
    assert question.is_named_day
    assert question.has_interest
    assert not question.is_withdrawn
    assert question.grouped == (GroupedQuestion("17002"),)
    assert question.state == "answered"
    answer = question.answer
    assert answer is not None
    assert answer.text == "Forty-one lamps were repaired.\n\nNone was beyond repair."
    assert answer.html == official()["value"]["answerText"]
    assert (answer.answered_on, answer.answered_by) == (date(2024, 3, 8), Person(member_id=72))
    assert decoded_body(question.source_records[0]) == official()


def test_an_expanded_member_is_decoded() -> None:
    member = {"id": 71, "listAs": "Quill, Ivor", "name": "Ivor Quill", "party": "Tern", "memberFrom": "Gannet Rock"}
    assert read_question(official(askingMember=member)).asked_by == Person(
        "Ivor Quill", 71, "Gannet Rock", "Tern", "Quill, Ivor"
    )
    lord = member | {"memberFrom": "Life peer"}
    assert read_question(official(house="Lords", askingMember=lord)).asked_by.constituency == ""
    nameless_id = {"id": None, "name": "Ivor Quill", "listAs": None, "party": None, "memberFrom": None}
    assert read_question(official(askingMemberId=None, askingMember=nameless_id)).asked_by == Person("Ivor Quill")


def test_an_item_with_attachment_group_and_correction() -> None:
    question = read_question(
        official(
            attachments=[{"url": "https://a.example/f", "title": "Lamps", "fileType": "pdf", "fileSizeBytes": 12}],
            groupedQuestionsDates=[{"questionUin": "17003", "dateTabled": "2024-03-04T00:00:00"}],
            answerIsCorrection=True,
            dateAnswerCorrected="2024-04-02T00:00:00",
            correctingMemberId=73,
            dateHoldingAnswer="2024-03-06T00:00:00",
            originalAnswerText="<p>Forty.</p>",
            comparableAnswerText="<p><del>Forty</del><ins>Forty-one</ins></p>",
        )
    )
    answer = question.answer
    assert answer is not None
    assert answer.attachments == (Attachment("Lamps", "", "https://a.example/f", "pdf", 12),)
    assert question.grouped == (GroupedQuestion("17003", date(2024, 3, 4)),)
    assert (question.state, answer.corrected_on, answer.corrected_by.member_id) == ("corrected", date(2024, 4, 2), 73)
    assert (answer.original_html, answer.comparable_html[:8]) == ("<p>Forty.</p>", "<p><del>")
    assert question.held_on == date(2024, 3, 6)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"answerText": None, "dateAnswered": None}, "no-answer"),
        ({"answerText": "", "dateAnswered": None}, "no-answer"),
        ({"answerText": "<p>Yes.</p>", "dateAnswered": None}, "answered"),
        ({"answerText": "", "dateAnswered": "2024-03-08T00:00:00"}, "answered"),
        ({"answerIsHolding": True}, "holding"),
        ({"isWithdrawn": True}, "withdrawn"),
    ],
)
def test_state(changes: dict[str, Any], state: str) -> None:
    assert read_question(official(**changes)).state == state


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("x" * 255 + "...", True),
        ("x" * 255, False),
        ("x" * 256 + "...", False),
        ("<p>" + "x" * 248 + "...</p>", False),
        ("<p>" + "x" * 252 + "...", False),
    ],
)
def test_a_list_answer_is_cut_at_255_and_three_dots(text: str, is_cut: bool) -> None:
    answer = read_question(official(answerText=text)).answer
    assert answer is not None
    assert answer.is_cut is is_cut


def test_only_an_answer_without_tags_has_its_cells_separated() -> None:
    plain = read_question(official(answerText="Lamps2023\u00a341,500", originalAnswerText="Lamps2023\u00a341,400")).answer
    marked_up = read_question(official(answerText="<p>Lamps2023\u00a341,500</p>")).answer
    assert plain is not None
    assert marked_up is not None
    assert (plain.text, plain.original_text) == ("Lamps 2023 \u00a341,500", "Lamps 2023 \u00a341,400")
    assert (plain.html, marked_up.text) == ("Lamps2023\u00a341,500", "Lamps2023\u00a341,500")


@pytest.mark.parametrize(("length", "is_cut"), [(254, False), (255, True), (256, False)])
def test_a_list_question_is_cut_at_255(length: int, is_cut: bool) -> None:
    assert read_question(official(questionText="x" * length, answerText=None)).is_cut is is_cut


def test_nulls_count_as_missing() -> None:
    question = read_question(
        official(
            uin=None, heading="", askingMemberId=None, answeringBodyId=None, answeringBodyName=None, dateForAnswer=None,
            answerIsHolding=None, answerIsCorrection=None, groupedQuestions=[], dateTabled=None,
        )
    )  # fmt: skip
    assert (question.uin, question.heading, question.due_on, question.tabled_on) == ("", "", None, None)
    assert question.asked_by == Person()
    assert question.answering_body == AnsweringBody("")
    assert question.grouped == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": None}, "id"),
        ({"id": 0}, "the id is not positive: 0"),
        ({"id": "abc"}, "id"),
        ({"house": "Senate"}, "Senate"),
        ({"house": None}, "house"),
        ({"id": 10**400}, "the id is too large"),
        ({"questionText": None, **NOTHING_ELSE}, "questionText is empty, and nothing else tells what was asked"),
        ({"questionText": " <p> </p>", **NOTHING_ELSE}, "questionText is empty"),
    ],
)
def test_a_record_that_cannot_be_identified_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidRecord, match=reason.replace("(", r"\(")):
        read_question(official(**changes))


def test_an_object_without_a_value_is_rejected() -> None:
    with pytest.raises(InvalidRecord, match="value"):
        read_question({"links": []})


@pytest.mark.parametrize(
    ("ending", "answer", "is_cut"),
    [
        ("x", None, True),
        (" ", None, True),
        (",", "So.", True),
        (".", None, False),
        ("?", None, False),
        (".\u201d", "So.", False),
        ("x", "<p>So.</p>", False),
    ],
)
def test_a_whole_question_of_255_characters_is_not_cut(ending: str, answer: str | None, is_cut: bool) -> None:
    text = "x" * (255 - len(ending)) + ending
    assert read_question(official(questionText=text, answerText=answer)).is_cut is is_cut
