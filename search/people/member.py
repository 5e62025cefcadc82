"""A member of Parliament as the records of an index show one, and the queries for the member's questions and answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from search.model.question import Answer, Person, Question
from search.people.names import KeyKind, Title, name_key
from search.query.nodes import And, AnyOf, Exists, Filter, Node, Or

Role = Literal["asked", "answered"]
ROLES: tuple[Role, ...] = ("asked", "answered")
NUMBER_FIELDS: Mapping[Role, str] = {"asked": "asked-id", "answered": "answered-id"}
"""The field with the member's number, for each field with the name."""


class MemberCount(NamedTuple):
    """How many records a member asked or answered under one printed name, with one number ("" for none)."""

    role: Role
    name: str
    number: str
    house: str
    constituency: str
    party: str
    records: int


class Member(msgspec.Struct, frozen=True, gc=False):
    """A person: the number, None if unknown; the names printed, the most frequent first; the records asked and answered.

    ``house``, ``constituency`` and ``party`` are those of most records, "" if no record has one; ``constituencies`` and
    ``parties`` are all of them, those of most records first. ``own_names`` are the names that no member with another number
    has: a record with such a name and no number is the member's.
    """

    member_id: int | None
    names: tuple[str, ...]
    own_names: tuple[str, ...]
    asked: int
    answered: int
    house: str = ""
    constituency: str = ""
    party: str = ""
    constituencies: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The most frequent printed name."""
        return self.names[0]

    @property
    def key(self) -> str:
        """The identifier of the member in an address: the number, or else the key that all forms of the name share."""
        return name_key(self.name) if self.member_id is None else str(self.member_id)

    def records(self, role: Role) -> int:
        """Return how many records the member asked or answered."""
        return self.asked if role == "asked" else self.answered

    def filters(self, role: Role) -> tuple[Filter, ...]:
        """Return the filters of a search for the records that the member asked or answered.

        A filter by number also matches the member's own names (``with_members``).
        """
        if self.member_id is None:
            return (AnyOf(role, self.names), Exists(NUMBER_FIELDS[role], False))
        return (AnyOf(NUMBER_FIELDS[role], (str(self.member_id),)),)

    def query(self, role: Role) -> Node:
        """Return the query for the records that the member asked or answered."""
        filters = self.filters(role)
        if self.member_id is None:
            return And(filters)
        return Or((*filters, AnyOf(role, self.own_names))) if self.own_names else filters[0]


def person_key(person: Person) -> str:
    """Return the key of the member that a record names (``Directory.find``); "" if it names none."""
    if person.member_id is not None:
        return str(person.member_id)
    return name_key(person.name) if person.name else ""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A member under one key: the kind of the key, and the title printed with it."""

    member: Member
    kind: KeyKind
    title: Title


def member_counts(questions: Iterable[Question]) -> Iterator[MemberCount]:
    """Count who asked and answered some records."""
    counts: Counter[tuple[Role, str, str, str, str, str]] = Counter()
    for question in questions:
        asker, answerer = question.asked_by, (question.answer or Answer()).answered_by
        counts["asked", asker.label, _number(asker), question.house, asker.constituency, asker.party] += 1
        counts["answered", answerer.label, _number(answerer), question.house, answerer.constituency, ""] += 1
    for values, records in counts.items():
        yield MemberCount(*values, records)


def _number(person: Person) -> str:
    return "" if person.member_id is None else str(person.member_id)
