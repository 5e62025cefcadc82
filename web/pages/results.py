"""``/search``: a page of results."""

from __future__ import annotations

from typing import get_args

import msgspec
from flask import Blueprint, render_template, request

from search.engine import Engine
from search.model.fields import FIELDS
from search.pipeline.semantic_bonus import Meaning
from search.query.request import PAGE_SIZES, SearchRequest, Sort
from search.results import descriptions
from search.results.types import IndexInfo
from web.exports import EXPORTS, UNAVAILABLE
from web.pages.parts import date_histogram, facet_panel, hits, people_panel, query_notes
from web.pages.parts.date_histogram import DateHistogramView
from web.pages.parts.facet_panel import FacetPanelView
from web.pages.parts.hits import HitView
from web.pages.parts.people_panel import PeoplePanelView
from web.pages.parts.query_notes import AlternativesView, MatchesView, MeaningView, QueryNotesView, RankingView
from web.queries.alternatives import AlternativesResult, query_alternatives
from web.queries.results import SearchResult, query_results
from web.site import urls
from web.site.choices import Option
from web.site.link import Link, PagerView

COLLAPSE_BY = "same-answer"
"""The field that readers are offered to collapse results by."""

SORTS: dict[Sort, str] = {
    "relevance": "Relevance",
    "newest": "Newest tabled",
    "oldest": "Oldest tabled",
    "newest-answered": "Newest answered",
    "oldest-answered": "Oldest answered",
}


class ResultsView(msgspec.Struct, frozen=True):
    """The results page.

    ``formats`` lead to all results as files and to this page as JSON. ``matches`` says how many results have every word.
    ``collapse_note`` says how many results are left after collapsing, "" without collapsing. ``last_page`` is a link for a
    page number that is too high; ``alternatives`` are what to try if there are no results. ``undated_notes``
    say how many records a search by day cannot judge, ``gap_notes`` where the answer depends on what the index does not cover.
    """

    title: str
    canonical_url: str
    formats: tuple[Link, ...]
    feed: Link
    text: str
    info: IndexInfo
    people: PeoplePanelView | None
    query_notes: QueryNotesView | None
    gap_notes: tuple[str, ...]
    matches: MatchesView | None
    ranking: RankingView | None
    meaning: MeaningView | None
    active_filters: tuple[Link, ...]
    without_filters_url: str
    dates: DateHistogramView | None
    presets: tuple[Link, ...]
    facet_panel: FacetPanelView
    sorts: tuple[Option, ...]
    page_sizes: tuple[Option, ...]
    collapse: Option
    collapse_note: str
    undated_notes: tuple[str, ...]
    hits: tuple[HitView, ...]
    first_number: int
    last_page: Link | None
    alternatives: AlternativesView | None
    pager: PagerView


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of the results."""
    pages = Blueprint("results", __name__)

    @pages.get("/search")
    def results() -> str:
        result = query_results(engine, tuple(request.args.items(multi=True)), meaning)
        alternatives = None if result.page.total else query_alternatives(engine, result.outcome.rewritten.request)
        return render_template("pages/results.html", view=_view(result, alternatives))

    return pages


def _view(result: SearchResult, alternatives: AlternativesResult | None) -> ResultsView:
    search, page, rewritten = result.request, result.page, result.outcome.rewritten

    def page_url(number: int) -> str:
        return urls.results_page(search, number)

    return ResultsView(
        title=result.title,
        canonical_url=urls.canonical_search(search),
        formats=_formats(search, page.collapsed_total),
        feed=Link(descriptions.title(rewritten.request), urls.feed(rewritten.request)),
        text=search.text,
        info=page.info,
        people=people_panel.people_panel(result.people),
        query_notes=query_notes.query_notes(result),
        gap_notes=result.gap_notes,
        matches=query_notes.matches(search, result.outcome),
        ranking=query_notes.ranking(search, result.outcome),
        meaning=query_notes.results_meaning(search, result.outcome),
        active_filters=facet_panel.active_filters(search),
        without_filters_url=urls.search_without(search, *search.filters),
        dates=date_histogram.date_histogram(result),
        presets=facet_panel.presets(search),
        facet_panel=facet_panel.facet_panel(search, result.facets),
        sorts=tuple(Option(sort, SORTS[sort], sort == search.sort) for sort in get_args(Sort)),
        page_sizes=tuple(Option(str(size), f"{size} a page", size == search.per_page) for size in PAGE_SIZES),
        collapse=_collapse_option(search),
        collapse_note=descriptions.collapsed_sentence(search.collapse_by, page.collapsed_total)
        if search.collapse_by and page.collapsed_total < page.total
        else "",
        undated_notes=tuple(undated.sentence for undated in result.undated),
        hits=hits.hits(page, search),
        first_number=page.first_number,
        last_page=hits.last_page(page, page_url),
        alternatives=query_notes.alternatives(alternatives) if alternatives else None,
        pager=hits.pager(page, page_url),
    )


def _collapse_option(search: SearchRequest) -> Option:
    """The checkbox to collapse results by the field of the search, or by the same answer if the search has none."""
    field = search.collapse_by or COLLAPSE_BY
    label = "Collapse same answers" if field == COLLAPSE_BY else f"Collapse by “{FIELDS[field].label.lower()}”"
    return Option(field, label, search.collapse_by is not None)


def _formats(search: SearchRequest, total: int) -> tuple[Link, ...]:
    files = (
        Link(export.label, urls.export(search, ending), f", all {total:,} results")
        for ending, export in EXPORTS.items()
        if ending not in UNAVAILABLE
    )
    return (*files, Link("JSON of this page", urls.json(urls.search(search))))
