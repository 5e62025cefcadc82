"""Real records, where they are at hand: every property they came with is still there after import."""

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

from indexer.cleaning.html_to_text import plain_text
from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from indexer.staging.store import Staging
from search.model.question import Question
from tests.indexer.source_records import Json, original

SHARED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "data" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the real records are not at {SAMPLES}")


@cache
def staged(folder: str) -> dict[str, Question]:
    """The records of a folder of samples, after decoding and staging."""
    with Staging() as staging:
        for path in input_files([SAMPLES / folder]):
            found = detect_source(path)
            if isinstance(found, SourceFile):
                for record in found.records():
                    assert isinstance(record, DecodedRecord), record
                    staging.add(record.question)
        staging.settle()
        return {question.id: question for question in staging.questions()}


def linked_items() -> list[Json]:
    files = sorted((SAMPLES / "linked-data").glob("*.json"))
    return [item for file in files for item in json.loads(file.read_bytes())["result"]["items"]]


def value(node: Any) -> Any:
    """The first value of a property in any of its forms."""
    node = node[0] if isinstance(node, list) else node
    return node["_value"] if isinstance(node, dict) else node


def day(written: str | None) -> date | None:
    return date.fromisoformat(written[:10]) if written else None


def several(node: Any) -> list[Any]:
    return [] if node is None else node if isinstance(node, list) else [node]


def test_every_field_of_the_linked_data_items_is_there() -> None:
    items, questions = linked_items(), staged("linked-data")
    assert len(items) == 510
    for item in items:
        question = questions[item["_about"].rpartition("/")[2]]
        assert [original(wire) for wire in question.source_records] == [item]
        assert question.house == {"1": "Commons", "2": "Lords"}[value(item["houseId"])]
        assert question.text == plain_text(item["questionText"])
        assert question.uin == item["uin"]
        assert question.tabled_on == day(value(item["date"]))
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


def check_linked_answer(question: Question, given: Json) -> None:
    answer = question.answer
    assert answer is not None
    assert answer.html == value(given["answerText"]).strip()
    assert answer.text == plain_text(answer.html)
    assert answer.answered_on == day(value(given["dateOfAnswer"]))
    assert answer.answered_by.name == value(given["answeringMemberPrinted"]).strip()
    assert answer.answered_by.member_id == int(given["answeringMember"]["_about"].rpartition("/")[2])
    assert answer.answered_by.constituency == value(given.get("answeringMemberConstituency", ""))
    assert answer.first_answered_at == value(given["questionFirstAnswered"])
    assert answer.is_correction is (value(given["isMinisterialCorrection"]) == "true")
    assert answer.first_corrected_at == value(given.get("questionFirstMinisteriallyCorrected", ""))
    assert [other.uin for other in question.grouped] == [value(uin) for uin in several(given.get("groupedQuestionUIN"))]
    assert [(a.title, a.file_name) for a in answer.attachments] == [
        (a["title"], value(a["fileName"])) for a in several(given.get("attachment"))
    ]
    assert list(answer.previous_versions) == [v["_about"] for v in several(given.get("previousAnswerVersion"))]


def test_every_field_of_the_official_results_is_there() -> None:
    results = json.loads((SAMPLES / "official-api" / "month-2024-08-results.json").read_bytes())
    questions = staged("official-api")
    assert len(results) == 1004
    for result in results:
        given = result["value"]
        question = questions[str(given["id"])]
        assert [original(wire) for wire in question.source_records] == [result]
        assert (question.house, question.uin, question.heading) == (given["house"], given["uin"], given["heading"].strip())
        assert question.text == plain_text(given["questionText"])
        assert question.is_cut is (len(given["questionText"]) == 255)
        assert (question.tabled_on, question.due_on) == (day(given["dateTabled"]), day(given["dateForAnswer"]))
        assert question.asked_by.member_id == given["askingMemberId"]
        assert (question.answering_body.id, question.answering_body.name) == (
            given["answeringBodyId"],
            given["answeringBodyName"],
        )
        assert (question.is_withdrawn, question.is_named_day) == (given["isWithdrawn"], given["isNamedDay"])
        assert question.has_interest is given["memberHasInterest"]
        assert [other.uin for other in question.grouped] == given["groupedQuestions"]
        assert question.held_on == day(given["dateHoldingAnswer"])
        check_official_answer(question, given)


def check_official_answer(question: Question, given: Json) -> None:
    answer = question.answer
    assert (answer is None) is (not given["answerText"] and not given["dateAnswered"])
    if answer is None:
        return
    assert answer.html == (given["answerText"] or "")
    assert answer.text == plain_text(answer.html)
    assert answer.answered_on == day(given["dateAnswered"])
    assert answer.answered_by.member_id == given["answeringMemberId"]
    assert (answer.is_holding, answer.is_correction) == (bool(given["answerIsHolding"]), bool(given["answerIsCorrection"]))
    assert (answer.corrected_on, answer.corrected_by.member_id) == (
        day(given["dateAnswerCorrected"]),
        given["correctingMemberId"],
    )
    assert len(answer.attachments) == given["attachmentCount"]


def twfy_files() -> Iterator[Any]:
    for path in sorted((SAMPLES / "theyworkforyou").glob("*.xml")):
        yield pytest.param(path, id=path.stem)


@pytest.mark.parametrize("path", list(twfy_files()))
def test_every_question_of_a_theyworkforyou_file_is_one_record(path: Path) -> None:
    found = detect_source(path)
    assert isinstance(found, SourceFile)
    questions = [record.question for record in found.records() if isinstance(record, DecodedRecord)]
    numbers = re.findall(r'qnum="([^"]+)"', path.read_text("latin-1"))
    assert [question.uin for question in questions] == numbers
    assert len({question.id for question in questions}) == len(numbers)
    assert {question.house for question in questions} == {"Lords" if path.name.startswith("lords") else "Commons"}
    assert all(question.answer and question.answer.text and question.heading for question in questions)
    assert sum(question.held_on is not None for question in questions) >= path.read_text("latin-1").count('"holdinganswer"')
