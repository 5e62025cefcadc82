"""How strictly the parts of a search are wanted: all of them, else most of them, and of a long text any.

Measured in docs/decisions/0011-ranking.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.query.nodes import And, AtLeast, Filter, Node, Not, Or

MAX_SHORT_CLAUSES = 8
"""A search of more parts than this is a text, any word of which will do."""

ENOUGH_RECORDS = 100
"""Of a shorter one as many parts are wanted as this many records have."""


class RelaxedQuery(msgspec.Struct, frozen=True):
    """A search for the records that have at least ``min_should_match`` of its ``clause_count`` parts."""

    query: Node
    min_should_match: int
    clause_count: int


def is_long(parts: int) -> bool:
    """Whether a search of so many parts is a text rather than a few words."""
    return parts > MAX_SHORT_CLAUSES


def relaxation_levels(query: Node) -> Iterator[RelaxedQuery]:
    """The search with fewer and fewer parts wanted; none when it has but one. A long one has one level: any part will do.

    What it excludes stays excluded, and filters typed in it hold.
    """
    firm, parts = _split_clauses(query)
    if is_long(len(parts)):
        yield RelaxedQuery(And((Or(parts), *firm)), 1, len(parts))
        return
    for needed in range(len(parts) - 1, 0, -1):
        yield RelaxedQuery(And((AtLeast(needed, parts), *firm)), needed, len(parts))


def choose_level(engine: Engine, query: Node) -> RelaxedQuery | None:
    """The first level that enough records have, or else the last; None when the search has but one part."""
    found = None
    for found in relaxation_levels(query):
        if found.min_should_match == 1 or engine.count(found.query) >= ENOUGH_RECORDS:
            break
    return found


def _split_clauses(query: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """What must hold whatever else does, and the parts that may be wanted less strictly."""
    if not isinstance(query, And):
        return (), ()
    firm = tuple(node for node in query.children if isinstance(node, Not | Filter))
    return firm, tuple(dict.fromkeys(node for node in query.children if not isinstance(node, Not | Filter)))
