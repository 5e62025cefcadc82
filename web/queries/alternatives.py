"""What to try when a search finds nothing: each clause on its own, and the search without each of its filters."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.pipeline import relevance_policy
from search.query.nodes import Filter, TextClause, positive_clauses
from search.query.request import SearchRequest

MAX_CLAUSES = 40
"""The most clauses of one search that are counted on their own. A pasted page therefore costs no more than a long search."""


class ClauseCount(msgspec.Struct, frozen=True):
    """A clause, and the number of records that match it on its own."""

    clause: TextClause
    count: int


class WithoutFilter(msgspec.Struct, frozen=True):
    """A filter, and the number of records that the search finds without it."""

    filter: Filter
    count: int


class AlternativesResult(msgspec.Struct, frozen=True):
    """The alternatives to a search without results."""

    request: SearchRequest
    clauses: tuple[ClauseCount, ...]
    without_filters: tuple[WithoutFilter, ...]


def query_alternatives(engine: Engine, request: SearchRequest) -> AlternativesResult:
    """Count the clauses, and the search without each filter. A single clause without filters has no alternatives."""
    clauses = tuple(dict.fromkeys(positive_clauses(request.query)))[:MAX_CLAUSES]
    if len(clauses) == 1 and not request.filters:
        clauses = ()
    return AlternativesResult(
        request,
        tuple(ClauseCount(clause, engine.count(clause)) for clause in clauses),
        tuple(WithoutFilter(active, _count_without(engine, request, active)) for active in request.filters),
    )


def _count_without(engine: Engine, request: SearchRequest, active: Filter) -> int:
    """Search without the filter, for the total alone: no feedback, bonuses, facets or snippets, which do not change it."""
    request = replace(request.without_filters(active), sort="newest", per_page=1, facets=(), with_snippets=False)
    return relevance_policy.search(engine, request).page.total
