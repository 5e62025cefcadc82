"""Relaxation: search for records that match most clauses of a query; for a long text, any clause.

The numbers are measured in docs/decisions/0011-ranking.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.query.nodes import And, AtLeast, Filter, Node, Not, Or

MAX_SHORT_CLAUSES = 8
"""A query of more clauses than this is a long text, for which any clause may match."""

ENOUGH_RECORDS = 100
"""A short query is relaxed until this many records match."""


class RelaxedQuery(msgspec.Struct, frozen=True):
    """A query for the records that match at least ``min_should_match`` of its ``clause_count`` clauses."""

    query: Node
    min_should_match: int
    clause_count: int


def is_long(clause_count: int) -> bool:
    """Whether a query of this many clauses is a long text rather than a few words."""
    return clause_count > MAX_SHORT_CLAUSES


def relaxation_levels(query: Node) -> Iterator[RelaxedQuery]:
    """Yield relaxed queries that require one clause fewer each time, down to one. A query of a single clause has no levels.

    A long text has one level: any clause may match. Exclusions and filters typed in the query are required at every level.
    """
    required, clauses = _split_clauses(query)
    if is_long(len(clauses)):
        yield RelaxedQuery(And((Or(clauses), *required)), 1, len(clauses))
        return
    for minimum in range(len(clauses) - 1, 0, -1):
        yield RelaxedQuery(And((AtLeast(minimum, clauses), *required)), minimum, len(clauses))


def relax(engine: Engine, query: Node) -> RelaxedQuery | None:
    """Return the strictest level that ``ENOUGH_RECORDS`` match, or else the last level.

    Applies when no record matches every clause (docs/decisions/0011-ranking.md, "All, then most, then any"). Returns None
    when the query has a single clause.
    """
    level = None
    for level in relaxation_levels(query):
        if level.min_should_match == 1 or engine.count(level.query) >= ENOUGH_RECORDS:
            break
    return level


def _split_clauses(query: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return the exclusions and filters, which are always required, and the other clauses, each once."""
    if not isinstance(query, And):
        return (), ()
    required = tuple(node for node in query.children if isinstance(node, Not | Filter))
    return required, tuple(dict.fromkeys(node for node in query.children if not isinstance(node, Not | Filter)))
