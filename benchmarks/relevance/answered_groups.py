"""Groups of questions that ministries answered together: the ground truth of more like this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from random import Random

import msgspec

from search.model.address_formula import without_address_formula
from search.model.question import House, Question
from search.text.analysis import stems

SIZES = range(2, 21)
"""The sizes of the groups used. A larger group is more often a list of towns than questions on one subject."""

_MAX_SIMILARITY = 0.5
_Key = tuple[House, str, date]


class JudgedRecord(msgspec.Struct, frozen=True):
    """A record, the ids of its ``partners``, which are relevant, and the ids ``excluded`` from its results."""

    question: Question
    partners: frozenset[str]
    excluded: frozenset[str] = frozenset()


def groups(questions: Collection[Question]) -> list[frozenset[str]]:
    """Return the ids of each group. UINs are reused, so a UIN refers to the record of the same House and day of answer."""
    ids = {key: question.id for question in questions if (key := _key(question, question.uin))}
    groups_by_id: dict[str, set[str]] = {}
    for question in questions:
        partners = (ids.get(key) for grouped_question in question.grouped if (key := _key(question, grouped_question.uin)))
        for partner in filter(None, partners):
            merged = groups_by_id.get(question.id, {question.id}) | groups_by_id.get(partner, {partner})
            groups_by_id.update(dict.fromkeys(merged, merged))
    return sorted((group for group in set(map(frozenset, groups_by_id.values())) if len(group) in SIZES), key=min)


def _key(question: Question, uin: str) -> _Key | None:
    answered_on = question.answer.answered_on if question.answer else None
    return (question.house, uin, answered_on) if uin and answered_on else None


def sample_records(
    groups: Iterable[frozenset[str]], questions: Mapping[str, Question], number: int, seed: int
) -> list[JudgedRecord]:
    """Draw ``number`` records of the groups."""
    candidates = [JudgedRecord(questions[id_], group - {id_}) for group in groups for id_ in sorted(group)]
    return Random(seed).sample(candidates, min(number, len(candidates)))


def sample_hard_records(
    groups: Iterable[frozenset[str]], questions: Mapping[str, Question], number: int, seed: int
) -> list[JudgedRecord]:
    """Draw ``number`` records that have hard partners: those with a Jaccard similarity of stems below 0.5.

    The other partners of a record are excluded from its results.
    """
    stems_by_id = {id_: frozenset(stems(without_address_formula(questions[id_].text))) for group in groups for id_ in group}
    candidates = []
    for group in groups:
        for id_ in sorted(group):
            partners = group - {id_}
            hard = frozenset(
                partner for partner in partners if _jaccard(stems_by_id[id_], stems_by_id[partner]) < _MAX_SIMILARITY
            )
            if hard:
                candidates.append(JudgedRecord(questions[id_], hard, partners - hard))
    return Random(seed).sample(candidates, min(number, len(candidates)))


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(len(a | b), 1)
