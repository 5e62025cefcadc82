"""Changes values in every way that the official API is known to change questions."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

from tests.harvest.api_values import BODIES, Json, Values, add_answer, make_value, make_values, timestamp

TODAY = datetime.now(UTC).date()
RECENT_FIRST_DAY = TODAY - timedelta(days=95)

IdsByKind = dict[str, set[int]]


def make_recent_values(count: int) -> Values:
    """Make values of the last weeks, a tenth of them with a holding answer."""
    rng = random.Random(3)
    values = make_values(count, first_day=RECENT_FIRST_DAY, answered=0.6)
    for value in values.values():
        if is_unanswered(value) and rng.random() < 0.25:
            hold_answer(value, date.fromisoformat(value["dateTabled"][:10]), rng)
    return values


def change_values(before: Values, share: float, today: date, seed: int = 9) -> tuple[Values, IdsByKind]:
    """Change a share of the values, equally many in each way. Return all values, and the ids changed in each way."""
    after = deepcopy(before)
    rng = random.Random(seed)
    per_kind = max(1, int(len(before) * share / (len(CHANGES) + 2)))
    changed: IdsByKind = {}
    for kind, (is_suitable, change) in CHANGES.items():
        changed[kind] = set(rng.sample(_unchanged(after, changed, is_suitable), per_kind))
        for question_id in changed[kind]:
            change(after[question_id], today, rng)
    changed["removed"] = set(rng.sample(_unchanged(after, changed, is_unanswered), per_kind))
    for question_id in changed["removed"]:
        del after[question_id]
    changed["new"] = set(range(max(before) + 1, max(before) + 1 + per_kind))
    for question_id in changed["new"]:
        after[question_id] = make_value(question_id, rng, today - timedelta(days=3), 3, answered=0.3)
        if after[question_id]["dateAnswered"]:
            after[question_id]["dateAnswered"] = timestamp(today)
    return after, changed


def _unchanged(values: Values, changed: IdsByKind, is_suitable: Callable[[Json], bool]) -> list[int]:
    """Return the ids of the suitable values that are not changed yet."""
    changed_ids = set().union(*changed.values())
    return [question_id for question_id, value in values.items() if question_id not in changed_ids and is_suitable(value)]


def is_unanswered(value: Json) -> bool:
    return value["answerText"] is None and not value["isWithdrawn"]


def is_answered(value: Json) -> bool:
    return value["answerText"] is not None and not value["answerIsHolding"]


def has_holding_answer(value: Json) -> bool:
    return bool(value["answerIsHolding"])


def give_answer(value: Json, today: date, rng: random.Random) -> None:
    """Answer a question. The source adds the group together with the answer."""
    add_answer(value, today, rng)
    value["groupedQuestions"] = ["41", "42"]
    value["groupedQuestionsDates"] = [{"questionUin": uin, "dateTabled": value["dateTabled"]} for uin in ("41", "42")]


def hold_answer(value: Json, today: date, rng: random.Random) -> None:
    add_answer(value, today, rng, is_holding=True)
    value["dateHoldingAnswer"] = timestamp(today)


def complete_answer(value: Json, today: date, rng: random.Random) -> None:
    """Replace a holding answer. Its date stays."""
    add_answer(value, today, rng)


def correct_answer(value: Json, today: date, rng: random.Random) -> None:
    original_text = value["answerText"]
    add_answer(value, today - timedelta(days=1), rng)
    value |= {
        "answerIsCorrection": True,
        "correctingMemberId": value["answeringMemberId"],
        "correctingMember": value["answeringMember"],
        "dateAnswerCorrected": timestamp(today),
        "originalAnswerText": original_text,
    }


def set_heading(value: Json, today: date, rng: random.Random) -> None:
    value["heading"] = "Bridges: Repairs and Tides"


def transfer(value: Json, today: date, rng: random.Random) -> None:
    """Move a question to another answering body. Its first words change; its id, UIN and date do not."""
    value["answeringBodyId"], value["answeringBodyName"] = next(body for body in BODIES if body[0] != value["answeringBodyId"])
    value["questionText"] = value["questionText"].replace("To ask the Minister", "To ask the Secretary of State for Elsewhere")


def withdraw(value: Json, today: date, rng: random.Random) -> None:
    value["isWithdrawn"] = True


def change_date_tabled(value: Json, today: date, rng: random.Random) -> None:
    value["dateTabled"] = timestamp(date.fromisoformat(value["dateTabled"][:10]) - timedelta(days=40))


Change = Callable[[Json, date, random.Random], None]

CHANGES: dict[str, tuple[Callable[[Json], bool], Change]] = {
    "answered": (is_unanswered, give_answer),
    "held": (is_unanswered, hold_answer),
    "completed": (has_holding_answer, complete_answer),
    "corrected": (is_answered, correct_answer),
    "headed": (is_unanswered, set_heading),
    "transferred": (is_unanswered, transfer),
    "withdrawn": (is_unanswered, withdraw),
    "redated": (is_unanswered, change_date_tabled),
}
"""Each change by the name of the event in a question's history: the values it can happen to, and a function that makes it."""


def event_of(kind: str) -> str:
    """Return the event that a kind of change is in a question's history."""
    return "asked" if kind == "new" else kind
