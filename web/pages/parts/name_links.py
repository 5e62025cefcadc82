"""Names that several members have."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from search.model.question import Question


def shared_names(questions: Iterable[Question]) -> Collection[str]:
    """The names that several members have among those who asked or answered some questions."""
    numbers: dict[str, int | None] = {}
    shared = set()
    for question in questions:
        for person in (question.asked_by, question.answer.answered_by) if question.answer else (question.asked_by,):
            label = person.name or person.label
            if numbers.setdefault(label, person.member_id) != person.member_id:
                shared.add(label)
    return shared
