"""The clock: when an answer is due by the rule, how long it took, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from indexer.deriving.alone import derive_alone
from search.insight.clock import RULES, Clock, clock_of, due_by_rule, rule_of
from search.model.fields import FIELDS
from search.model.question import Answer, Question

TABLED, FOR_ANSWER = date(2024, 7, 17), date(2024, 7, 22)
ORDINARY = Question("1", "Commons", "To ask why.", tabled_on=TABLED, due_on=FOR_ANSWER)
NAMED = replace(ORDINARY, is_named_day=True)
LORDS = replace(ORDINARY, house="Lords")


def answered(question: Question, day: date) -> Question:
    return replace(question, answer=Answer(text="Because.", answered_on=day))


def test_each_question_has_one_rule() -> None:
    assert [rule_of(question).name for question in (ORDINARY, NAMED, LORDS)] == ["ordinary", "named-day", "lords"]
    assert all(rule.sentence and rule.source and rule.url.startswith("https://") for rule in RULES.values())


@pytest.mark.parametrize(
    ("for_answer", "due"),
    [
        (date(2024, 7, 22), date(2024, 7, 26)),
        (date(2024, 7, 24), date(2024, 7, 30)),
        (date(2024, 7, 26), date(2024, 8, 1)),
        (date(2023, 12, 19), date(2023, 12, 27)),
        (date(2024, 9, 2), date(2024, 9, 6)),
    ],
)
def test_an_ordinary_answer_is_due_within_the_working_week_of_its_date_for_answer(for_answer: date, due: date) -> None:
    assert due_by_rule(replace(ORDINARY, due_on=for_answer)) == due


def test_a_named_day_answer_is_due_on_the_day() -> None:
    assert due_by_rule(NAMED) == FOR_ANSWER


def test_a_lords_answer_is_due_within_ten_working_days_of_tabling() -> None:
    assert due_by_rule(LORDS) == date(2024, 7, 31)
    assert due_by_rule(replace(LORDS, due_on=None)) == date(2024, 7, 31)


@pytest.mark.parametrize(
    "question",
    [
        replace(ORDINARY, due_on=None),
        replace(NAMED, due_on=None),
        replace(LORDS, tabled_on=None),
        replace(LORDS, tabled_on=date(1990, 1, 1)),
        replace(LORDS, tabled_on=date.max),
        replace(ORDINARY, due_on=date.max),
    ],
)
def test_without_a_day_nothing_is_due(question: Question) -> None:
    assert due_by_rule(question) is None


@pytest.mark.parametrize("question", [ORDINARY, NAMED, LORDS])
def test_an_answer_on_the_last_day_is_on_time_and_one_the_day_after_is_late(question: Question) -> None:
    due = due_by_rule(question)
    assert due is not None
    assert clock_of(answered(question, due)).is_late is False
    assert clock_of(answered(question, due + timedelta(days=1))).is_late is True


def test_the_days_of_an_answer_are_sitting_days() -> None:
    assert clock_of(answered(ORDINARY, date(2024, 7, 17))).days == 0
    assert clock_of(answered(ORDINARY, date(2024, 7, 22))).days == 3
    assert clock_of(answered(ORDINARY, date(2024, 8, 30))).days == 9
    assert clock_of(answered(ORDINARY, date(2024, 9, 3))).days == 11


def test_days_are_not_known_outside_the_calendar_but_lateness_may_be() -> None:
    clock = clock_of(answered(replace(ORDINARY, tabled_on=date(2026, 6, 1), due_on=date(2026, 6, 3)), date(2026, 6, 10)))
    assert clock == Clock(date(2026, 6, 9), None, True, None)


def test_an_answer_before_its_question_is_an_error_of_the_source() -> None:
    assert clock_of(answered(ORDINARY, TABLED - timedelta(days=1))) == Clock(date(2024, 7, 26))


def test_an_answer_without_a_day_says_nothing() -> None:
    assert clock_of(replace(ORDINARY, answer=Answer(text="Because."))) == Clock(date(2024, 7, 26))


def test_a_holding_answer_that_its_source_does_not_mark_does_not_stop_the_clock() -> None:
    words = "It will not be possible to answer this question within the usual time period."
    holding = replace(NAMED, answer=Answer(text=words, answered_on=FOR_ANSWER), held_on=FOR_ANSWER)
    assert clock_of(holding) == Clock(FOR_ANSWER)
    assert clock_of(replace(holding, held_on=FOR_ANSWER - timedelta(days=1))).is_late is False
    assert clock_of(replace(answered(NAMED, FOR_ANSWER), held_on=FOR_ANSWER)).is_late is False


def test_a_correction_keeps_the_day_of_the_answer() -> None:
    correction = Answer(text="Because.", answered_on=FOR_ANSWER, is_correction=True, corrected_on=date(2024, 10, 9))
    assert clock_of(replace(ORDINARY, answer=correction)).is_late is False


def test_a_withdrawn_question_has_no_clock() -> None:
    assert clock_of(replace(answered(ORDINARY, FOR_ANSWER), is_withdrawn=True)) == Clock()


def test_a_question_waits_until_the_day_it_was_fetched() -> None:
    fetched = replace(ORDINARY, fetched_on=date(2024, 7, 29))
    assert fetched.state == "unanswered"
    assert clock_of(fetched) == Clock(date(2024, 7, 26), None, True, 8)


def test_a_question_that_is_not_overdue_yet_is_not_late() -> None:
    assert clock_of(replace(ORDINARY, fetched_on=date(2024, 7, 26))).is_late is None
    assert clock_of(replace(ORDINARY, fetched_on=date(2024, 7, 26))).waiting == 7


def test_a_holding_answer_does_not_stop_the_clock() -> None:
    holding = replace(NAMED, answer=Answer(text="Soon.", answered_on=FOR_ANSWER, is_holding=True), fetched_on=date(2024, 7, 25))
    assert clock_of(holding) == Clock(FOR_ANSWER, None, True, 6)


@pytest.mark.parametrize(
    "question",
    [
        ORDINARY,
        replace(ORDINARY, file_ends_on=date(2024, 9, 30)),
        replace(ORDINARY, fetched_on=FOR_ANSWER),
        replace(ORDINARY, answer=Answer(text="Soon.", is_holding=True)),
        replace(ORDINARY, fetched_on=date(2024, 7, 29), is_removed_at_source=True),
    ],
)
def test_where_answers_were_not_collected_nothing_is_late_and_nothing_waits(question: Question) -> None:
    assert clock_of(question) == Clock(date(2024, 7, 26))


def test_a_question_lapses_with_its_session() -> None:
    tabled = replace(ORDINARY, tabled_on=date(2024, 5, 13), due_on=date(2024, 5, 15), fetched_on=date(2024, 9, 2))
    assert clock_of(tabled) == Clock(date(2024, 5, 21), None, True, None)
    last = replace(tabled, tabled_on=date(2024, 5, 22), due_on=date(2024, 5, 24))
    assert clock_of(last) == Clock(date(2024, 5, 31))


def test_the_fields_read_the_clock() -> None:
    question = answered(ORDINARY, date(2024, 7, 29))
    question = replace(question, derived=derive_alone(question))
    values = {name: FIELDS[name].values(question) for name in ("due-by-rule", "days", "late", "waiting")}
    assert values == {"due-by-rule": ("2024-07-26",), "days": ("0008",), "late": ("yes",), "waiting": ()}
    assert FIELDS["days"].value_label("0008") == "8"
    assert FIELDS["days"].value_label("0000") == "0"
