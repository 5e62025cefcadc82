"""What happened last to the records of a search, and when, by what each record says of itself now."""

from __future__ import annotations

from datetime import date

from search.engine import Engine
from search.fields import FIELDS
from search.query import Exists, Filter
from search.records import Question
from search.request import By, SearchRequest


def day(question: Question) -> date:
    """The day an answer, a holding answer or a correction was last given; where none was, the day it was tabled.

    ``date.min`` where no day is known at all.
    """
    known = (*FIELDS["activity"].values(question), *FIELDS["tabled"].values(question))
    return date.fromisoformat(known[0]) if known else date.min


def why(question: Question) -> str:
    """What that was: ``asked``, ``holding answer``, ``answered``, ``corrected`` or ``withdrawn``."""
    match question.state:
        case "unanswered":
            return "holding answer" if question.held_on else "asked"
        case "holding":
            return "holding answer"
        case other:
            return other


def newest(engine: Engine, asked: SearchRequest, count: int) -> list[Question]:
    """The ``count`` records of a search to which something happened last, newest first; those without any day are left out."""

    def foremost(by: str, *filters: Filter) -> list[Question]:
        narrowed, order = (*asked.filters, *filters), (By(by, descending=True),)
        request = SearchRequest(query=asked.query, filters=narrowed, sort=order, per_page=count, passages=False)
        return [hit.question for hit in engine.search(request).hits]

    moved = foremost("activity", Exists("activity"))
    waiting = foremost("tabled", Exists("activity", False), Exists("tabled"))
    return sorted({each.id: each for each in (*moved, *waiting)}.values(), key=day, reverse=True)[:count]
