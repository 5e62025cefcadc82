"""``/search``: a page of results."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import get_args

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.model.fields import FIELDS
from search.pipeline.semantic_bonus import Meaning
from search.query.request import PAGE_SIZES, SearchRequest, Sort, SortKey
from search.results import descriptions
from search.results.phrasing import counted
from search.results.types import IndexInfo
from web.pages.parts import date_histogram, facet_panel, hits
from web.pages.parts.alternatives import AlternativesView, alternatives
from web.pages.parts.date_histogram import DateHistogramView
from web.pages.parts.facet_panel import FacetPanelView
from web.pages.parts.filters.chips import Chip, active_filters
from web.pages.parts.hits import HitView
from web.pages.parts.notes import query_notes
from web.pages.parts.notes.note import Note, NotesView, Rank, notes_view, text
from web.pages.parts.results.downloads import DownloadsView, UpdatesView, downloads, updates
from web.pages.parts.results.page_title import page_title
from web.pages.rendering import render_page
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
    """The results page. ``title`` differs from that of every other page. ``count`` is the number of results in words.
    ``groups`` are the hits, those with every word and the close matches apart if they are listed so; ``divider`` is then
    between them. ``alternatives`` are searches to try if there are no results. ``gap_notes`` name the gaps of the index that
    the results depend on, and the number of records that have no day to search by.
    """

    title: str
    count: str
    canonical_url: str
    downloads: DownloadsView | None
    updates: UpdatesView
    text: str
    info: IndexInfo
    notes: NotesView
    gap_notes: tuple[str, ...]
    active_filters: tuple[Chip, ...]
    without_filters_url: str
    dates: DateHistogramView | None
    facet_panel: FacetPanelView
    sorts: tuple[Option, ...]
    page_sizes: tuple[Option, ...]
    collapse: Option
    groups: tuple[tuple[HitView, ...], ...]
    divider: Note | None
    alternatives: AlternativesView | None
    pager: PagerView


def routes(engine: Engine, meaning: Meaning | None = None, alerts_sender: str = "") -> Blueprint:
    """The address of the results. ``alerts_sender`` is the address that alerts by email come from, "" if none are sent."""
    pages = Blueprint("results", __name__)

    @pages.get("/search")
    def results() -> bytes:
        result = query_results(engine, tuple(request.args.items(multi=True)), meaning, with_scores=False)
        nothing = None if result.page.total else query_alternatives(engine, result.outcome)
        root = request.url_root.rstrip("/") if alerts_sender else ""
        messages = updates(result.outcome.rewritten.request, alerts_sender, root)
        return render_page("pages/results.html", view=_view(result, nothing, messages))

    return pages


def _view(result: SearchResult, nothing: AlternativesResult | None, messages: UpdatesView) -> ResultsView:
    search, page, outcome = result.request, result.page, result.outcome
    groups, chips = hits.groups(page, hits.hits(page, search)), active_filters(search)
    return ResultsView(
        title=page_title(search),
        count=counted(page.total, "result"),
        canonical_url=urls.canonical_search(search),
        downloads=downloads(search, page.total, page.collapsed_total) if page.total else None,
        updates=messages,
        text=search.text,
        info=page.info,
        notes=_notes(result, are_divided=len(groups) > 1, has_chips=bool(chips)),
        gap_notes=(*result.gap_notes, *(undated.sentence for undated in result.undated)),
        active_filters=chips,
        without_filters_url=urls.search_without(search, *search.filters),
        dates=date_histogram.date_histogram(result),
        facet_panel=facet_panel.facet_panel(search, result.facets, total=page.total),
        sorts=_sorts(search.sort),
        page_sizes=_page_sizes(search.per_page),
        collapse=_collapse_option(search),
        groups=groups,
        divider=query_notes.dividing(search, outcome) if len(groups) > 1 else None,
        alternatives=alternatives(nothing) if nothing else None,
        pager=hits.pager(page, partial(urls.results_page, search)),
    )


@lru_cache(maxsize=64)
def _sorts(selected: Sort | tuple[SortKey, ...]) -> tuple[Option, ...]:
    return tuple(Option(sort, SORTS[sort], sort == selected) for sort in get_args(Sort))


@lru_cache(maxsize=64)
def _page_sizes(selected: int) -> tuple[Option, ...]:
    return tuple(Option(str(size), f"{size} a page", size == selected) for size in PAGE_SIZES)


def _notes(result: SearchResult, *, are_divided: bool, has_chips: bool) -> NotesView:
    """The notes on a page, without the one that divides its hits. All are shown if there is no hit that they could hide."""
    notes = [note for note in _all_notes(result) if not (are_divided and note.kind == query_notes.MATCHES)]
    if not result.page.hits:
        return NotesView(tuple(notes), (), "", are_short=True)
    return notes_view(notes, has_chips=has_chips)


def _all_notes(result: SearchResult) -> Iterator[Note]:
    search, page = result.request, result.page
    if last := hits.last_page(page, partial(urls.results_page, search)):
        yield Note("last-page", "pages", Rank.READING, (text(f"{last.about} "), Link(last.text, last.url)))
    yield from query_notes.search_notes(result)
    if search.collapse_by and page.collapsed_total < page.total:
        words = descriptions.collapsed_sentence(search.collapse_by, page.collapsed_total)
        yield Note("collapse-note", "groups", Rank.OFFER, (text(words),))


def _collapse_option(search: SearchRequest) -> Option:
    """The checkbox to collapse results by the field of the search, or by the same answer if the search has none."""
    field = search.collapse_by or COLLAPSE_BY
    label = "Hide duplicate answers" if field == COLLAPSE_BY else f"Group by “{FIELDS[field].noun}”"
    return Option(field, label, search.collapse_by is not None)
