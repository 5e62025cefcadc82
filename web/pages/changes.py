"""``/changes``: what changed among the records of a search, newest first."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import Blueprint, request
from msgspec.structs import replace

from search.engine import Engine
from search.model.fields import FIELDS
from search.model.history import HistoryEvent
from search.model.question import Question
from search.query.request import SearchRequest
from search.results.types import IndexInfo, ResultPage
from search.text.dates import long_date
from web.pages.parts import facet_panel, hits, record_history
from web.pages.parts.facet_panel import FacetPanelView
from web.pages.parts.filters.chips import Chip, active_filters
from web.pages.parts.hits import HitView
from web.pages.parts.notes import query_notes
from web.pages.parts.notes.note import Note
from web.pages.parts.record_history import EventView
from web.pages.rendering import render_page
from web.queries.changes import (
    CHANGE_KINDS,
    ChangeKind,
    ChangesRequest,
    ChangesResult,
    count_undated,
    query_changes,
)
from web.site import urls, wording
from web.site.link import Link, PagerView, Pairs

NOUNS = {"corrected": "correction", "transferred": "transfer", "withdrawn": "withdrawal", "held": "holding answer"}
"""The noun for one change of a kind, if it is not "change"."""

_SEEN_BEFORE = "We know when this happened only if we had the question before."
REASONS = {
    "transferred": _SEEN_BEFORE,
    "withdrawn": _SEEN_BEFORE,
    "removed": _SEEN_BEFORE,
    "overdue": "We do not count questions whose answer we may lack: those with no answer collected, or none in our source.",
}
"""Why a kind of change may have fewer questions than a reader expects."""


class ChangeView(msgspec.Struct, frozen=True):
    """A changed record and its event."""

    event: EventView
    hit: HitView


class ChangesView(msgspec.Struct, frozen=True):
    """The page of changes. The link of the current kind in ``kinds`` has no address.

    ``problems`` are pairs of a piece of text and a sentence; ``expansion`` says which synonyms were searched for.
    ``undated_note`` says how many changes have no day, "" if all have one. ``reason`` says why there may be no changes, "" if
    nothing is known to be lacking.
    """

    summary: str
    page_title: str
    info: IndexInfo
    kinds: tuple[Link, ...]
    text: str
    problems: Pairs
    expansion: Note | None
    active_filters: tuple[Chip, ...]
    facet_panel: FacetPanelView
    undated_note: str
    reason: str
    changes: tuple[ChangeView, ...]
    last_page: Link | None
    pager: PagerView
    feed: Link


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("changes", __name__)

    @pages.get("/changes")
    def changes() -> bytes:
        result = query_changes(engine, tuple(request.args.items(multi=True)))
        return render_page("pages/changes.html", view=_view(result, count_undated(engine, result.request)))

    return pages


def _view(result: ChangesResult, undated: int) -> ChangesView:
    changes, page = result.request, result.page
    kind_name, search = changes.kind_name, changes.search
    as_typed_url = urls.changes(kind_name, replace(search, page=1, as_typed=True))

    def search_url(other: SearchRequest) -> str:
        return urls.changes(kind_name, other)

    def page_url(number: int) -> str:
        return search_url(replace(search, page=number))

    return ChangesView(
        summary=result.title,
        page_title=wording.with_page(result.title, page),
        info=page.info,
        kinds=tuple(_kind_link(name, kind, changes) for name, kind in CHANGE_KINDS.items()),
        text=search.text,
        problems=tuple((problem.where, problem.message) for problem in search.problems),
        expansion=query_notes.expansion(result.expansions, as_typed_url) if result.expansions else None,
        active_filters=active_filters(search, search_url),
        facet_panel=_facet_panel(changes, page),
        undated_note=_undated_note(undated, kind_name),
        reason=REASONS.get(kind_name, ""),
        changes=tuple(
            ChangeView(_event(changes.kind, hit.question, event), hit_view)
            for hit, event, hit_view in zip(page.hits, result.events, hits.hits(page), strict=True)
        ),
        last_page=hits.last_page(page, page_url),
        pager=hits.pager(page, page_url),
        feed=Link(changes.feed_title, urls.changes_feed(kind_name, search)),
    )


def _facet_panel(changes: ChangesRequest, page: ResultPage) -> FacetPanelView:
    """The panel with the day of the change first, without presets of states, as "Overdue" is a kind of change.

    It has no links to all values, because their pages do not filter by changes.
    """
    date_fields = tuple(dict.fromkeys((changes.kind.field, *facet_panel.DATE_RANGES)))
    panel = facet_panel.facet_panel(
        changes.search,
        page.facets,
        date_fields,
        total=page.total,
        url_of=lambda search: urls.changes(changes.kind_name, search),
    )
    return replace(panel, state_presets=(), hidden_params=(("kind", changes.kind_name), *panel.hidden_params))


def _undated_note(count: int, kind_name: str) -> str:
    if not count:
        return ""
    noun = NOUNS.get(kind_name, "change")
    subject = f"1 {noun} has no date. It is" if count == 1 else f"{count:,} {noun}s have no date. They are"
    return f"{subject} listed by the last date that we know of the question."


def _kind_link(name: str, kind: ChangeKind, changes: ChangesRequest) -> Link:
    url = "" if name == changes.kind_name else urls.changes(name, replace(changes.search, page=1))
    return Link(kind.label, url)


def _event(kind: ChangeKind, question: Question, event: HistoryEvent | None) -> EventView:
    if event is None:
        day = next(iter(FIELDS[kind.field].values(question)), "") if not kind.events else ""
        words = long_date(date.fromisoformat(day)) if day else record_history.NO_DAY
        return EventView(day, words, is_first_seen=False, label=kind.label, details="", compare=None)
    return record_history.event_view(question, event)
