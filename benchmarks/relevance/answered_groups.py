"""Questions that ministries answered together, as the ground truth of more like this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from search.model.address_formula import without_address_formula
from search.model.question import House, Question
from search.text.analysis import terms

SIZES = range(2, 21)
"""How many questions a group has that is looked at: a larger one is a list of towns more often than one matter."""

_HALF = 0.5
_Key = tuple[House, str, date]


@dataclass(frozen=True, slots=True)
class Sought:
    """A record to find others like: the ids of its ``partners``, and of the ``twins`` that are no candidates."""

    question: Question
    partners: frozenset[str]
    twins: frozenset[str] = frozenset()


def groups(questions: Collection[Question]) -> list[frozenset[str]]:
    """The ids of each group. A UIN names the record of the same House answered on the same day, since UINs are used again."""
    ids = {key: question.id for question in questions if (key := _key(question, question.uin))}
    together: dict[str, set[str]] = {}
    for question in questions:
        named = (ids.get(key) for each in question.grouped if (key := _key(question, each.uin)))
        for other in filter(None, named):
            joined = together.get(question.id, {question.id}) | together.get(other, {other})
            together.update(dict.fromkeys(joined, joined))
    return sorted((frozenset(g) for g in {frozenset(g) for g in together.values()} if len(g) in SIZES), key=min)


def _key(question: Question, uin: str) -> _Key | None:
    answered_on = question.answer.answered_on if question.answer else None
    return (question.house, uin, answered_on) if uin and answered_on else None


def sought(found: Iterable[frozenset[str]], questions: Mapping[str, Question], number: int, seed: int) -> list[Sought]:
    """So many records of the groups."""
    every = [Sought(questions[one], group - {one}) for group in found for one in sorted(group)]
    return Random(seed).sample(every, min(number, len(every)))


def hard(found: Iterable[frozenset[str]], questions: Mapping[str, Question], number: int, seed: int) -> list[Sought]:
    """So many records with partners that share less than half of the stems of both; the other partners are twins."""
    stems = {one: frozenset(terms(without_address_formula(questions[one].text))) for group in found for one in group}
    every = []
    for group in found:
        for one in sorted(group):
            others: defaultdict[bool, set[str]] = defaultdict(set)
            for other in group - {one}:
                others[_shared(stems[one], stems[other]) < _HALF].add(other)
            if others[True]:
                every.append(Sought(questions[one], frozenset(others[True]), frozenset(others[False])))
    return Random(seed).sample(every, min(number, len(every)))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)
