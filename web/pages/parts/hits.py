"""Hits in a list, and the links to the other pages of the list."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from search.model.fields import FIELDS
from search.model.question import Question
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Fragment, Hit, ResultPage, Snippet
from web.pages.parts import name_links
from web.site import urls, wording
from web.site.link import Link, PagerView
from web.site.urls import SimilarParams
from web.site.wording import StateLabel

NEIGHBOURS = 2
"""Page numbers listed on each side of the current page."""

GAP = "…"


class HitView(msgspec.Struct, frozen=True):
    """A hit.

    ``title_is_made`` if the heading is none that it is printed under, but made here. ``origin`` is body, House and UIN,
    ``byline`` who asked and answered; names in both are links. ``missing`` are the words of the search that the record does
    not have. ``tags`` are short facts printed as labels. ``cut_note`` says that the source cut a text short. ``collapsed``
    leads to the records collapsed under the hit, None if there are none.
    """

    number: int
    link: Link
    heading: tuple[Fragment, ...]
    title_is_made: bool
    origin: tuple[Link, ...]
    byline: tuple[Link, ...]
    state: StateLabel
    tags: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    missing: str
    cut_note: str
    collapsed: Link | None
    links: tuple[Link, ...]


def hits(page: ResultPage, search: SearchRequest | None = None) -> tuple[HitView, ...]:
    """The hits of a page. With the reader's search, the links to records lead back to its results."""
    shared = name_links.shared_names(hit.question for hit in page.hits)
    numbered = enumerate(page.hits, page.first_number)
    return tuple(_hit(hit, number, page.request.collapse_by, search, shared) for number, hit in numbered)


def pager(page: ResultPage, page_url: Callable[[int], str]) -> PagerView:
    """Links to the first, last and neighbouring pages; empty if there is one page or none."""
    current, last = page.request.page, page.pages
    if last < 2 or current > last:
        return PagerView(None, (), None)
    neighbours = range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)
    numbers: list[Link] = []
    previous = 0
    for number in sorted({1, *neighbours, last}):
        if number > previous + 1:
            numbers.append(Link(GAP, ""))
        numbers.append(Link(f"{number:,}", "" if number == current else page_url(number)))
        previous = number
    return PagerView(
        Link("Previous", page_url(current - 1), "page of results") if current > 1 else None,
        tuple(numbers),
        Link("Next", page_url(current + 1), "page of results") if current < last else None,
    )


def last_page(page: ResultPage, page_url: Callable[[int], str]) -> Link | None:
    """A link to the last page if the requested page lies beyond it, otherwise None."""
    if page.hits or not page.total:
        return None
    return Link(f"Go to the last page, {page.pages:,}", page_url(page.pages))


def record_link(question: Question, search: SearchRequest | None = None, position: int = 0) -> Link:
    """A link to a record by its title. With a search, it leads to the record as the result at that position."""
    return Link(wording.title(question), urls.record(question.id, search, position), wording.identity(question))


def _hit(hit: Hit, number: int, collapse_by: str | None, search: SearchRequest | None, shared: Collection[str]) -> HitView:
    question = hit.question
    return HitView(
        number=number,
        link=record_link(question, search, number),
        heading=hit.heading or (Fragment(wording.title(question)),),
        title_is_made=wording.has_made_title(question),
        origin=name_links.origin(question),
        byline=name_links.byline(question, shared),
        state=wording.state_label(question),
        tags=wording.tags(question),
        snippets=hit.snippets,
        missing=", ".join(map(descriptions.describe_query, hit.missing)),
        cut_note=_cut_note(question),
        collapsed=_collapsed(hit, collapse_by, search) if collapse_by and hit.collapsed_count else None,
        links=(*_related_searches(question, search), *_score_links(hit, search)),
    )


def _collapsed(hit: Hit, field: str, search: SearchRequest | None) -> Link:
    """A link to a hit and all records collapsed under it."""
    question = hit.question
    url = urls.uncollapsed_search(search or SearchRequest(), field, FIELDS[field].values(question)[0])
    return Link(descriptions.collapsed_phrase(field, hit.collapsed_count), url, f"as {wording.title_and_identity(question)}")


def _cut_note(question: Question) -> str:
    if question.answer is not None and question.answer.is_cut:
        return wording.cut_notice("answer")
    return wording.cut_notice("question") if question.is_cut else ""


def _score_links(hit: Hit, search: SearchRequest | None) -> tuple[Link, ...]:
    """A link to the explanation of the score, if the hits are ordered by score."""
    if search is None or not hit.score or search.sort != "relevance":
        return ()
    return (Link("Why this result", urls.score(hit.question.id, search), wording.title_and_identity(hit.question)),)


def _related_searches(question: Question, search: SearchRequest | None) -> tuple[Link, ...]:
    filters = search.filters if search else ()
    links = [Link("More like this", urls.similar(SimilarParams(question.id, filters)), wording.title_and_identity(question))]
    if question.heading:
        links.append(Link("Same heading", urls.value_search("heading", question.heading), question.heading))
    if question.asked_by.label:
        links.append(Link("Same asker", urls.value_search("asked", question.asked_by.label), question.asked_by.label))
    return tuple(links)
