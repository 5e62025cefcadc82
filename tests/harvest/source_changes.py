"""Everything that is known to happen to questions at the source, done to made values."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta

from tests.harvest.api_values import BODIES, Json, Values, answer, stamp, value


def changed(before: Values, share: float, today: date, seed: int = 9) -> tuple[Values, dict[str, set[int]]]:
    """The values after so large a share of them has changed, in every way alike; and which ones in which way."""
    after = deepcopy(before)
    dice = random.Random(seed)
    each = max(1, int(len(before) * share / (len(KINDS) + 2)))
    done: dict[str, set[int]] = {}
    for kind, (suits, change) in KINDS.items():
        taken = set().union(*done.values())
        suitable = [number for number, made in after.items() if number not in taken and suits(made)]
        done[kind] = set(dice.sample(suitable, each))
        for number in done[kind]:
            change(after[number], today, dice)
    done["vanished"] = set(dice.sample([*_still(after, done, is_unanswered)], each))
    for number in done["vanished"]:
        del after[number]
    done["new"] = set(range(max(before) + 1, max(before) + 1 + each))
    for number in done["new"]:
        after[number] = value(number, dice, today - timedelta(days=3), 3, answered=0.3)
        if after[number]["dateAnswered"]:
            after[number]["dateAnswered"] = stamp(today)
    return after, done


def is_unanswered(made: Json) -> bool:
    return made["answerText"] is None and not made["isWithdrawn"]


def is_answered(made: Json) -> bool:
    return made["answerText"] is not None and not made["answerIsHolding"]


def is_held(made: Json) -> bool:
    return bool(made["answerIsHolding"])


def _still(after: Values, done: dict[str, set[int]], suits: Callable[[Json], bool]) -> Iterator[int]:
    taken = set().union(*done.values())
    return (number for number, made in after.items() if number not in taken and suits(made))


def answered(made: Json, today: date, dice: random.Random) -> None:
    """Groups are filled in with the answer."""
    answer(made, today, dice)
    made["groupedQuestions"] = ["41", "42"]
    made["groupedQuestionsDates"] = [{"questionUin": uin, "dateTabled": made["dateTabled"]} for uin in ("41", "42")]


def held(made: Json, today: date, dice: random.Random) -> None:
    answer(made, today, dice, is_holding=True)
    made["dateHoldingAnswer"] = stamp(today)


def made_whole(made: Json, today: date, dice: random.Random) -> None:
    """A holding answer is written over; the day it was given stays."""
    answer(made, today, dice)


def corrected(made: Json, today: date, dice: random.Random) -> None:
    before = made["answerText"]
    answer(made, today - timedelta(days=1), dice)
    made |= {
        "answerIsCorrection": True,
        "correctingMemberId": made["answeringMemberId"],
        "correctingMember": made["answeringMember"],
        "dateAnswerCorrected": stamp(today),
        "originalAnswerText": before,
    }


def headed(made: Json, today: date, dice: random.Random) -> None:
    made["heading"] = "Bridges: Repairs and Tides"


def transferred(made: Json, today: date, dice: random.Random) -> None:
    """The opening is worded for the new department; number, UIN and day stay."""
    made["answeringBodyId"], made["answeringBodyName"] = next(each for each in BODIES if each[0] != made["answeringBodyId"])
    made["questionText"] = made["questionText"].replace("To ask the Minister", "To ask the Secretary of State for Elsewhere")


def withdrawn(made: Json, today: date, dice: random.Random) -> None:
    made["isWithdrawn"] = True


def moved(made: Json, today: date, dice: random.Random) -> None:
    made["dateTabled"] = stamp(date.fromisoformat(made["dateTabled"][:10]) - timedelta(days=40))


Change = Callable[[Json, date, random.Random], None]

KINDS: dict[str, tuple[Callable[[Json], bool], Change]] = {
    "answered": (is_unanswered, answered),
    "held": (is_unanswered, held),
    "made whole": (is_held, made_whole),
    "corrected": (is_answered, corrected),
    "headed": (is_unanswered, headed),
    "transferred": (is_unanswered, transferred),
    "withdrawn": (is_unanswered, withdrawn),
    "moved": (is_unanswered, moved),
}
