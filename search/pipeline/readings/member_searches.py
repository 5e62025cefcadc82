"""The members that the text of a search names, with their questions on the words beside the names."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.people.member import Member, Role
from search.pipeline.readings.people import PeopleReading, member_request
from search.query.nodes import And
from search.query.parser import parse
from search.query.request import SearchRequest


class RoleSearch(msgspec.Struct, frozen=True):
    """The search for the questions that a member asked, or answered, and its number of records.

    ``with_words`` is the same search with the other words of the text, and ``words_count`` its number of records; None and 0 if
    the text has no other words.
    """

    role: Role
    count: int
    request: SearchRequest
    with_words: SearchRequest | None
    words_count: int


class PersonResult(msgspec.Struct, frozen=True):
    """A member that a text names, and the searches for the questions asked and answered, if there are any."""

    member: Member
    searches: tuple[RoleSearch, ...]


class PeopleResult(msgspec.Struct, frozen=True):
    """The members that a text names, best first, and how the text was read. ``words_instead`` searches for it as words."""

    reading: PeopleReading
    people: tuple[PersonResult, ...]
    words_instead: SearchRequest


def query_people(engine: Engine, request: SearchRequest, reading: PeopleReading | None) -> PeopleResult | None:
    """Count the questions of the members that a text names; None if it names none."""
    if reading is None:
        return None
    people = tuple(PersonResult(member, _searches(engine, member, reading.rest)) for member in reading.members)
    return PeopleResult(reading, people, replace(request, people=False, page=1))


def _searches(engine: Engine, member: Member, words: str) -> tuple[RoleSearch, ...]:
    counts: tuple[tuple[Role, int], ...] = (("asked", member.asked), ("answered", member.answered))
    query = parse(words).tree if words else None
    return tuple(
        RoleSearch(
            role,
            count,
            member_request(engine, member, role),
            member_request(engine, member, role, words) if query else None,
            engine.count(And((query, member.query(role)))) if query else 0,
        )
        for role, count in counts
        if count
    )
