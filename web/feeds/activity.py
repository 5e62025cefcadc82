"""What happened last to the records of a search, and when: as each tells of itself, or as it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from search.engine import Engine
from search.model.fields import FIELDS
from search.model.history import EventName, history_of
from search.model.question import Question
from search.query.nodes import Exists
from search.query.request import SearchRequest, SortKey

REASONS: dict[EventName, str] = {
    "asked": "asked",
    "transferred": "transferred",
    "held": "holding answer",
    "answered": "answered",
    "completed": "answered in full",
    "corrected": "corrected",
    "withdrawn": "withdrawn",
    "reinstated": "no longer withdrawn",
    "removed": "gone from its source",
    "returned": "at its source again",
}
"""What brings a record to the front of a feed, in a word or two."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A record, and the day and reason it is in a feed for."""

    question: Question
    day: date
    why: str


def day(question: Question) -> date:
    """The day anything last happened to a record; ``date.min`` where no day is known at all."""
    known = FIELDS["changed"].values(question)
    return date.fromisoformat(known[0]) if known else date.min


def why(question: Question) -> str:
    """What that was: one of ``REASONS``. What has no day of its own may be it; what has another day is not."""
    last = day(question)
    return next(
        REASONS[each.event] for each in reversed(history_of(question)) if each.event in REASONS and each.day in (last, None)
    )


def newest(engine: Engine, asked: SearchRequest, count: int) -> list[Happened]:
    """The ``count`` records of a search to which something happened last, newest first; those without any day are left out."""
    latest = SearchRequest(
        query=asked.query,
        filters=(*asked.filters, Exists("changed")),
        sort=(SortKey("changed", True),),
        per_page=count,
        with_snippets=False,
    )
    return [Happened(hit.question, day(hit.question), why(hit.question)) for hit in engine.search(latest).hits]
