"""The clock against what Parliament and the departments published, if the real records are present.

The Procedure Committee publishes the share of answers on time by session; nine departments told members their own shares by the
month in which an answer was due, from May to November 2025. A month is only counted if it is whole.
"""

from __future__ import annotations

import gzip
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from indexer.sources.official_api import read_question
from search.coverage.months import house_coverages
from search.engines.memory import MemoryEngine
from search.insight.calendar import sittings
from search.model.question import Question
from tests.derived import with_derived
from web.queries.insight import clock
from web.queries.insight.clock import ClockParams, Row

DATA = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "official-api.ndjson.gz"
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason=f"there are no real records in {DATA}")

WHOLE_MONTHS = ("2023-12", "2024-07", "2024-08", "2024-09")
SESSION_2023_24 = {"ordinary": 0.92, "named-day": 0.88}
"""Procedure Committee, Written parliamentary questions: Departmental performance in Session 2023-24, HC 461 (2025)."""

DEPARTMENTS = {
    "1856991": "Department of Health and Social Care",
    "1861998": "Department for Education",
    "1861999": "Department for Energy Security and Net Zero",
    "1862000": "Department for Environment, Food and Rural Affairs",
    "1862307": "Department for Business and Trade",
    "1862817": "Ministry of Defence",
    "1862819": "Ministry of Justice",
    "1864438": "Scotland Office",
    "1864440": "Northern Ireland Office",
}
"""The records in which departments gave their own monthly figures, and the departments."""

MONTHS_OF_RECORDS = tuple(f"2025-{number:02}" for number in range(5, 12))


def official_records() -> Iterator[Question]:
    """The records of the official API, with what the clock says of them."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield without_texts(with_derived(read_question(msgspec.json.decode(line))))


def without_texts(question: Question) -> Question:
    """Return a record without its texts, which nothing here reads and an engine would index."""
    answer = question.answer and replace(question.answer, text="", html="")
    return replace(question, text="", heading="", answer=answer, source_records=())


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return [
        question
        for question in official_records()
        if question.id in DEPARTMENTS or (question.tabled_on and "2023-11" <= question.tabled_on.isoformat() < "2025-12")
    ]


@pytest.fixture(scope="module")
def engine(questions: list[Question]) -> MemoryEngine:
    return MemoryEngine(questions)


def shares(row: Row) -> dict[str, float]:
    return {figure.rule.name: figure.share for figure in row.figures if figure}


def month_figures(engine: MemoryEngine, params: ClockParams) -> Row:
    return clock.month_figures(engine, params, house_coverages(engine.info())["Commons"], params.month)


def test_the_months_that_have_figures_are_the_whole_ones(engine: MemoryEngine) -> None:
    months = [entry.month for entry in house_coverages(engine.info())["Commons"].months]
    counted = [month for month in months if month_figures(engine, ClockParams(month=month)).figures]
    assert counted == list(WHOLE_MONTHS)


def test_the_whole_month_of_a_session_agrees_with_the_committee(engine: MemoryEngine) -> None:
    december = shares(month_figures(engine, ClockParams(month="2023-12")))
    assert abs(december["ordinary"] - SESSION_2023_24["ordinary"]) <= 0.02
    assert 0 < SESSION_2023_24["named-day"] - december["named-day"] < 0.1, "a holding answer does not count (decision 30)"


@pytest.mark.parametrize(
    ("month", "ordinary", "named_day"),
    [("2023-12", 91.9, 79.0), ("2024-07", 91.3, 84.6), ("2024-08", 81.6, 77.8), ("2024-09", 86.0, 74.8)],
)
def test_the_shares_of_the_whole_months_are_those_of_the_decision(
    engine: MemoryEngine, month: str, ordinary: float, named_day: float
) -> None:
    share_by_rule = shares(month_figures(engine, ClockParams(month=month)))
    assert {name: round(100 * share, 1) for name, share in share_by_rule.items()} == {
        "ordinary": ordinary,
        "named-day": named_day,
    }


def test_answers_of_whole_months_cluster_on_the_last_day_by_the_rule(questions: list[Question]) -> None:
    """More answers come on the last day than on any other, and few on the day after: the rule is what departments work to."""
    days_late = Counter(
        (question.answer.answered_on - question.derived.due_by_rule).days
        for question in questions
        if question.tabled_on and question.tabled_on.isoformat()[:7] in WHOLE_MONTHS and not question.is_named_day
        if question.answer and question.answer.answered_on and question.derived.due_by_rule
    )
    assert days_late.most_common(1)[0][0] == 0
    assert days_late[0] > 0.3 * days_late.total()
    assert days_late[1] < 0.1 * days_late.total()


@pytest.mark.parametrize(("record", "body"), DEPARTMENTS.items())
def test_a_department_has_no_figure_in_a_month_that_is_not_whole(engine: MemoryEngine, record: str, body: str) -> None:
    question = engine.get(record)
    assert question is not None
    assert question.answering_body.name == body
    for month in MONTHS_OF_RECORDS:
        row = month_figures(engine, ClockParams(month=month, body=body, basis="due"))
        assert row.figures == ()
        assert row.verdict != "whole"
        assert row.reasons or month == "2025-08"


def test_a_department_has_a_figure_in_a_month_of_days_due_that_is_whole(engine: MemoryEngine) -> None:
    row = month_figures(engine, ClockParams(month="2024-09", body="Ministry of Justice", basis="due"))
    assert row.verdict == "whole"
    assert {figure.rule.name for figure in row.figures if figure} == {"ordinary", "named-day"}


def test_every_date_for_answer_of_many_questions_is_a_sitting_day(questions: list[Question]) -> None:
    table = sittings("Commons")
    days = [question.due_on for question in questions if question.due_on and question.due_on.isoformat()[:7] in table.months]
    assert len(days) > 20_000
    assert sum(day not in table.days for day in days) <= 10
