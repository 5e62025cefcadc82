"""Hits as a page shows them, and the way to the other pages of a result."""

from __future__ import annotations

from collections.abc import Callable

from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline.relevance_policy import SearchOutcome
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Fragment, Hit, ResultPage
from web.site import urls, wording
from web.site.link import Link, PagerView
from web.site.urls import SimilarParams
from web.view_models.hits import HitView

NEIGHBOURS = 2
"""Page numbers listed on each side of the one shown."""

GAP = "…"


def hits(page: ResultPage, request: SearchRequest | None = None) -> tuple[HitView, ...]:
    """The hits of a page. With the reader's request, links to records keep the way back to these results."""
    first = first_number(page)
    fold = page.request.collapse_by
    return tuple(_hit(hit, number, request, fold, number) for number, hit in enumerate(page.hits, first))


def nearest(outcome: SearchOutcome, request: SearchRequest) -> tuple[HitView, ...]:
    """The hits that have only some of the words, numbered on from those that have all, among which none has a place."""
    found = outcome.partial_matches.hits if outcome.partial_matches else ()
    return tuple(
        _hit(hit, number, request, request.collapse_by, 0) for number, hit in enumerate(found, outcome.page.collapsed_total + 1)
    )


def first_number(page: ResultPage) -> int:
    """The number of the first hit of a page, counted from 1."""
    return (page.request.page - 1) * page.request.per_page + 1


def pager(page: ResultPage, address: Callable[[int], str]) -> PagerView:
    """Links to the first, last and neighbouring pages; empty when there is one page or none."""
    here, last = page.request.page, page.pages
    if last < 2 or here > last:
        return PagerView(None, (), None)
    near = range(max(1, here - NEIGHBOURS), min(last, here + NEIGHBOURS) + 1)
    numbers: list[Link] = []
    before = 0
    for number in sorted({1, *near, last}):
        if number > before + 1:
            numbers.append(Link(GAP, ""))
        numbers.append(Link(f"{number:,}", "" if number == here else address(number)))
        before = number
    return PagerView(
        Link("Previous", address(here - 1), "page of results") if here > 1 else None,
        tuple(numbers),
        Link("Next", address(here + 1), "page of results") if here < last else None,
    )


def past_end(page: ResultPage, address: Callable[[int], str]) -> Link | None:
    """A link to the last page, when the page asked for lies beyond it."""
    if page.hits or not page.total:
        return None
    return Link(f"Go to the last page, {page.pages:,}", address(page.pages))


def record_link(question: Question, request: SearchRequest | None = None, at: int = 0) -> Link:
    """A link to a record by its title."""
    return Link(wording.title(question), urls.record(question.id, request, at), wording.identity(question))


def _hit(hit: Hit, number: int, request: SearchRequest | None, fold: str | None, at: int) -> HitView:
    """``at`` is its place among the results of the reader's request, 0 for none."""
    question = hit.question
    return HitView(
        number=number,
        link=record_link(question, request, at) if at else record_link(question),
        heading=hit.heading or (Fragment(wording.title(question)),),
        origin=wording.origin(question),
        byline=wording.byline(question),
        state=question.state,
        tags=wording.tags(question),
        snippets=hit.snippets,
        cut=_cut(question),
        folded=_folded(hit, fold, request or SearchRequest()) if fold and hit.collapsed_count else None,
        links=(*_onward(question, request), *_reason(hit, request)),
    )


def _folded(hit: Hit, field: str, request: SearchRequest) -> Link:
    """The way to a hit with all that is folded under it."""
    question = hit.question
    address = urls.folded(request, field, FIELDS[field].values(question)[0])
    return Link(descriptions.collapsed_phrase(field, hit.collapsed_count), address, f"as {wording.named(question)}")


def _cut(question: Question) -> str:
    if question.answer is not None and question.answer.is_cut:
        return wording.cut("answer")
    return wording.cut("question") if question.is_cut else ""


def _reason(hit: Hit, request: SearchRequest | None) -> tuple[Link, ...]:
    """The way to how a hit came by its place, where it did by its score."""
    if request is None or not hit.score or request.sort != "relevance":
        return ()
    return (Link("Why this result", urls.score(hit.question.id, request), wording.named(hit.question)),)


def _onward(question: Question, request: SearchRequest | None) -> tuple[Link, ...]:
    filters = request.filters if request else ()
    found = [Link("More like this", urls.similar(SimilarParams(question.id, filters)), wording.named(question))]
    if question.heading:
        found.append(Link("Same heading", urls.value("heading", question.heading), question.heading))
    if question.asked_by.label:
        found.append(Link("Same asker", urls.value("asked", question.asked_by.label), question.asked_by.label))
    return tuple(found)
