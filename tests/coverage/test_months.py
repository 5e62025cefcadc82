"""The verdict on a month: whole, partial with its reasons, or none."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from search.coverage.months import HouseCoverage, MonthCoverage, house_coverages, months_between
from search.engines.memory import MemoryEngine
from search.model.question import House, Question
from tests.coverage.month_records import Change, month_records, without_answer

AROUND = [*month_records("2024-02", first_number=4_900), *month_records("2024-04", first_number=5_100)]


def coverage_of(records: list[Question], house: House = "Commons") -> HouseCoverage:
    return house_coverages(MemoryEngine(records).info())[house]


def march(change: Change | None = None, count: int = 60, around: list[Question] = AROUND) -> MonthCoverage:
    """The coverage of March 2024, with whole months before and after it."""
    coverage = coverage_of([*around, *month_records("2024-03", count, change=change)])
    return next(entry for entry in coverage.months if entry.month == "2024-03")


def test_a_month_with_all_its_numbers_and_answers_is_whole() -> None:
    entry = march()
    assert (entry.verdict, entry.reasons, entry.tabled, entry.answered, entry.number_share) == ("whole", (), 60, 60, 1.0)


def test_a_few_answers_or_numbers_may_be_missing() -> None:
    assert march(without_answer(0.01)).verdict == "whole"
    assert march(lambda question, place: None if place % 3 == 1 else question).verdict == "whole"


def test_a_month_that_was_fetched_before_its_answers_came_is_partial() -> None:
    entry = march(without_answer(0.5))
    assert (entry.verdict, entry.reasons) == ("partial", ("answers-not-collected",))
    assert (entry.answered, entry.unanswered, entry.not_collected) == (30, 0, 30)


def test_a_question_that_was_fetched_after_its_answer_was_due_is_a_whole_record_without_an_answer() -> None:
    def unanswered(question: Question, place: int) -> Question:
        return replace(question, answer=None, fetched_on=date(2024, 6, 1)) if place % 2 else question

    entry = march(unanswered)
    assert (entry.verdict, entry.answered, entry.unanswered, entry.not_collected) == ("whole", 30, 30, 0)


def test_a_withdrawn_question_needs_no_answer() -> None:
    entry = march(lambda question, place: replace(question, answer=None, is_withdrawn=True) if place < 9 else question)
    assert (entry.verdict, entry.withdrawn) == ("whole", 9)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (lambda question, place: None if place % 3 else question, ("numbers-missing",)),
        (lambda question, place: replace(question, uin="") if place % 3 else question, ("no-numbers",)),
        (lambda question, place: None if place > 8 else question, ("few-records",)),
        (lambda question, place: None if place > 8 else replace(question, uin=""), ("few-records",)),
    ],
)
def test_a_month_of_which_the_numbers_show_or_hide_holes_is_partial(change: Change, reasons: tuple[str, ...]) -> None:
    entry = march(change)
    assert (entry.verdict, entry.reasons) == ("partial", reasons)


def test_a_month_at_an_end_has_to_reach_the_end() -> None:
    def until_the_tenth(question: Question, place: int) -> Question | None:
        return question if question.tabled_on and question.tabled_on.day <= 10 else None

    def from_the_tenth(question: Question, place: int) -> Question | None:
        return question if question.tabled_on and question.tabled_on.day >= 10 else None

    before, after = AROUND[:60], AROUND[60:]
    assert march(until_the_tenth, 120).verdict == "whole"
    assert march(until_the_tenth, 120, before).reasons == ("ends-early",)
    assert march(from_the_tenth, 120, after).reasons == ("begins-late",)


def test_a_session_that_begins_with_its_first_number_does_not_begin_late() -> None:
    records = [
        replace(record, uin=str(place + 2))
        for place, record in enumerate(month_records("2024-07", 120)[40:])
        if record.tabled_on
    ]
    (entry,) = coverage_of(records).months
    assert entry.verdict == "whole"


def test_a_month_without_questions_is_a_gap_within_and_after_the_days_of_a_house() -> None:
    coverage = coverage_of([*AROUND, *month_records("2024-06", house="Lords")])
    assert [(entry.month, entry.verdict) for entry in coverage.months] == [
        ("2024-02", "whole"),
        ("2024-03", "none"),
        ("2024-04", "whole"),
        ("2024-05", "none"),
        ("2024-06", "none"),
    ]
    assert coverage.is_whole("2024-02")
    assert not coverage.is_whole("2024-03")
    assert coverage.verdict("1999-01") == "none"
    assert coverage.has_gaps


@pytest.mark.parametrize(
    ("month", "verdict", "reasons"),
    [
        ("2024-03", "whole", ()),
        ("2024-04", "whole", ()),
        ("2024-05", "partial", ("few-records",)),
        ("2024-02", "partial", ("few-records",)),
        ("2017-05", "partial", ("not-in-calendar",)),
        ("2026-09", "partial", ("not-in-calendar",)),
        ("2022-09", "none", ()),
    ],
)
def test_a_month_by_days_due_is_whole_if_the_months_of_tabling_are(month: str, verdict: str, reasons: tuple[str, ...]) -> None:
    standing = coverage_of([*AROUND, *month_records("2024-03")]).month_verdict(month, "due")
    assert (standing.verdict, standing.reasons) == (verdict, reasons)


def test_a_recess_and_the_session_before_are_not_missing_from_the_days_due() -> None:
    summer = [*month_records("2024-07", first_number=1), *month_records("2024-09", first_number=61)]
    coverage = coverage_of(summer)
    assert coverage.month_verdict("2024-09", "due").verdict == "whole"
    assert coverage.month_verdict("2024-07", "due").verdict == "whole"
    assert coverage_of(summer[60:]).month_verdict("2024-09", "due").reasons == ("begins-late", "few-records")[1:]


def test_the_verdict_by_tabling_is_that_of_the_month() -> None:
    coverage = coverage_of([*AROUND, *month_records("2024-03", change=without_answer(0.5))])
    assert coverage.month_verdict("2024-03", "tabled").reasons == ("answers-not-collected",)
    assert coverage.month_verdict("2024-04", "due").reasons == ("answers-not-collected",)
    assert coverage.month_verdict("1999-01", "tabled").verdict == "none"


def test_questions_without_a_day_are_in_no_month() -> None:
    undated = [replace(record, id=f"undated-{record.id}", tabled_on=None) for record in AROUND[:7]]
    coverage = coverage_of([*AROUND, *undated])
    assert (coverage.records, coverage.undated, sum(entry.tabled for entry in coverage.months)) == (127, 7, 120)
    assert coverage_of(undated).months == ()


def test_an_index_without_records_covers_nothing() -> None:
    coverage = coverage_of([], "Lords")
    assert (coverage.records, coverage.months, coverage.first_tabled, coverage.has_gaps) == (0, (), None, False)


def test_months_run_over_the_ends_of_years() -> None:
    assert list(months_between("2023-11", "2024-02")) == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert list(months_between("2024-02", "2024-01")) == []
