"""``/search``: a page of results."""

from __future__ import annotations

from typing import get_args

import msgspec
from flask import Blueprint, render_template, request

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from search.query.request import PAGE_SIZES, SearchRequest, Sort
from search.results import descriptions
from search.results.phrasing import counted
from search.results.types import IndexInfo
from web.pages.parts import date_histogram, facet_panel, hits
from web.pages.parts.date_histogram import DateHistogramView
from web.pages.parts.facet_panel import FacetPanelView
from web.pages.parts.filters.chips import Chip, active_filters, heading
from web.pages.parts.hits import HitView
from web.pages.parts.notes import member_notes, query_notes
from web.pages.parts.notes.member_notes import PeoplePanelView
from web.pages.parts.notes.query_notes import AlternativesView, MatchesView, MeaningView, QueryNotesView, RankingView
from web.pages.parts.results.downloads import DownloadsView, UpdatesView, downloads, updates
from web.pages.parts.results.page_title import page_title
from web.queries.alternatives import AlternativesResult, query_alternatives
from web.queries.results import SearchResult, query_results
from web.site import urls
from web.site.choices import Option
from web.site.link import Link, PagerView

COLLAPSE_BY = "same-answer"
"""The field that readers are offered to collapse results by."""

SORTS: dict[Sort, str] = {
    "relevance": "Best match",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "newest-answered": "Newest answers",
    "oldest-answered": "Oldest answers",
}


class ResultsView(msgspec.Struct, frozen=True):
    """The results page.

    ``title`` tells this page from every other, and ``count`` says how many results there are. ``matches`` leads to the list
    with or without close matches. ``groups`` are the hits, those with every word and the close matches apart if they are
    listed so. ``collapse_note`` says how many results are left after collapsing, "" without collapsing.
    ``last_page`` is a link for a page number that is too high; ``alternatives`` are what to try if there are no results.
    ``gap_notes`` say where the answer depends on what the index does not cover, and how many records a search by day cannot
    judge.
    """

    title: str
    count: str
    canonical_url: str
    downloads: DownloadsView
    updates: UpdatesView
    text: str
    info: IndexInfo
    people: PeoplePanelView | None
    query_notes: QueryNotesView | None
    gap_notes: tuple[str, ...]
    matches: MatchesView | None
    ranking: RankingView | None
    meaning: MeaningView | None
    active_filters: tuple[Chip, ...]
    without_filters_url: str
    dates: DateHistogramView | None
    facet_panel: FacetPanelView
    sorts: tuple[Option, ...]
    page_sizes: tuple[Option, ...]
    collapse: Option
    collapse_note: str
    groups: tuple[tuple[HitView, ...], ...]
    last_page: Link | None
    alternatives: AlternativesView | None
    pager: PagerView


def routes(engine: Engine, meaning: Meaning | None = None, alerts_sender: str = "") -> Blueprint:
    """The address of the results. ``alerts_sender`` is the address that alerts by email come from, "" if none are sent."""
    pages = Blueprint("results", __name__)

    @pages.get("/search")
    def results() -> str:
        result = query_results(engine, tuple(request.args.items(multi=True)), meaning)
        alternatives = None if result.page.total else query_alternatives(engine, result.outcome.rewritten.request)
        root = request.url_root.rstrip("/") if alerts_sender else ""
        messages = updates(result.outcome.rewritten.request, alerts_sender, root)
        return render_template("pages/results.html", view=_view(result, alternatives, messages))

    return pages


def _view(result: SearchResult, alternatives: AlternativesResult | None, messages: UpdatesView) -> ResultsView:
    search, page, outcome = result.request, result.page, result.outcome

    def page_url(number: int) -> str:
        return urls.results_page(search, number)

    return ResultsView(
        title=page_title(search),
        count=counted(page.total, "result"),
        canonical_url=urls.canonical_search(search),
        downloads=downloads(search, page.collapsed_total),
        updates=messages,
        text=search.text,
        info=page.info,
        people=member_notes.people_panel(result.people),
        query_notes=query_notes.query_notes(result),
        gap_notes=(*result.gap_notes, *(undated.sentence for undated in result.undated)),
        matches=query_notes.matches(search, outcome),
        ranking=query_notes.ranking(search, outcome),
        meaning=query_notes.results_meaning(search, outcome),
        active_filters=active_filters(search),
        without_filters_url=urls.search_without(search, *search.filters),
        dates=date_histogram.date_histogram(result),
        facet_panel=facet_panel.facet_panel(search, result.facets, total=page.total),
        sorts=tuple(Option(sort, SORTS[sort], sort == search.sort) for sort in get_args(Sort)),
        page_sizes=tuple(Option(str(size), f"{size} a page", size == search.per_page) for size in PAGE_SIZES),
        collapse=_collapse_option(search),
        collapse_note=descriptions.collapsed_sentence(search.collapse_by, page.collapsed_total)
        if search.collapse_by and page.collapsed_total < page.total
        else "",
        groups=hits.groups(page, hits.hits(page, search)),
        last_page=hits.last_page(page, page_url),
        alternatives=query_notes.alternatives(alternatives) if alternatives else None,
        pager=hits.pager(page, page_url),
    )


def _collapse_option(search: SearchRequest) -> Option:
    """The checkbox to collapse results by the field of the search, or by the same answer if the search has none."""
    field = search.collapse_by or COLLAPSE_BY
    label = "Hide duplicate answers" if field == COLLAPSE_BY else f"Group by “{heading(field).lower()}”"
    return Option(field, label, search.collapse_by is not None)
