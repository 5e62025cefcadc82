"""Everything that is known to happen to questions at the source, done to made values."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta

from tests.harvest.api_values import BODIES, Json, Values, add_answer, make_value, timestamp


def change_values(before: Values, share: float, today: date, seed: int = 9) -> tuple[Values, dict[str, set[int]]]:
    """The values after so large a share of them has changed, in every way alike; and which ones in which way."""
    after = deepcopy(before)
    rng = random.Random(seed)
    per_kind = max(1, int(len(before) * share / (len(KINDS) + 2)))
    changed: dict[str, set[int]] = {}
    for kind, (is_suitable, change) in KINDS.items():
        taken = set().union(*changed.values())
        suitable = [number for number, value in after.items() if number not in taken and is_suitable(value)]
        changed[kind] = set(rng.sample(suitable, per_kind))
        for number in changed[kind]:
            change(after[number], today, rng)
    changed["vanished"] = set(rng.sample([*_unchanged(after, changed, is_unanswered)], per_kind))
    for number in changed["vanished"]:
        del after[number]
    changed["new"] = set(range(max(before) + 1, max(before) + 1 + per_kind))
    for number in changed["new"]:
        after[number] = make_value(number, rng, today - timedelta(days=3), 3, answered=0.3)
        if after[number]["dateAnswered"]:
            after[number]["dateAnswered"] = timestamp(today)
    return after, changed


def is_unanswered(value: Json) -> bool:
    return value["answerText"] is None and not value["isWithdrawn"]


def is_answered(value: Json) -> bool:
    return value["answerText"] is not None and not value["answerIsHolding"]


def has_holding_answer(value: Json) -> bool:
    return bool(value["answerIsHolding"])


def _unchanged(after: Values, changed: dict[str, set[int]], is_suitable: Callable[[Json], bool]) -> Iterator[int]:
    taken = set().union(*changed.values())
    return (number for number, value in after.items() if number not in taken and is_suitable(value))


def give_answer(value: Json, today: date, rng: random.Random) -> None:
    """Groups are filled in with the answer."""
    add_answer(value, today, rng)
    value["groupedQuestions"] = ["41", "42"]
    value["groupedQuestionsDates"] = [{"questionUin": uin, "dateTabled": value["dateTabled"]} for uin in ("41", "42")]


def hold_answer(value: Json, today: date, rng: random.Random) -> None:
    add_answer(value, today, rng, is_holding=True)
    value["dateHoldingAnswer"] = timestamp(today)


def complete_answer(value: Json, today: date, rng: random.Random) -> None:
    """A holding answer is written over; the day it was given stays."""
    add_answer(value, today, rng)


def correct_answer(value: Json, today: date, rng: random.Random) -> None:
    before = value["answerText"]
    add_answer(value, today - timedelta(days=1), rng)
    value |= {
        "answerIsCorrection": True,
        "correctingMemberId": value["answeringMemberId"],
        "correctingMember": value["answeringMember"],
        "dateAnswerCorrected": timestamp(today),
        "originalAnswerText": before,
    }


def set_heading(value: Json, today: date, rng: random.Random) -> None:
    value["heading"] = "Bridges: Repairs and Tides"


def transfer(value: Json, today: date, rng: random.Random) -> None:
    """The opening is worded for the new department; number, UIN and day stay."""
    value["answeringBodyId"], value["answeringBodyName"] = next(each for each in BODIES if each[0] != value["answeringBodyId"])
    value["questionText"] = value["questionText"].replace("To ask the Minister", "To ask the Secretary of State for Elsewhere")


def withdraw(value: Json, today: date, rng: random.Random) -> None:
    value["isWithdrawn"] = True


def change_date_tabled(value: Json, today: date, rng: random.Random) -> None:
    value["dateTabled"] = timestamp(date.fromisoformat(value["dateTabled"][:10]) - timedelta(days=40))


Change = Callable[[Json, date, random.Random], None]

KINDS: dict[str, tuple[Callable[[Json], bool], Change]] = {
    "answered": (is_unanswered, give_answer),
    "held": (is_unanswered, hold_answer),
    "made whole": (has_holding_answer, complete_answer),
    "corrected": (is_answered, correct_answer),
    "headed": (is_unanswered, set_heading),
    "transferred": (is_unanswered, transfer),
    "withdrawn": (is_unanswered, withdraw),
    "moved": (is_unanswered, change_date_tabled),
}
