"""One member: the questions asked or answered, the printed names, constituencies and parties, and the nearest askers."""

from __future__ import annotations

from datetime import date

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.people.member import ROLES, Member, Role
from search.query.nodes import And, AnyOf, Filter, Node
from search.results.types import Bucket, IndexInfo
from search.text.quotation import quoted
from web.queries.insight.askers import Asker, Records, nearest_askers, top_askers
from web.queries.insight.figures import Figures, figures, first_and_last
from web.queries.insight.own_params import own_params
from web.site.link import Pairs

MAX_NAMES = 50
MAX_FACTS = 6
"""The most values of a constituency or a party that are listed, those of most records first."""


class Fact(msgspec.Struct, frozen=True):
    """A constituency or a party, with the first and the last day tabled of the records that have it beside the name."""

    label: str
    value: str
    first: date
    last: date
    filters: tuple[Filter, ...]


class PersonPage(msgspec.Struct, frozen=True):
    """One member in one role. ``names`` are the printed names with their numbers of records.

    ``askers`` are the most similar members, or those whose questions the member answered; None without whole months.
    """

    member: Member
    role: Role
    figures: Figures
    names: tuple[Bucket, ...]
    facts: tuple[Fact, ...]
    askers: tuple[Asker, ...] | None

    @property
    def info(self) -> IndexInfo:
        """The number of records in the index, and its dates."""
        return self.figures.info


def query_person(engine: Engine, key: str, params: Pairs) -> PersonPage | None:
    """Return the page of the member with a key; None if there is none. Raises ``BadRequest`` for unknown parameters."""
    chosen_role = read_role(params)
    snapshot = engine.snapshot()
    member = snapshot.directory().find(key)
    if member is None:
        return None
    role: Role = chosen_role or ("answered" if member.answered > member.asked else "asked")
    query, filters = member.query(role), member.filters(role)
    numbers = figures(snapshot, query, filters)
    askers = None
    if numbers.whole:
        near = role == "asked"
        askers = (
            nearest_askers(snapshot, member, numbers.whole)
            if near
            else top_askers(snapshot, numbers.whole, Records(query, filters))
        )
    names = tuple(bucket for bucket in numbers.facets[role].buckets if bucket.value in member.names)
    return PersonPage(member, role, numbers, names[:MAX_NAMES], _facts(snapshot, member, role), askers)


def read_role(params: Pairs) -> Role | None:
    """Read ``role``; None without it. Raises ``BadRequest`` for another value or another parameter."""
    value = own_params(params, "role").get("role")
    if value is None:
        return None
    role = next((role for role in ROLES if role == value), None)
    if role is None:
        raise BadRequest((Problem("role", f"Set role to asked or answered, not {quoted(value)}."),))
    return role


def _facts(engine: Engine, member: Member, role: Role) -> tuple[Fact, ...]:
    """The constituencies and parties of the asker, each with its first and last day; none for a minister."""
    if role == "answered":
        return ()
    values = [("constituency", value) for value in member.constituencies[:MAX_FACTS]]
    values += [("party", value) for value in member.parties[:MAX_FACTS]]
    facts = []
    for field, value in values:
        with_value = AnyOf(field, (value,))
        query: Node = And((member.query(role), with_value))
        if days := first_and_last(engine, query):
            facts.append(Fact(field, value, *days, (*member.filters(role), with_value)))
    return tuple(facts)
