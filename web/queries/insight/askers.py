"""Members who ask most of some records, and members who ask about the same subjects as a member.

A member is listed with both the number and its share of the member's own questions. Only questions of whole months count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import sqrt

import msgspec

from search.engine import Engine
from search.people.member import Member
from search.query.nodes import And, AnyOf, Filter, Node
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Facet
from web.queries.insight.figures import WholeMonths, months_filter

LISTED = 10
CANDIDATES = 30
"""Names that may be listed: those of most of the records."""

MIN_SHARED = 3
"""A member with fewer questions in common is left out: they may be chance."""

MIN_HEADED = 5
"""With fewer questions that have a heading, the subjects of a member are not known."""


class Records(msgspec.Struct, frozen=True):
    """Some records: the query that finds them, and the same as filters of a search."""

    query: Node
    filters: tuple[Filter, ...]


class Asker(msgspec.Struct, frozen=True):
    """A member, how many questions of some records the member asked, and how many ``of`` all; and the searches for both."""

    member: Member
    count: int
    of: int
    search: tuple[Filter, ...]
    all_search: tuple[Filter, ...]

    @property
    def share(self) -> float:
        """The share of the member's own questions."""
        return self.count / self.of

    @property
    def similarity(self) -> float:
        """The number over the root of all: Ochiai's coefficient (1957) without its constant factor."""
        return self.count / sqrt(self.of)


def top_askers(engine: Engine, whole: WholeMonths, own: Records) -> tuple[Asker, ...]:
    """Return who asked most of some records in their whole months, by number."""
    askers = _askers(engine, whole.facets["asked"], own, whole.months)
    return tuple(sorted(askers, key=lambda asker: (-asker.count, asker.member.name)))[:LISTED]


def nearest_askers(engine: Engine, member: Member, whole: WholeMonths) -> tuple[Asker, ...] | None:
    """Return the other members whose questions have the headings of a member's questions, the most similar first.

    None if too few of the member's questions of whole months have a heading.
    """
    headings = whole.buckets("heading")
    if sum(bucket.count for bucket in headings) < MIN_HEADED:
        return None
    same = AnyOf("heading", tuple(bucket.value for bucket in headings))
    query = And((same, months_filter(whole.months)))
    page = engine.search(SearchRequest(query=query, facets=(FacetRequest("asked", CANDIDATES),), per_page=0))
    askers = [
        asker for asker in _askers(engine, page.facets[0], Records(same, (same,)), whole.months) if asker.member != member
    ]
    near = [asker for asker in askers if asker.count >= MIN_SHARED]
    return tuple(sorted(near, key=lambda asker: (-asker.similarity, asker.member.name)))[:LISTED]


def _askers(engine: Engine, names: Facet, own: Records, months: tuple[str, ...]) -> Iterator[Asker]:
    """Yield each member with one of the names, who asked one of the records or more."""
    of_months = months_filter(months)
    for member in _members(engine, (bucket.value for bucket in names.buckets[:CANDIDATES] if bucket.count)):
        by_member: tuple[Node, ...] = (member.query("asked"), of_months)
        count = engine.count(And((*by_member, own.query)))
        if count:
            filters = (*member.filters("asked"), of_months)
            yield Asker(member, count, engine.count(And(by_member)), (*filters, *own.filters), filters)


def _members(engine: Engine, names: Iterable[str]) -> tuple[Member, ...]:
    directory = engine.directory()
    return tuple(dict.fromkeys(member for name in names for member in directory.named(name)))
