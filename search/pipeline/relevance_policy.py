"""The relevance policy: the steps that answer a search, over any engine. Their measurements: docs/decisions/0011-ranking.md."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.pipeline.pseudo_relevance import expand_with_feedback
from search.pipeline.relaxation import ENOUGH_RECORDS, RelaxedQuery, is_long, relax, relaxation_levels
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.query.nodes import And, AndMaybe, AnyOf, Not
from search.query.request import SearchRequest
from search.results.types import ResultPage, ScorePart

SUFFICIENT_PAGE_DIVISOR = 2
"""Strict matches are sufficient if they fill 1/2 of a page. Otherwise partial matches are added up to half a page."""


class SearchOutcome(msgspec.Struct, frozen=True):
    """The answer to a search.

    ``page`` holds the records that match every clause of the rewritten query. When no record does, ``page`` holds the records
    that match at least ``min_should_match`` of its ``clause_count`` clauses, ranked by the ``feedback_terms`` too; otherwise
    both numbers are 0. ``partial_matches`` are records that match only some of the clauses, best first, to be listed after
    the records of ``page``: both together make half a page.
    """

    page: ResultPage
    rewritten: RewrittenQuery
    min_should_match: int = 0
    clause_count: int = 0
    partial_matches: ResultPage | None = None
    feedback_terms: tuple[str, ...] = ()


class Explanation(msgspec.Struct, frozen=True):
    """The rewritten query of a search, and the parts of one record's score in it."""

    rewritten: RewrittenQuery
    parts: tuple[ScorePart, ...]


def search(engine: Engine, request: SearchRequest) -> SearchOutcome:
    """Answer a search: rewrite -> strict -> backfill -> relax -> feedback (docs/decisions/0011-ranking.md).

    The filters of the request apply to every page, but whether and how far the query is relaxed does not depend on them. So
    the count of a facet value equals the total of the page that its link leads to.
    """
    rewritten = rewrite(engine, request)
    request = rewritten.executed
    strict = strict_matches(engine, request)
    if is_sufficient(strict, request):
        return SearchOutcome(strict, rewritten)
    if strict.total or engine.count(request.query):
        return SearchOutcome(strict, rewritten, partial_matches=backfill(engine, request, strict))
    relaxed = relax(engine, request.query)
    if relaxed is None:
        return SearchOutcome(strict, rewritten)
    ranked = with_feedback(engine, request, relaxed)
    page = engine.search(ranked)
    if not page.total:
        return SearchOutcome(strict, rewritten)
    return SearchOutcome(
        page, rewritten, relaxed.min_should_match, relaxed.clause_count, feedback_terms=_feedback_terms(ranked)
    )


def strict_matches(engine: Engine, request: SearchRequest) -> ResultPage:
    """Return the page of records that match every clause.

    These records alone are counted in the total, even if they are few
    (docs/decisions/0011-ranking.md, "All, then most, then any").
    """
    return engine.search(request)


def is_sufficient(strict: ResultPage, request: SearchRequest) -> bool:
    """Whether no partial matches are needed: the strict matches fill half a page, or the query has no clauses to relax."""
    return strict.collapsed_total * SUFFICIENT_PAGE_DIVISOR >= request.per_page or not isinstance(request.query, And)


def backfill(engine: Engine, request: SearchRequest, strict: ResultPage) -> ResultPage | None:
    """Return partial matches: with the strict matches they make at most half a page.

    The caller checks that some record matches every clause. Returns None if the strict matches fill half a page, on other
    pages than the first, and in other orders than relevance (docs/decisions/0011-ranking.md, "All, then most, then any"). The
    query is relaxed level by level until ``ENOUGH_RECORDS`` match.
    """
    missing = request.per_page // SUFFICIENT_PAGE_DIVISOR - strict.collapsed_total
    if missing < 1 or request.page > 1 or request.sort != "relevance":
        return None
    page = None
    for relaxed in relaxation_levels(request.query):
        ranked = replace(with_feedback(engine, request, relaxed), facets=(), per_page=missing)
        page = engine.search(replace(ranked, query=And((ranked.query, Not(request.query)))))
        if page.total + strict.total >= ENOUGH_RECORDS:
            break
    return page


def with_feedback(engine: Engine, request: SearchRequest, relaxed: RelaxedQuery) -> SearchRequest:
    """Return the relaxed search, with pseudo-relevance feedback if it applies.

    Feedback applies to a long text sorted by relevance, unless the reader has turned it off. It improves the ranking of long
    texts and harms that of short searches (docs/decisions/0011-ranking.md, "Feedback").
    """
    relaxed_request = replace(request, query=relaxed.query)
    if is_long(relaxed.clause_count) and request.feedback and request.sort == "relevance":
        return expand_with_feedback(engine, relaxed_request)
    return relaxed_request


def explain(engine: Engine, request: SearchRequest, id: str) -> Explanation | None:
    """Explain a record's score in a search, among the results or the partial matches. Returns None if it is in neither."""
    if not engine.count(And((AnyOf("id", (id,)), *request.filters))):
        return None
    outcome = search(engine, replace(request, facets=(), with_snippets=False))
    for page in (outcome.page, outcome.partial_matches):
        if page and (parts := engine.explain(page.request.query, id)) is not None:
            return Explanation(outcome.rewritten, parts)
    return None


def _feedback_terms(request: SearchRequest) -> tuple[str, ...]:
    return tuple(word.text for word in request.query.optional) if isinstance(request.query, AndMaybe) else ()
