"""What a search is answered with: what has all its words, then what has most of them, and for a long text what has any."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.pipeline import pseudo_relevance, relaxation
from search.pipeline.relaxation import RelaxedQuery
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.query.nodes import And, AndMaybe, AnyOf, Not
from search.query.request import SearchRequest
from search.results.types import ResultPage, ScorePart


class SearchOutcome(msgspec.Struct, frozen=True):
    """A page of what the search was taken to mean. When nothing fits that, hits have at least ``min_should_match`` of its ``clause_count`` parts.

    ``partial_matches`` are records that have some of the parts, best first, as many as fill half a page where what has every part does
    not. ``feedback_terms`` are the words of feedback, which the order of the page follows beside the text's own.
    """

    page: ResultPage
    rewritten: RewrittenQuery
    min_should_match: int = 0
    clause_count: int = 0
    partial_matches: ResultPage | None = None
    feedback_terms: tuple[str, ...] = ()


class Explanation(msgspec.Struct, frozen=True):
    """What a search was taken to mean, and the parts of one record's score in it."""

    rewritten: RewrittenQuery
    parts: tuple[ScorePart, ...]


def search(engine: Engine, request: SearchRequest) -> SearchOutcome:
    """Search for what is meant by what is asked; when nothing in the index fits that, for what fits it best.

    The request's own filters do not count in that, so that a page of the nearest reads, and its facets count, the same
    whichever of them are on.
    """
    meaning = rewrite(engine, request)
    request = meaning.executed
    page = engine.search(request)
    if page.collapsed_total * 2 >= request.per_page or not isinstance(request.query, And):
        return SearchOutcome(page, meaning)
    if page.total or engine.count(request.query):
        return SearchOutcome(page, meaning, partial_matches=_nearest(engine, request, page))
    loose = relaxation.choose_level(engine, request.query)
    if loose is None:
        return SearchOutcome(page, meaning)
    ranked = _ranked(engine, request, loose)
    nearest = engine.search(ranked)
    if not nearest.total:
        return SearchOutcome(page, meaning)
    return SearchOutcome(nearest, meaning, loose.min_should_match, loose.clause_count, feedback_terms=_liked(ranked))


def explain(engine: Engine, request: SearchRequest, id: str) -> Explanation | None:
    """What a record's score in a search is made of, among its results or the nearest; None where it is in neither."""
    if not engine.count(And((AnyOf("id", (id,)), *request.filters))):
        return None
    outcome = search(engine, replace(request, facets=(), with_snippets=False))
    for page in (outcome.page, outcome.partial_matches):
        if page and (parts := engine.explain(page.request.query, id)) is not None:
            return Explanation(outcome.rewritten, parts)
    return None


def _nearest(engine: Engine, request: SearchRequest, page: ResultPage) -> ResultPage | None:
    """The records that have some of the parts, as many as fill half the page; None where it is not the only one."""
    wanted = request.per_page // 2 - page.collapsed_total
    if wanted < 1 or request.page > 1 or request.sort != "relevance":
        return None
    found = None
    for loose in relaxation.relaxation_levels(request.query):
        others = replace(_ranked(engine, request, loose), facets=(), per_page=wanted)
        found = engine.search(replace(others, query=And((others.query, Not(request.query)))))
        if found.total + page.total >= relaxation.ENOUGH_RECORDS:
            break
    return found


def _ranked(engine: Engine, request: SearchRequest, loose: RelaxedQuery) -> SearchRequest:
    """The relaxed search, with feedback where it helps: when it is long, ordered by relevance, and feedback is not refused."""
    asked = replace(request, query=loose.query)
    if relaxation.is_long(loose.clause_count) and request.feedback and request.sort == "relevance":
        return pseudo_relevance.expand_with_feedback(engine, asked)
    return asked


def _liked(request: SearchRequest) -> tuple[str, ...]:
    return tuple(word.text for word in request.query.optional) if isinstance(request.query, AndMaybe) else ()
