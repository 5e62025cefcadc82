"""A bad secondary value costs that value alone: it is left out, or read where it has one reading, and a warning says so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.outcomes import DecodedRecord, InvalidRecord
from indexer.sources import linked_data, official_api
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from search.model.question import Attachment, GroupedQuestion, Person, Question
from tests.indexer.source_records import Json, linked, linked_answer, official, write_lines


def read_official(**changes: Any) -> tuple[Question, list[str]]:
    warnings: list[str] = []
    return official_api.read_question(official(**changes), warnings.append), warnings


def read_linked(item: Json) -> tuple[Question, list[str]]:
    warnings: list[str] = []
    return linked_data.read_question(item, warnings.append), warnings


def value_of(question: Question, path: str) -> object:
    value: object = question
    for name in path.split("."):
        value = getattr(value, name)
    return value


MEMBER = {"id": 71, "name": "Ivor Quill", "listAs": "Quill, Ivor", "party": "Tern", "memberFrom": "Gannet Rock"}
ATTACHED = {"title": "Lamps", "url": "https://a.example/lamps.pdf", "fileType": "pdf", "fileSizeBytes": 12}


def attached(**changes: Any) -> list[Json]:
    return [ATTACHED | changes]


@pytest.mark.parametrize(
    ("changes", "path", "value", "warning"),
    [
        ({"dateTabled": "0001-01-01T00:00:00"}, "tabled_on", None, "dateTabled is not a plausible date: “0001-01-01T00:00:00”"),
        ({"dateTabled": "soon"}, "tabled_on", None, "dateTabled is not a date: “soon”"),
        ({"dateTabled": "2024-02-30T00:00:00"}, "tabled_on", None, "dateTabled is not a date: “2024-02-30T00:00:00”"),
        ({"dateForAnswer": "20224-03-06"}, "due_on", None, "dateForAnswer is not a date: “20224-03-06”"),
        ({"dateForAnswer": "2999-01-01T00:00:00"}, "due_on", None, "dateForAnswer is not a plausible date"),
        ({"dateAnswered": "1899-12-31T00:00:00"}, "answer.answered_on", None, "dateAnswered is not a plausible date"),
        ({"dateHoldingAnswer": ["2024-03-06"]}, "held_on", None, "dateHoldingAnswer is not a text: ['2024-03-06']"),
        ({"dateTabled": "2024-3-5"}, "tabled_on", date(2024, 3, 5), "dateTabled is in an unusual form"),
        ({"dateTabled": "05/03/2024"}, "tabled_on", date(2024, 3, 5), "dateTabled is in an unusual form"),
        ({"dateTabled": "5 March 2024"}, "tabled_on", date(2024, 3, 5), "dateTabled is in an unusual form"),
        ({"dateTabled": "2024-03-05\x00"}, "tabled_on", None, "dateTabled is not a date"),
        ({"uin": 17001}, "uin", "17001", "uin is not a text: 17001"),
        ({"uin": 17001.0}, "uin", "17001", "uin is not a text"),
        ({"uin": {"number": 17001}}, "uin", "", "uin is not a text"),
        ({"house": "lords"}, "house", "Lords", "the house is in an unusual form: “lords”"),
        ({"house": " COMMONS "}, "house", "Commons", "the house is in an unusual form"),
        ({"house": "House of Lords"}, "house", "Lords", None),
        ({"house": None, "uin": "HL17"}, "house", "Lords", "the house is missing, and was read from the UIN or the opening"),
        ({"house": "Bicameral", "uin": "hl17"}, "house", "Lords", "the house is neither Commons nor Lords"),
        ({"answeringBodyId": ""}, "answering_body.id", None, "answeringBodyId is not a whole number from 0 on: “”"),
        ({"answeringBodyId": -1}, "answering_body.id", None, "answeringBodyId is not a whole number"),
        ({"answeringBodyId": "9"}, "answering_body.id", 9, None),
        ({"answeringBodyId": 10**30}, "answering_body.id", None, "answeringBodyId is not a whole number"),
        ({"answeringBodyName": ["Lamps"]}, "answering_body.name", "", "answeringBodyName is not a text"),
        ({"isWithdrawn": "yes"}, "is_withdrawn", True, "isWithdrawn is not true or false: “yes”"),
        ({"isWithdrawn": "perhaps"}, "is_withdrawn", False, "isWithdrawn is not true or false: “perhaps”"),
        ({"memberHasInterest": "false"}, "has_interest", False, None),
        ({"askingMember": "Ivor Quill"}, "asked_by", Person(member_id=71), "askingMember is not an object: “Ivor Quill”"),
        ({"askingMember": MEMBER | {"party": ["Tern"]}}, "asked_by.party", "", "askingMember.party is not a text: ['Tern']"),
        ({"askingMember": MEMBER | {"party": ["Tern"]}}, "asked_by.name", "Ivor Quill", "askingMember.party is not a text"),
        ({"askingMemberId": "none"}, "asked_by.member_id", None, "askingMemberId is not a whole number"),
        ({"answerText": 7}, "answer.text", "7", "answerText is not a text: 7"),
        ({"attachments": "many"}, "answer.attachments", (), "attachments is not a list: “many”"),
        (
            {"attachments": [7, ATTACHED]},
            "answer.attachments",
            (Attachment("Lamps", "", "https://a.example/lamps.pdf", "pdf", 12),),
            "attachm",
        ),
        (
            {"attachments": attached(fileSizeBytes="12 KB")},
            "answer.attachments",
            (Attachment("Lamps", "", "https://a.example/lamps.pdf", "pdf"),),
            "attachments.fileSizeBytes is not a whole number from 0 on: “12 KB”",
        ),
        ({"groupedQuestions": "17002"}, "grouped", (GroupedQuestion("17002"),), "groupedQuestions is not a list: “17002”"),
        (
            {"groupedQuestions": [17002, None, "HL 3"]},
            "grouped",
            (GroupedQuestion("17002"), GroupedQuestion("HL3")),
            "groupedQ",
        ),
        ({"mood": {"of": [{"the": "day"}]}}, "uin", "17001", None),
    ],
)
def test_only_the_bad_value_of_an_official_api_record_is_left_out(
    changes: dict[str, Any], path: str, value: object, warning: str | None
) -> None:
    question, warnings = read_official(**changes)
    assert value_of(question, path) == value
    assert [text[: len(warning or "")] for text in warnings] == ([warning] if warning else [])
    assert (question.id, question.text[:6]) == ("501", "To ask")


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"groupedQuestionsDates": [{"questionUin": None, "dateTabled": None}]}, "grouped", (GroupedQuestion("17002"),)),
        ({"groupedQuestions": None, "groupedQuestionsDates": None}, "grouped", ()),
        ({"attachments": None}, "answer.attachments", ()),
        ({"askingMember": {"id": 71, "name": None, "party": None, "memberFrom": None}}, "asked_by", Person(member_id=71)),
        ({"askingMember": None, "answeringMember": None, "correctingMember": None}, "asked_by", Person(member_id=71)),
        ({"uin": None, "heading": None, "answeringBodyName": None}, "uin", ""),
        ({"dateForAnswer": None, "dateHoldingAnswer": None, "dateAnswerCorrected": None}, "due_on", None),
        ({"originalAnswerText": None, "comparableAnswerText": None}, "answer.original_html", ""),
        ({"questionText": None, "isWithdrawn": True, "answerText": None, "dateAnswered": None}, "state", "withdrawn"),
        ({"questionText": None, "isWithdrawn": True, "heading": None, "answeringBodyName": None}, "text", ""),
        ({"questionText": None, "answeringBodyName": None}, "heading", "Lighthouses: Repairs"),
    ],
)
def test_null_where_the_api_allows_it_loses_nothing(changes: dict[str, Any], path: str, value: object) -> None:
    question, warnings = read_official(**changes)
    assert (value_of(question, path), warnings) == (value, [])


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://a.example/x.pdf", "https://a.example/x.pdf"),
        ("www.a.example/x.pdf", "https://www.a.example/x.pdf"),
        ("//a.example/x", "https://a.example/x"),
        ("a.example", "https://a.example"),
        ("https://a.example/the lamps (1).pdf", "https://a.example/the%20lamps%20(1).pdf"),
        ("mailto:keeper@a.example", "mailto:keeper@a.example"),
        ("javascript:alert(1)", ""),
        ("JavaScript:alert(1)//www.a.example", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("lamps.pdf", ""),
        ("/files/lamps.pdf", ""),
        ("\\\\server\\lamps.doc", ""),
    ],
)
def test_an_address_of_an_attachment_is_a_link_or_left_out(address: str, url: str) -> None:
    question, warnings = read_official(attachments=attached(url=address))
    assert question.answer is not None
    assert [attachment.url for attachment in question.answer.attachments] == [url]
    assert len(warnings) == (0 if url else 1)


@pytest.mark.parametrize(
    ("sent", "uin"),
    [("HL5010", "HL5010"), ("hl5010", "HL5010"), ("HL 5011", "HL5011"), ("Hl-12", "HL12"), (" 17 ", "17"), ("UIN 17", "17")],
)
def test_uins_have_one_form(sent: str, uin: str) -> None:
    question, _ = read_official(uin=sent, groupedQuestions=[sent])
    assert (question.uin, question.grouped) == (uin, (GroupedQuestion(uin),))
    question, _ = read_linked(linked_answer(groupedQuestionUIN={"_value": sent}))
    assert question.grouped == (GroupedQuestion(uin),)
    assert read_linked(linked(uin=sent))[0].uin == uin


@pytest.mark.parametrize(
    ("item", "path", "value", "warning"),
    [
        (linked(date={"_value": "12 May"}), "tabled_on", None, "date is not a date: “12 May”"),
        (linked(date={"_value": "2915-02-09"}), "tabled_on", None, "date is not a plausible date"),
        (linked(date={"_value": {"day": 9}}), "tabled_on", None, "date is not a single value"),
        (linked(hansardHeading={"_value": ["Fog"]}), "heading", "", "hansardHeading is not a single value"),
        (linked(answeringDeptId={"_value": "9" * 5000}), "answering_body.id", None, "answeringDeptId is not a whole number"),
        (linked(answeringDeptId={"_value": "nine"}), "answering_body.id", None, "answeringDeptId is not a whole number"),
        (linked(houseId={"_value": "lords"}), "house", "Lords", "the house is in an unusual form"),
        (linked(registeredInterest={"_value": "perhaps"}), "has_interest", False, "registeredInterest is not true or false"),
        (
            linked_answer(dateOfAnswer={"_value": "23/02/2015"}),
            "answer.answered_on",
            date(2015, 2, 23),
            "dateOfAnswer is in an",
        ),
        (linked_answer(isMinisterialCorrection={"_value": "yes"}), "answer.is_correction", True, None),
        (
            linked_answer(questionFirstAnswered={"_value": "noon"}),
            "answer.first_answered_at",
            "",
            "questionFirstAnswered is not",
        ),
        (linked(questionText=None), "heading", "Fog", None),
        (linked(questionText=None, hansardHeading=None), "answer.text", "The fog was thick.", None),
        (linked(tablingMember={"_about": f"x/members/{'9' * 5000}"}), "asked_by.member_id", None, None),
    ],
)
def test_only_the_bad_value_of_a_linked_data_api_record_is_left_out(
    item: Json, path: str, value: object, warning: str | None
) -> None:
    question, warnings = read_linked(item)
    assert value_of(question, path) == value
    assert [text[: len(warning or "")] for text in warnings] == ([warning] if warning else [])


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just("2024-03-05T00:00:00Z")),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
SECONDARY = sorted(set(official()["value"]) - {"id", "house"})
MEMBERS = ("askingMember", "answeringMember", "correctingMember")


@given(
    st.dictionaries(st.sampled_from([*SECONDARY, "other"]), JSON_VALUES, max_size=5),
    st.dictionaries(st.sampled_from(sorted(MEMBER)), JSON_VALUES, max_size=2),
    st.dictionaries(st.sampled_from(sorted(ATTACHED)), JSON_VALUES, max_size=2),
    st.sampled_from(["Commons", "Lords"]),
)
@settings(max_examples=400, deadline=None)
def test_a_record_with_an_id_and_a_house_is_never_lost(
    changes: dict[str, Any], member: dict[str, Any], attachment: dict[str, Any], house: str
) -> None:
    changes = {"askingMember": MEMBER | member, "attachments": attached(**attachment), **changes, "house": house}
    question: Question | None
    try:
        question, reason = read_official(**changes)[0], ""
    except InvalidRecord as error:
        reason = str(error)
        question = None
    if question is None:
        assert "nothing else tells what was asked" in reason
    else:
        assert (question.id, question.house) == ("501", house)


def test_warnings_are_in_the_records_of_a_file(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "x", [official(), official(id=2, dateTabled="soon", uin=3), official(id=4, heading="\ud800 x")]
    )
    file = detect_source(path)
    assert isinstance(file, SourceFile)
    records = [record for record in file.records() if isinstance(record, DecodedRecord)]
    assert [len(record.warnings) for record in records] == [0, 2, 1]
    assert records[2].question.heading == "\ufffd x"
    path.write_text(json.dumps([official(heading="\ud800 x")]))
    file = detect_source(path)
    assert isinstance(file, SourceFile)
    (record,) = file.records()
    assert isinstance(record, DecodedRecord)
    assert record.question.heading == "\ufffd x"
