"""The names of members, and what is said beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from search.model.question import Question
from search.people.member import Member


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


def member_about(member: Member) -> str:
    """The House of a member, with the seat and the party of most of the member's questions, which may be years old."""
    seat = f" for {member.constituency}" * bool(member.constituency)
    party = f" as {member.party}" * bool(member.party)
    return " · ".join(filter(None, (member.house, f"sat{seat}{party}" * bool(seat or party))))
