"""Names that several members have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from search.model.question import Answer, Question
from search.people.member import person_key


def shared_names(questions: Iterable[Question]) -> Collection[str]:
    """The names that several members have among those who asked or answered some questions."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for question in questions:
        for person in (question.asked_by, (question.answer or Answer()).answered_by):
            keys[person.label].add(person_key(person))
    return {name for name, own in keys.items() if len(own) > 1}
