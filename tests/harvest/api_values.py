"""Makes random values as the official API sends them: of every state, and the same for the same seed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from indexer.sources.official_api import read_question
from search.model.parliament import LIST_TEXT_CHARACTERS
from search.model.question import Question
from tests.indexer.source_records import official
from tests.invented import HEADINGS, sentence

Json = dict[str, Any]
Values = dict[int, Json]

FIRST_DAY = date(2024, 1, 1)
DAYS = 70
SPAN_OPTIONS = ("--since", FIRST_DAY, "--until", FIRST_DAY + timedelta(days=DAYS - 1))
"""Options of ``harvest``: the days that values are tabled on by default."""

BODIES = ((1, "Department for Bridges"), (2, "Ministry of Tides"))
MEMBERS = ((10, "Alys Fenwick"), (11, "Siân Prydderch"), (12, "Tobias Okonjo-Reed"))


def make_values(count: int, days: int = DAYS, seed: int = 5, first_day: date = FIRST_DAY, answered: float = 0.8) -> Values:
    """Make ``count`` values by their ids, tabled within ``days`` days. ``answered`` is the share with an answer."""
    rng = random.Random(seed)
    return {3000 + number: make_value(3000 + number, rng, first_day, days, answered) for number in range(count)}


def make_value(id: int, rng: random.Random, first_day: date, days: int, answered: float) -> Json:
    """Make one value. UINs repeat, as they do in every session."""
    tabled = first_day + timedelta(days=rng.randrange(days))
    body, name = rng.choice(BODIES)
    value: Json = official()["value"] | {
        "id": id,
        "askingMember": random_member(rng),
        "house": rng.choice(["Commons", "Lords"]),
        "dateTabled": timestamp(tabled),
        "dateForAnswer": timestamp(tabled + timedelta(days=14)),
        "uin": f"{rng.randrange(1, 90)}{id % 7}",
        "questionText": "To ask the Minister, " + sentence(rng, 5, 60)[:600] + "; and why.",
        "answeringBodyId": body,
        "answeringBodyName": name,
        "isNamedDay": rng.random() < 0.2,
        "groupedQuestions": [],
        "groupedQuestionsDates": [],
        "heading": "",
        **UNANSWERED_FIELDS,
    }
    value["askingMemberId"] = value["askingMember"]["id"]
    if len(value["questionText"]) == LIST_TEXT_CHARACTERS:
        value["questionText"] += "?"
    if rng.random() < answered:
        add_answer(value, tabled + timedelta(days=rng.randrange(20)), rng)
    return value


UNANSWERED_FIELDS: Json = {
    "answerIsHolding": None,
    "answerIsCorrection": None,
    "answeringMemberId": None,
    "answeringMember": None,
    "correctingMemberId": None,
    "dateAnswered": None,
    "answerText": None,
}


def add_answer(value: Json, day: date, rng: random.Random, is_holding: bool = False) -> None:
    """Add an answer to a value, with the heading and the group that the source adds too."""
    member = random_member(rng)
    value |= {
        "heading": value["heading"] or rng.choice(HEADINGS),
        "groupedQuestions": value["groupedQuestions"] or rng.choice([[], ["77", "78"]]),
        "answerIsHolding": is_holding,
        "answerIsCorrection": False,
        "answeringMemberId": member["id"],
        "answeringMember": member,
        "dateAnswered": timestamp(day),
        "answerText": f"<p>{sentence(rng, 3, 30)}</p><p>{sentence(rng, 3, 60)}</p>",
    }
    if rng.random() < 0.1:
        value["attachments"] = [{"url": "https://a.example/f", "title": "Lamps", "fileType": "pdf", "fileSizeBytes": 12}]
        value["attachmentCount"] = 1


def random_member(rng: random.Random) -> Json:
    number, name = rng.choice(MEMBERS)
    return {
        "id": number,
        "listAs": name,
        "name": name,
        "party": "Harbour Party",
        "partyColour": "0000ff",
        "partyAbbreviation": "Har",
        "memberFrom": "Gannet Rock",
        "thumbnailUrl": f"https://members-api.parliament.uk/api/Members/{number}/Thumbnail",
    }


def timestamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def read_questions(values: Values) -> list[Question]:
    """Return the questions for which our official API serves these values."""
    return [read_question({"value": value, "links": links(number)}) for number, value in values.items()]


def links(id: int) -> list[Json]:
    return [{"rel": "self", "href": f"/Questions/{id}", "method": "GET"}]


def ids_needing_fetch(values: Values) -> set[int]:
    """Return the ids of the questions that a list gives in part: answered questions and long questions."""
    return {
        question_id
        for question_id, value in values.items()
        if value["answerText"] or len(value["questionText"]) >= LIST_TEXT_CHARACTERS
    }
