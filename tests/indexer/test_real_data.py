"""Real records, where they are installed: every property of the source is in the decoded question."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indexer.cleaning.glued_cells import separate_cells
from indexer.cleaning.html_to_text import plain_text
from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from indexer.staging.store import StagingStore
from search.model.parliament import is_cut_question
from search.model.question import Question
from tests.indexer.source_records import Json, decoded_body

SHARED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "data" / "samples"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the real records are not at {SAMPLES}")]


@cache
def staged(folder: str) -> dict[str, Question]:
    """Return the records of a folder of samples, decoded and staged, by id."""
    with StagingStore.open() as staging:
        for path in input_files([SAMPLES / folder]):
            file = detect_source(path)
            if isinstance(file, SourceFile):
                for record in file.records():
                    assert isinstance(record, DecodedRecord), record
                    staging.add(record.question)
        return {question.id: question for question in staging.merge_sources().questions()}


def linked_items() -> list[Json]:
    files = sorted((SAMPLES / "linked-data").glob("*.json"))
    return [item for file in files for item in json.loads(file.read_bytes())["result"]["items"]]


def value(node: Any) -> Any:
    """Return the first value of a property in any of its forms."""
    node = node[0] if isinstance(node, list) else node
    return node["_value"] if isinstance(node, dict) else node


def parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def as_list(node: Any) -> list[Any]:
    return [] if node is None else node if isinstance(node, list) else [node]


def test_every_property_of_the_linked_data_items_is_decoded() -> None:
    items, questions = linked_items(), staged("linked-data")
    assert len(items) == 510
    for item in items:
        question = questions[item["_about"].rpartition("/")[2]]
        assert [decoded_body(record) for record in question.source_records] == [item]
        assert question.house == {"1": "Commons", "2": "Lords"}[value(item["houseId"])]
        assert question.text == plain_text(item["questionText"])
        assert question.uin == item["uin"]
        assert question.tabled_on == parse_day(value(item["date"]))
        assert question.heading == value(item.get("hansardHeading", "")).strip()
        assert question.has_interest is (value(item["registeredInterest"]) == "true")
        body = question.answering_body
        assert (body.name, str(body.id)) == (value(item["AnsweringBody"]), value(item["answeringDeptId"]))
        assert (body.short_name, body.sort_name) == (
            value(item["answeringDeptShortName"]),
            value(item["answeringDeptSortName"]),
        )
        assert question.asked_by.name == value(item["tablingMemberPrinted"]).strip()
        assert question.asked_by.member_id == int(item["tablingMember"]["_about"].rpartition("/")[2])
        assert question.asked_by.constituency == value(item.get("tablingMemberConstituency", ""))
        check_linked_answer(question, item["answer"])


def check_linked_answer(question: Question, item: Json) -> None:
    answer = question.answer
    assert answer is not None
    assert answer.html == value(item["answerText"]).strip()
    text = plain_text(answer.html)
    assert answer.text == (text if "<" in answer.html else separate_cells(text))
    assert answer.answered_on == parse_day(value(item["dateOfAnswer"]))
    assert answer.answered_by.name == value(item["answeringMemberPrinted"]).strip()
    assert answer.answered_by.member_id == int(item["answeringMember"]["_about"].rpartition("/")[2])
    assert answer.answered_by.constituency == value(item.get("answeringMemberConstituency", ""))
    assert answer.first_answered_at == value(item["questionFirstAnswered"])
    assert answer.is_correction is (value(item["isMinisterialCorrection"]) == "true")
    assert answer.first_corrected_at == value(item.get("questionFirstMinisteriallyCorrected", ""))
    assert [grouped.uin for grouped in question.grouped] == [value(uin) for uin in as_list(item.get("groupedQuestionUIN"))]
    assert [(attachment.title, attachment.file_name) for attachment in answer.attachments] == [
        (attachment["title"], value(attachment["fileName"])) for attachment in as_list(item.get("attachment"))
    ]
    assert list(answer.previous_versions) == [v["_about"] for v in as_list(item.get("previousAnswerVersion"))]


def test_every_property_of_the_official_results_is_decoded() -> None:
    results = json.loads((SAMPLES / "official-api" / "month-2024-08-results.json").read_bytes())
    questions = staged("official-api")
    assert len(results) == 1004
    for result in results:
        value = result["value"]
        question = questions[str(value["id"])]
        assert [decoded_body(record) for record in question.source_records] == [result]
        assert (question.house, question.uin, question.heading) == (value["house"], value["uin"], value["heading"].strip())
        assert question.text == plain_text(value["questionText"])
        assert question.is_cut is is_cut_question(value["questionText"], value["answerText"] or "")
        assert (question.tabled_on, question.due_on) == (parse_day(value["dateTabled"]), parse_day(value["dateForAnswer"]))
        assert question.asked_by.member_id == value["askingMemberId"]
        assert (question.answering_body.id, question.answering_body.name) == (
            value["answeringBodyId"],
            value["answeringBodyName"],
        )
        assert (question.is_withdrawn, question.is_named_day) == (value["isWithdrawn"], value["isNamedDay"])
        assert question.has_interest is value["memberHasInterest"]
        assert [grouped.uin for grouped in question.grouped] == value["groupedQuestions"]
        assert question.held_on == parse_day(value["dateHoldingAnswer"])
        check_official_answer(question, value)


def check_official_answer(question: Question, value: Json) -> None:
    answer = question.answer
    assert (answer is None) is (not value["answerText"] and not value["dateAnswered"])
    if answer is None:
        return
    assert answer.html == (value["answerText"] or "")
    text = plain_text(answer.html)
    assert answer.text == (text if "<" in answer.html else separate_cells(text))
    assert answer.answered_on == parse_day(value["dateAnswered"])
    assert answer.answered_by.member_id == value["answeringMemberId"]
    assert (answer.is_holding, answer.is_correction) == (bool(value["answerIsHolding"]), bool(value["answerIsCorrection"]))
    assert (answer.corrected_on, answer.corrected_by.member_id) == (
        parse_day(value["dateAnswerCorrected"]),
        value["correctingMemberId"],
    )
    assert len(answer.attachments) == value["attachmentCount"]


def twfy_files() -> Iterator[Any]:
    for path in sorted((SAMPLES / "theyworkforyou").glob("*.xml")):
        yield pytest.param(path, id=path.stem)


@pytest.mark.parametrize("path", list(twfy_files()))
def test_every_question_of_a_theyworkforyou_file_is_one_record(path: Path) -> None:
    file = detect_source(path)
    assert isinstance(file, SourceFile)
    questions = [record.question for record in file.records() if isinstance(record, DecodedRecord)]
    numbers = re.findall(r'qnum="([^"]+)"', path.read_text("latin-1"))
    assert [question.uin for question in questions] == numbers
    assert len({question.id for question in questions}) == len(numbers)
    assert {question.house for question in questions} == {"Lords" if path.name.startswith("lords") else "Commons"}
    assert all(question.answer and question.answer.text and question.heading for question in questions)
    assert sum(question.held_on is not None for question in questions) >= path.read_text("latin-1").count('"holdinganswer"')
