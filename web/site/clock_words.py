"""The result of the clock for a question, in a sentence or two."""

from __future__ import annotations

from search.insight.calendar import calendar_end
from search.insight.clock import has_unmarked_answer, rule_of
from search.model.question import Question
from search.results.phrasing import counted
from search.text.dates import long_date
from web.site.wording import sentence_case


def clock_sentence(question: Question) -> str:
    """Return whether the answer was on time by the rule, and how long it took; "" where no day due is known."""
    derived = question.derived
    if derived.due_by_rule is None:
        return ""
    rule = f"under the rule for {rule_of(question).questions}"
    due = f"due by {long_date(derived.due_by_rule)}"
    if has_unmarked_answer(question):
        if derived.is_late is None:
            return f"An answer was {due}, {rule}. {_not_known(question)}"
        verdict = "Answered late" if derived.is_late else "Answered on time"
        return f"{verdict}. It was {due}, {rule}.{_after(derived.days) or _beyond_calendar(question)}"
    if derived.is_late:
        return f"Overdue. An answer was {due}, {rule}.{_waiting(question)}"
    return f"{sentence_case(due)}, {rule}.{_waiting(question)}"


def _not_known(question: Question) -> str:
    if question.answer_is_holding:
        return "The answer is a holding answer by its words. We do not know whether a full answer came."
    return "We do not know when it was answered."


def _after(days: int | None) -> str:
    return "" if days is None else f" It took {_sitting_days(days)}."


def _beyond_calendar(question: Question) -> str:
    """Return why no sitting days are given, if the answer came after the end of the calendar."""
    end = calendar_end(question.house)
    answered_on = question.answer and question.answer.answered_on
    if not (answered_on and question.tabled_on and question.tabled_on <= answered_on and end < answered_on):
        return ""
    return f" Its sitting days are not counted: the calendar of sittings ends on {long_date(end)}."


def _waiting(question: Question) -> str:
    waiting, fetched_on = question.derived.waiting, question.fetched_on
    if waiting is None or fetched_on is None:
        return ""
    return f" It had waited {_sitting_days(waiting)} on {long_date(fetched_on)}."


def _sitting_days(count: int) -> str:
    return counted(count, "sitting day")
