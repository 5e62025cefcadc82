"""The related records of a record: those that it refers to, those that followed, its set, its series and its subject."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.model.question import Question
from search.pipeline.more_like_this import COLLAPSE_BY
from search.query.nodes import And, AnyOf, DateRange
from search.query.request import SearchRequest, Sort
from web.queries.insight.chains import Member, in_order, member

MAX_FOLLOWERS = 8
MAX_OVER_TIME = 8
"""The most questions on one subject that the page of a record lists: those nearest in time."""


class Connections(msgspec.Struct, frozen=True):
    """The records related to one. ``cited`` has the records that it refers to, by id. ``over_time`` are questions of the same
    series or under the same heading, the record among them, oldest first; ``subject`` finds all of them, None if there are
    none. ``in_set`` and ``in_series`` are the numbers of questions of its set and series, 0 for none.
    """

    cited: dict[str, Question]
    followers: tuple[Question, ...]
    over_time: tuple[Member, ...]
    over_time_total: int
    subject: SearchRequest | None
    in_set: int
    in_series: int


def query_connections(engine: Engine, question: Question) -> Connections:
    """Find the related records."""
    derived = question.derived
    cited = {other.id: other for other in map(engine.get, derived.follows) if other}
    followers = filter(None, map(engine.get, derived.followed_by[:MAX_FOLLOWERS]))
    subject = _subject(question)
    over_time, total = _over_time(engine, question, subject) if subject else ([], 0)
    return Connections(
        cited,
        tuple(followers),
        tuple(map(member, over_time)),
        total,
        subject if total > 1 else None,
        engine.count(AnyOf("set", (derived.set,))) if derived.set else 0,
        engine.count(AnyOf("series", (derived.series,))) if derived.series else 0,
    )


def _subject(question: Question) -> SearchRequest | None:
    """Return the search for the subject of a record: its heading, or else its series. None if it has neither."""
    if question.heading:
        return SearchRequest(filters=(AnyOf("heading", (question.heading,)),), sort="newest")
    if question.derived.series:
        return SearchRequest(filters=(AnyOf("series", (question.derived.series,)),), sort="newest")
    return None


def _over_time(engine: Engine, question: Question, subject: SearchRequest) -> tuple[list[Question], int]:
    """Return the questions on a subject nearest in time to a record, and the record itself, and the number of all."""
    total = engine.count(And(subject.filters))
    if total < 2:
        return [], 0
    questions = {question.id: question}
    day = question.tabled_on
    sides: tuple[tuple[Sort, DateRange | None], ...] = (
        ("newest", DateRange("tabled", None, day) if day else None),
        ("oldest", DateRange("tabled", day, None) if day else None),
    )
    for sort, side in sides:
        filters = (*subject.filters, side) if side else subject.filters
        request = SearchRequest(filters=filters, sort=sort, per_page=MAX_OVER_TIME // 2 + 1, collapse_by=COLLAPSE_BY)
        page = engine.search(msgspec.structs.replace(request, with_snippets=False))
        questions |= {hit.question.id: hit.question for hit in page.hits}
    return in_order(list(questions.values())), total
