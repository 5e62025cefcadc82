"""The entries of a feed: records, each with the day and the kind of its latest event."""

from __future__ import annotations

from datetime import date

import msgspec

from search.engine import Engine
from search.model.fields import FIELDS
from search.model.history import EventName, history_of
from search.model.question import Question
from search.query.nodes import Exists
from search.query.request import SearchRequest, SortKey
from web.queries.changes import DatedChange
from web.site.wording import REMOVED

MAX_ENTRIES = 100
"""Limit of the entries of a feed. On a busy day about 400 events happen to the questions of both Houses."""

REASONS: dict[EventName, str] = {
    "asked": "asked",
    "transferred": "transferred",
    "held": "holding answer",
    "answered": "answered",
    "completed": "answered in full",
    "corrected": "corrected",
    "answer-removed": "answer removed",
    "withdrawn": "withdrawn",
    "reinstated": "no longer withdrawn",
    "removed": REMOVED,
    "returned": "back on Parliament’s site",
}
"""The history events that bring a record to the front of a feed, each in a word or two."""


class FeedEntry(msgspec.Struct, frozen=True):
    """A record, and the day and the reason for which it is in a feed."""

    question: Question
    day: date
    reason: str


def last_activity_day(question: Question) -> date:
    """Return the day of a record's latest event; ``date.min`` if no day is known."""
    days = FIELDS["changed"].values(question)
    return date.fromisoformat(days[0]) if days else date.min


def last_activity_reason(question: Question) -> str:
    """Return the reason, one of ``REASONS``, for the last event that is of the latest day or has no day."""
    last_day = last_activity_day(question)
    return next(
        REASONS[event.event]
        for event in reversed(history_of(question))
        if event.event in REASONS and event.day in (last_day, None)
    )


def change_entry(change: DatedChange, kind_name: str) -> FeedEntry:
    """Return the entry of a change. The reason is its event, or the name of its kind if no event is known."""
    reason = REASONS[change.event.event] if change.event else kind_name
    return FeedEntry(change.question, change.day, reason)


def latest_entries(engine: Engine, request: SearchRequest, limit: int) -> list[FeedEntry]:
    """Return the entries of the ``limit`` records with the latest activity, newest first, without records that have no day."""
    latest = SearchRequest(
        query=request.query,
        filters=(*request.filters, Exists("changed")),
        sort=(SortKey("changed", True),),
        per_page=limit,
        with_snippets=False,
        with_scores=False,
    )
    questions = (hit.question for hit in engine.search(latest).hits)
    return [FeedEntry(question, last_activity_day(question), last_activity_reason(question)) for question in questions]
