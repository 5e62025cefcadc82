"""Made-up values of the official API, as it is known to send them: seeded, and of every state."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from indexer.sources.official_api import read_question
from search.model.question import Question
from tests.indexer.source_records import official
from tests.invented import HEADINGS, sentence

Json = dict[str, Any]
Values = dict[int, Json]

FIRST_DAY = date(2024, 1, 1)
BODIES = ((1, "Department for Bridges"), (2, "Ministry of Tides"))
MEMBERS = ((10, "Alys Fenwick"), (11, "Siân Prydderch"), (12, "Tobias Okonjo-Reed"))


def values(count: int, days: int = 70, seed: int = 5, first_day: date = FIRST_DAY, answered: float = 0.8) -> Values:
    """``count`` values by their ids, tabled within ``days`` days."""
    dice = random.Random(seed)
    return {3000 + number: value(3000 + number, dice, first_day, days, answered) for number in range(count)}


def value(id: int, dice: random.Random, first_day: date, days: int, answered: float) -> Json:
    """One question; UINs come again, as they do every session."""
    tabled = first_day + timedelta(days=dice.randrange(days))
    body, name = dice.choice(BODIES)
    made: Json = official()["value"] | {
        "id": id,
        "askingMember": member(dice),
        "house": dice.choice(["Commons", "Lords"]),
        "dateTabled": stamp(tabled),
        "dateForAnswer": stamp(tabled + timedelta(days=14)),
        "uin": f"{dice.randrange(1, 90)}{id % 7}",
        "questionText": "To ask the Minister, " + sentence(dice, 5, 60)[:600] + "; and why.",
        "answeringBodyId": body,
        "answeringBodyName": name,
        "isNamedDay": dice.random() < 0.2,
        "groupedQuestions": [],
        "groupedQuestionsDates": [],
        "heading": "",
        **UNANSWERED,
    }
    made["askingMemberId"] = made["askingMember"]["id"]
    if len(made["questionText"]) == 255:
        made["questionText"] += "?"
    if dice.random() < answered:
        answer(made, tabled + timedelta(days=dice.randrange(20)), dice)
    return made


UNANSWERED: Json = {
    "answerIsHolding": None,
    "answerIsCorrection": None,
    "answeringMemberId": None,
    "answeringMember": None,
    "correctingMemberId": None,
    "dateAnswered": None,
    "answerText": None,
}


def answer(made: Json, day: date, dice: random.Random, is_holding: bool = False) -> None:
    """Answer a value; groups and headings come with answers."""
    by = member(dice)
    made |= {
        "heading": made["heading"] or dice.choice(HEADINGS),
        "groupedQuestions": made["groupedQuestions"] or dice.choice([[], ["77", "78"]]),
        "answerIsHolding": is_holding,
        "answerIsCorrection": False,
        "answeringMemberId": by["id"],
        "answeringMember": by,
        "dateAnswered": stamp(day),
        "answerText": f"<p>{sentence(dice, 3, 30)}</p><p>{sentence(dice, 3, 60)}</p>",
    }
    if dice.random() < 0.1:
        made["attachments"] = [{"url": "https://a.example/f", "title": "Lamps", "fileType": "pdf", "fileSizeBytes": 12}]
        made["attachmentCount"] = 1


def member(dice: random.Random) -> Json:
    number, name = dice.choice(MEMBERS)
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


def stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def questions(made: Values) -> list[Question]:
    """The records that our official API answers with these values."""
    return [read_question({"value": each, "links": links(number)}) for number, each in made.items()]


def links(id: int) -> list[Json]:
    return [{"rel": "self", "href": f"/Questions/{id}", "method": "GET"}]
