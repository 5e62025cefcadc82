"""The directory of members, one entry a person for all forms of the name in the records, and of the answering bodies.

A person is a member number of Parliament. A name without a number belongs to the person whose number comes with that name in
other records, if there is exactly one such number. Otherwise it is a person without a number. Titles and letters between the
first and the last name make no difference to which name it is. An engine builds the directory of a build once
(``Engine.directory``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from search.people.bodies import BodyNames
from search.people.body_entries import BodyEntry, body_entries
from search.people.member import Entry, Member, MemberCount
from search.people.misspelt_names import Spellings
from search.people.names import KeyKind, Title, keys, name_key, parse_name, surname

MAX_MEMBERS = 50_000
"""The most members of one directory: those of most records. Real records of ten years have fewer than 3,000."""

_NUMBER_AS_NAME = re.compile(r"Member \d+")
"""The label of a member whose number alone is known."""


class Directory:
    """The members and the answering bodies of one build. Immutable, so any number of threads may read it."""

    def __init__(self, counts: Iterable[MemberCount], bodies: Iterable[str] = ()) -> None:
        people = _people(counts)
        self.members: tuple[Member, ...] = tuple(sorted(map(_member, people), key=_by_activity)[:MAX_MEMBERS])
        self.by_number: Mapping[int, Member] = {m.member_id: m for m in self.members if m.member_id is not None}
        body_values = tuple(bodies)
        self.bodies = BodyNames(body_values)
        self.body_entries: Mapping[str, BodyEntry] = body_entries(body_values)
        self._entries: dict[str, tuple[Entry, ...]] = _entries(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def entries(self, key: str) -> tuple[Entry, ...]:
        """Return the members with this key, those of most records first."""
        return self._entries.get(key, ())

    def find(self, key: str) -> Member | None:
        """Return the member with this ``Member.key``, or with this key of a name that is one member's alone; or None."""
        return self._by_key.get(key)

    def named(self, name: str) -> tuple[Member, ...]:
        """Return the members with this printed name, those of most records first."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_key(self) -> Mapping[str, Member]:
        keys = {name_key(name): member for member in reversed(self.members) for name in member.own_names}
        return keys | {member.key: member for member in reversed(self.members)}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Member, ...]]:
        members: defaultdict[str, list[Member]] = defaultdict(list)
        for member in self.members:
            for name in member.names:
                members[name].append(member)
        return {name: tuple(values) for name, values in members.items()}

    @cached_property
    def by_surname(self) -> tuple[tuple[str, Member], ...]:
        """The members in the order of their surnames, each with its surname, folded. Made when it is first needed."""
        return tuple(sorted(((surname(member.name), member) for member in self.members), key=_by_surname))

    @cached_property
    def spellings(self) -> Spellings:
        """The names in full, by which a misspelt name is found. Made when it is first needed."""
        return Spellings(self.members)


class _Person(msgspec.Struct):
    """A person while the directory is built.

    ``number`` is the member number, "" if unknown. ``names[name]``, ``records[role]`` and ``values[attribute][value]`` are
    numbers of records; the attributes are house, constituency and party.
    """

    number: str
    names: Counter[str]
    own_names: set[str]
    values: dict[str, Counter[str]]
    records: Counter[str]


def _people(counts: Iterable[MemberCount]) -> Iterable[_Person]:
    """Join the counts of each person: those with one member number, or with one name that has no number of its own."""
    rows = [row for row in counts if row.name]
    parsed = {name: identity_of(name) for name in dict.fromkeys(row.name for row in rows)}
    numbers: defaultdict[object, set[str]] = defaultdict(set)
    for row in rows:
        if row.number and not _NUMBER_AS_NAME.fullmatch(row.name):
            numbers[parsed[row.name]].add(row.number)
    people: dict[object, _Person] = {}
    for row in rows:
        identity = parsed[row.name]
        numbers_of_name = numbers.get(identity, set())
        number = row.number or (next(iter(numbers_of_name)) if len(numbers_of_name) == 1 else "")
        person = people.setdefault(number or identity, _Person(number, Counter(), set(), defaultdict(Counter), Counter()))
        person.names[row.name] += row.records
        person.records[row.role] += row.records
        if len(numbers_of_name) < 2:
            person.own_names.add(row.name)
        for attribute, value in (("house", row.house), ("constituency", row.constituency), ("party", row.party)):
            if value:
                person.values[attribute][value] += row.records
    return people.values()


def identity_of(printed: str) -> object:
    """Return what all forms of a printed name share; the name itself if it has no words."""
    name = parse_name(printed)
    return printed if name is None else name.identity


def _member(person: _Person) -> Member:
    """Return the member for a person. The label of a number alone is a name only if there is no other."""
    names = [name for name, _ in sorted(person.names.items(), key=lambda item: (-item[1], item[0]))]
    printed = [name for name in names if not _NUMBER_AS_NAME.fullmatch(name)]
    values = {
        attribute: sorted(counts, key=lambda value: (-counts[value], value)) for attribute, counts in person.values.items()
    }
    most_frequent = {attribute: ranked[0] for attribute, ranked in values.items()}
    return Member(
        int(person.number) if person.number.isdecimal() else None,
        tuple(printed) or tuple(names),
        tuple(name for name in printed if name in person.own_names),
        person.records["asked"],
        person.records["answered"],
        **most_frequent,
        constituencies=tuple(values.get("constituency", ())),
        parties=tuple(values.get("party", ())),
    )


def _by_surname(entry: tuple[str, Member]) -> tuple[str, str, str]:
    name, member = entry
    return name, member.name.casefold(), member.key


def _by_activity(member: Member) -> tuple[int, str, int]:
    return -(member.asked + member.answered), member.name, member.member_id or 0


def _entries(members: Iterable[Member]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries by key. A member is under a key once, with the most certain kind, for each title."""
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for member in members:
        names = [name for printed in member.names if (name := parse_name(printed)) is not None]
        best: dict[tuple[str, Title], KeyKind] = {}
        for name in names:
            for key, kind in keys(name):
                known = best.get((key, name.title), kind)
                best[key, name.title] = min(known, kind)
        for (key, title), kind in best.items():
            entries[key].append(Entry(member, kind, title))
    return {key: tuple(values) for key, values in entries.items()}
