"""Searches to try when a search finds nothing: each clause alone, and the search without quotation marks or a filter."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.errors import Unsupported
from search.pipeline import relevance_policy
from search.pipeline.readings.people import with_text
from search.pipeline.relevance_policy import SearchOutcome
from search.query.nodes import And, Filter, Or, TextClause, Word, positive_clauses
from search.query.parser import QUOTES
from search.query.request import SearchRequest

MAX_CLAUSES = 40
"""The most clauses of one search that are counted on their own. A pasted page therefore costs no more than a long search."""

_QUOTATION_MARK = re.compile(r'"(?:~[0-9]+)?')
"""A quotation mark, and the distance after it that the words may be apart."""


class ClauseCount(msgspec.Struct, frozen=True):
    """A clause, and the number of records that match it on its own."""

    clause: TextClause
    count: int


class WithoutFilter(msgspec.Struct, frozen=True):
    """A filter, and the number of records that the search finds without it."""

    filter: Filter
    count: int


class Unquoted(msgspec.Struct, frozen=True):
    """The search without quotation marks, and the number of records that it finds."""

    request: SearchRequest
    count: int


class AlternativesResult(msgspec.Struct, frozen=True):
    """The alternatives to a search without results. ``unquoted`` is None for a text without quotation marks."""

    request: SearchRequest
    clauses: tuple[ClauseCount, ...]
    without_filters: tuple[WithoutFilter, ...]
    unquoted: Unquoted | None


def query_alternatives(engine: Engine, outcome: SearchOutcome) -> AlternativesResult:
    """Count the clauses, and the search without each filter. A single clause without filters has no alternatives."""
    request = outcome.rewritten.request
    clauses = tuple(dict.fromkeys(positive_clauses(request.query)))[:MAX_CLAUSES]
    if len(clauses) == 1 and not request.filters:
        clauses = ()
    return AlternativesResult(
        request,
        _clause_counts(engine, clauses),
        tuple(WithoutFilter(active, _count_without(engine, outcome, active)) for active in request.filters),
        _unquoted(engine, request),
    )


def _unquoted(engine: Engine, request: SearchRequest) -> Unquoted | None:
    text = _QUOTATION_MARK.sub(" ", request.text.translate(QUOTES))
    if text == request.text:
        return None
    unquoted = replace(with_text(request, " ".join(text.split())), page=1)
    return Unquoted(unquoted, _total(engine, unquoted))


def _total(engine: Engine, request: SearchRequest) -> int:
    """Return the number of records that a search finds."""
    return relevance_policy.search(engine, replace(request, per_page=0, facets=())).page.total


def _clause_counts(engine: Engine, clauses: tuple[TextClause, ...]) -> tuple[ClauseCount, ...]:
    """Count each clause. If an engine refuses all of them together, because they cost too much, count the words alone."""
    try:
        engine.count(Or(clauses))
    except Unsupported:
        clauses = tuple(clause for clause in clauses if isinstance(clause, Word))
    return tuple(ClauseCount(clause, engine.count(clause)) for clause in clauses)


def _count_without(engine: Engine, outcome: SearchOutcome, active: Filter) -> int:
    """Count the records that the search finds without a filter.

    A filter changes neither the rewriting of a search nor its relaxation, so the query without it is the same. Only a filter
    by the number of a member is a clause of the query. Then the search is made again, for its total.
    """
    request, executed = outcome.rewritten.request, outcome.page.request
    if active in executed.filters:
        return engine.count(And((executed.query, *executed.without_filters(active).filters)))
    return _total(engine, request.without_filters(active))
