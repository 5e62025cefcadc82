"""The JSON of ``/clock.json``: how long answers took, by month and by answering body, and the two lists."""

from __future__ import annotations

import msgspec

from search.coverage.months import Basis, Reason, Verdict
from search.insight.calendar import covered_spans
from search.insight.clock import Rule
from web.json.schemas import Index, Links
from web.queries.insight.clock import RULES_OF_HOUSE, ClockList, ClockResult, Row
from web.site import urls


class ClockFigures(msgspec.Struct, frozen=True):
    """The answers under one rule. ``median_days`` and ``days_of_nine_in_ten`` are sitting days; null where not known.

    ``search`` finds the questions that are counted.
    """

    rule: str
    count: int
    on_time: int
    late: int
    share_on_time: float
    median_days: int | None
    days_of_nine_in_ten: int | None
    search: str


class ClockRow(msgspec.Struct, frozen=True):
    """A month or a body, by its ``name``. Without figures if the month is not whole, for the ``reasons``."""

    name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    figures: tuple[ClockFigures, ...]


class ClockQuestion(msgspec.Struct, frozen=True):
    """A question of a list, with the result of the clock."""

    id: str
    address: str
    due_by_rule: str
    days: int | None
    waiting: int | None


class ClockQuestions(msgspec.Struct, frozen=True):
    """The first questions of a list, their number, and the search for all of them."""

    total: int
    search: str
    questions: tuple[ClockQuestion, ...]


class ClockAnswer(msgspec.Struct, frozen=True):
    """The figures of one House. ``bodies`` are those of ``month``; ``calendar`` has the months that it covers."""

    house: str
    month: str
    body: str
    by: Basis
    rules: tuple[Rule, ...]
    calendar: tuple[tuple[str, str], ...]
    months: tuple[ClockRow, ...]
    bodies: tuple[ClockRow, ...]
    late: ClockQuestions
    waiting: ClockQuestions
    links: Links
    index: Index


def clock(result: ClockResult, index: Index) -> ClockAnswer:
    """Return the figures with their addresses."""
    params = result.params
    return ClockAnswer(
        house=params.house,
        month=params.month,
        body=params.body,
        by=params.basis,
        rules=RULES_OF_HOUSE[params.house],
        calendar=covered_spans(params.house),
        months=tuple(map(_row, result.months)),
        bodies=tuple(map(_row, result.bodies)),
        late=_questions(result.late),
        waiting=_questions(result.waiting),
        links=Links(urls.clock(params.house, params.month, params.body, params.basis)),
        index=index,
    )


def _row(row: Row) -> ClockRow:
    rows = tuple(
        ClockFigures(
            figures.rule.name,
            figures.count,
            figures.on_time,
            figures.late,
            round(figures.share, 4),
            figures.median,
            figures.slow,
            urls.json(urls.filter_search(*figures.filters)),
        )
        for figures in row.figures
        if figures
    )
    return ClockRow(row.name, row.verdict, row.reasons, rows)


def _questions(questions: ClockList) -> ClockQuestions:
    return ClockQuestions(
        questions.total,
        urls.json(urls.search(questions.search)),
        tuple(
            ClockQuestion(
                question.id,
                urls.json(urls.record(question.id)),
                question.derived.due_by_rule.isoformat() if question.derived.due_by_rule else "",
                question.derived.days,
                question.derived.waiting,
            )
            for question in questions.questions
        ),
    )
