"""Decoding items of the Linked Data API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indexer.outcomes import InvalidRecord
from indexer.sources.linked_data import read_question
from search.model.question import AnsweringBody, Attachment, GroupedQuestion, Person
from tests.indexer.source_records import decoded_body, linked, linked_answer


def test_every_property_is_decoded() -> None:
    question = read_question(linked())
    assert (question.id, question.house, question.uin, question.heading) == ("801", "Commons", "223001", "Fog")
    assert question.tabled_on == date(2015, 2, 9)
    assert question.asked_by == Person("Ivor Quill", 71, "Gannet Rock")
    assert question.answering_body == AnsweringBody(
        "Department for Lighthouses", 9, "Lighthouses", "Lighthouses, Department for"
    )
    assert not question.has_interest
    answer = question.answer
    assert answer is not None
    assert (answer.text, answer.answered_on) == ("The fog was thick.", date(2015, 2, 23))
    assert answer.answered_by == Person("Olwen Pryce", 72, "Seal Sands")
    assert answer.first_answered_at == "2015-02-23T16:52:29.297Z"
    assert not answer.is_correction
    assert decoded_body(question.source_records[0]) == linked()


UINS = ({"_value": "223002"}, {"_value": "223003"})


@pytest.mark.parametrize(
    ("value", "grouped"), [(UINS[0], ("223002",)), (list(UINS), ("223002", "223003")), ([UINS[0]], ("223002",)), (None, ())]
)
def test_grouped_questions_may_be_one_value_or_several(value: Any, grouped: tuple[str, ...]) -> None:
    assert read_question(linked_answer(groupedQuestionUIN=value)).grouped == tuple(map(GroupedQuestion, grouped))


@pytest.mark.parametrize("several", [False, True])
def test_attachments_and_a_correction(several: bool) -> None:
    attachment = {"_about": "x/1", "fileName": {"_value": "fog.xls"}, "title": "Fog by month"}
    previous = {"_about": "http://data.parliament.uk/resources/801/answer/previousversion/9230"}
    question = read_question(
        linked_answer(
            attachment=[attachment, attachment] if several else attachment,
            previousAnswerVersion=[previous, previous] if several else previous,
            isMinisterialCorrection={"_value": "true"},
            questionFirstMinisteriallyCorrected=[{"_value": "2015-03-24T11:55:13.263Z"}],
        )
    )
    answer = question.answer
    assert answer is not None
    assert answer.attachments == (Attachment("Fog by month", "fog.xls"),) * (1 + several)
    assert answer.previous_versions == (previous["_about"],) * (1 + several)
    assert (answer.first_corrected_at, answer.corrected_on) == ("2015-03-24T11:55:13.263Z", date(2015, 3, 24))
    assert question.state == "corrected"


@pytest.mark.parametrize("bare", [False, True])
def test_values_bare_wrapped_or_in_an_array_are_the_same(bare: bool) -> None:
    plain = {"hansardHeading": "Fog", "AnsweringBody": "Department for Lighthouses", "houseId": "1", "date": "2015-02-09"}
    wrapped = {name: [{"_value": value}, {"_value": None}] for name, value in plain.items()}
    question = read_question(linked(**(plain if bare else wrapped)))
    expected = read_question(linked())
    assert (question.heading, question.answering_body, question.tabled_on) == (
        expected.heading,
        expected.answering_body,
        expected.tabled_on,
    )


@pytest.mark.parametrize(
    ("changes", "asked_by"),
    [
        ({"tablingMemberPrinted": {"_value": "Quill, Ivor"}}, Person("Ivor Quill", 71, "Gannet Rock", list_as="Quill, Ivor")),
        ({"tablingMemberPrinted": [{"_value": ","}]}, Person("Ivor Quill", 71, "Gannet Rock")),
        ({"tablingMemberPrinted": None}, Person("Ivor Quill", 71, "Gannet Rock")),
        ({"tablingMember": None}, Person("Ivor Quill", None, "Gannet Rock")),
        ({"tablingMember": None, "tablingMemberPrinted": {"_value": ","}, "tablingMemberConstituency": None}, Person()),
    ],
)  # fmt: skip
def test_the_forms_of_a_members_name(changes: dict[str, Any], asked_by: Person) -> None:
    assert read_question(linked(**changes)).asked_by == asked_by


@pytest.mark.parametrize(
    ("changes", "house"),
    [
        ({"houseId": {"_value": "2"}}, "Lords"),
        ({"houseId": None, "legislature": [{"prefLabel": {"_value": "House of Lords"}}]}, "Lords"),
        ({"houseId": None, "legislature": {"_about": "http://data.parliament.uk/terms/25277"}}, "Lords"),
        ({"houseId": None}, "Commons"),
    ],
)
def test_the_forms_of_the_house(changes: dict[str, Any], house: str) -> None:
    assert read_question(linked(**changes)).house == house


def test_nulls_and_the_properties_of_the_full_view() -> None:
    question = read_question(
        linked(
            date={"_value": None, "_datatype": "dateTime"},
            session=[{"_value": "2014/15"}],
            AnswerDate={"_value": "2015-02-20"},
            writtenParliamentaryQuestionType={"_value": "NamedDay"},
        )
    )
    assert (question.tabled_on, question.due_on) == (None, date(2015, 2, 20))
    assert (question.session, question.is_named_day) == ("2014/15", True)
    undated = read_question(linked_answer(dateOfAnswer={"_value": None})).answer
    assert undated is not None
    assert undated.answered_on is None
    assert read_question(linked_answer(dateOfAnswer=None, answerText={"_value": None})).answer is None
    assert read_question(linked(answer=None)).state == "no-answer"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"_about": None}, "_about is not a resource's address: “”"),
        ({"_about": "http://data.parliament.uk/members/801"}, "members/801"),
        (
            {"questionText": None, "hansardHeading": None, "AnsweringBody": None, "answer": None},
            "questionText is missing",
        ),
        ({"houseId": {"_value": "3"}, "legislature": []}, "neither Commons nor Lords: “3”"),
        ({"houseId": None, "legislature": []}, "the house is missing"),
    ],
)
def test_a_record_that_cannot_be_identified_is_rejected(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidRecord, match=reason):
        read_question(linked(**changes))


@pytest.mark.parametrize("printed", ["N/A", " n/a ", "-"])
def test_a_mark_in_place_of_a_name_is_no_name(printed: str) -> None:
    question = read_question(linked(tablingMemberPrinted=[{"_value": printed}]))
    assert question.asked_by.name == ""
    assert question.asked_by.member_id == 71
