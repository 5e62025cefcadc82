"""The days of the questions that were answered together with a record: from the index, where the source does not give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from search.engine import Engine
from search.model.question import GroupedQuestion, Question
from search.model.sessions import session_of
from search.query.nodes import AnyOf
from search.query.request import SearchRequest

MAX_LOOKED_UP = 20_000
"""The most records that are read for one page; a UIN occurs about twice in ten years."""


def with_grouped_days(engine: Engine, questions: Sequence[Question]) -> list[Question]:
    """Return the records with the days of their grouped questions, where the index has exactly one that it can be."""
    uins = {grouped.uin for question in questions for grouped in question.grouped if grouped.tabled_on is None}
    if not uins:
        return list(questions)
    request = SearchRequest(query=AnyOf("uin", tuple(sorted(uins))), per_page=MAX_LOOKED_UP, with_snippets=False)
    by_uin: dict[str, list[Question]] = defaultdict(list)
    for hit in engine.search(replace(request, sort="newest")).hits:
        by_uin[hit.question.uin].append(hit.question)
    return [_with_days(question, by_uin) if question.grouped else question for question in questions]


def _with_days(question: Question, by_uin: Mapping[str, Sequence[Question]]) -> Question:
    grouped = tuple(
        member if member.tabled_on else GroupedQuestion(member.uin, _day_of(question, by_uin.get(member.uin, ())))
        for member in question.grouped
    )
    return replace(question, grouped=grouped)


def _day_of(question: Question, others: Iterable[Question]) -> date | None:
    """Return the day on which the other was tabled: one that names the record, or else the only one of its session."""
    same_session = [other for other in others if other.house == question.house and _session(other) == _session(question)]
    naming = [other for other in same_session if question.uin in {member.uin for member in other.grouped}]
    days = {other.tabled_on for other in naming or same_session}
    return days.pop() if len(days) == 1 else None


def _session(question: Question) -> object:
    return session_of(question.first_day) if question.first_day else None
