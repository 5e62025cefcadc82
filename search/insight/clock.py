"""The clock: when a question's answer is due by the rule of its House, how long the answer took, and whether it was late.

- **Ordinary questions, Commons**: within a working week (Erskine May 22.4). Questions are put down for answer on the second
  sitting day after tabling, and the working week is the five working days of which that day, the date for answer, is the first.
  Measured on whole months of real records (docs/decisions/0030-the-clock.md).
- **Named day, Commons**: on the day (Standing Order No. 22(4)).
- **Lords**: within ten working days of being tabled (Companion to the Standing Orders).

A holding answer does not stop the clock. Working days are weekdays without bank holidays, in a recess as in a sitting week.
Without a day tabled or a date for answer the result is None, never a guess.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

from search.insight.calendar import sittings, working_day
from search.insight.kinds import kinds_of
from search.model.question import House, Question
from search.model.sessions import session_of

RuleName = Literal["ordinary", "named-day", "lords"]

ORDINARY_WORKING_DAYS = 5
"""Working days from the date for answer on, that day included."""

LORDS_WORKING_DAYS = 10
"""Working days after the day of tabling."""

_ONE_DAY = timedelta(days=1)


class Rule(msgspec.Struct, frozen=True):
    """A rule: the ``questions`` that it applies to, the ``sentence`` that says when an answer is due, and its source."""

    name: RuleName
    questions: str
    sentence: str
    source: str
    url: str


RULES: dict[RuleName, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "ordinary",
            "ordinary questions",
            "An answer is due within a working week: by the fifth working day from the date for answer, that day included.",
            "Erskine May, paragraph 22.4",
            "https://erskinemay.parliament.uk/section/4934/questions-for-written-answer/",
        ),
        Rule(
            "named-day",
            "named day questions",
            "An answer is due on the day that the member named.",
            "Standing Order No. 22(4) of the House of Commons",
            "https://erskinemay.parliament.uk/section/4934/questions-for-written-answer/",
        ),
        Rule(
            "lords",
            "Lords questions",
            "An answer is due within ten working days of the day of tabling.",
            "Companion to the Standing Orders of the House of Lords",
            "https://www.parliament.uk/business/publications/house-of-lords-publications/rules-and-guides-for-business/"
            "companion-to-the-standing-orders/",
        ),
    )
}


class Clock(msgspec.Struct, frozen=True):
    """The result of the clock for one question; None where it is not known.

    ``due_by_rule`` is the last day on which an answer is on time. ``days`` are the sitting days from tabling to the answer.
    ``waiting`` are the sitting days that a question without a full answer has waited, up to the day it was last fetched.
    """

    due_by_rule: date | None = None
    days: int | None = None
    is_late: bool | None = None
    waiting: int | None = None


_UNKNOWN = Clock()


def rule_of(question: Question) -> Rule:
    """Return the rule for a question."""
    if question.house == "Lords":
        return RULES["lords"]
    return RULES["named-day" if question.is_named_day else "ordinary"]


def clock_of(question: Question) -> Clock:
    """Return the result of the clock for a question. A withdrawn question has none."""
    if question.is_withdrawn:
        return _UNKNOWN
    due = due_by_rule(question)
    return _answered_clock(question, due) if has_unmarked_answer(question) else _open_clock(question, due)


def has_unmarked_answer(question: Question) -> bool:
    """Whether a question has a correction, or an answer that its source does not mark as a holding answer."""
    answer = question.answer
    return answer is not None and (answer.is_correction or not answer.is_holding)


def due_by_rule(question: Question) -> date | None:
    """Return the last day on which an answer is on time.

    None for a Commons question without a date for answer: its source does not say whether it is a named day question.
    """
    match rule_of(question).name:
        case "lords":
            tabled_on = question.tabled_on
            return working_day(tabled_on + _ONE_DAY, LORDS_WORKING_DAYS) if tabled_on and tabled_on < date.max else None
        case "named-day":
            return question.due_on
        case "ordinary":
            return working_day(question.due_on, ORDINARY_WORKING_DAYS) if question.due_on else None


def _answered_clock(question: Question, due: date | None) -> Clock:
    """Return the clock of an answer that its source does not mark as a holding answer.

    No result for an answer before the day of tabling, which is an error of the source, or for a holding answer by its words:
    its full answer may have come on a later day.
    """
    answered_on = question.answer.answered_on if question.answer else None
    if answered_on is None or question.tabled_on is None or answered_on < question.tabled_on:
        return Clock(due)
    if _is_holding_by_its_words(question):
        return Clock(due)
    days = sittings(question.house).count(question.tabled_on, answered_on)
    return Clock(due, days, answered_on > due if due else None)


def _is_holding_by_its_words(question: Question) -> bool:
    """Whether an answer is a holding answer as ``Question.answer_is_holding`` says, read from its text.

    The clock is made beside the kinds of the answer, so that ``question.derived`` may be old.
    """
    return question.is_dated_by_holding_answer and "holding" in kinds_of(question)


def _open_clock(question: Question, due: date | None) -> Clock:
    """Return the clock of a question without a full answer, as it stood on the day it was last fetched.

    It is late from the day after the answer was due. It lapses after the last sitting of its session (prorogation or
    dissolution). Then it has no ``waiting``, and is late only if the answer was due before.
    """
    fetched_on, tabled_on = question.fetched_on, question.tabled_on
    if fetched_on is None or tabled_on is None or question.is_removed_at_source or not _is_known_open(question):
        return Clock(due)
    end = _end_of_session(question.house, tabled_on)
    is_lapsed = end is not None and fetched_on > end
    last_day = end if end is not None and is_lapsed else fetched_on
    is_late = True if due and last_day > due else None
    return Clock(due, None, is_late, None if is_lapsed else sittings(question.house).count(tabled_on, fetched_on))


def _end_of_session(house: House, tabled_on: date) -> date | None:
    """Return the last sitting of the session of a day, or the day before the next session; None for the last session."""
    session = session_of(tabled_on)
    if session is None or session.last_day is None:
        return None
    return sittings(house).last_sitting(tabled_on, session.last_day) or session.last_day


def _is_known_open(question: Question) -> bool:
    """Whether the question had no full answer when it was fetched.

    A copy fetched before the answer was due does not show it.
    """
    due_on = question.due_on
    is_fetched_later = question.fetched_on is not None and due_on is not None and question.fetched_on > due_on
    return question.state == "unanswered" or (question.answer is not None and is_fetched_later)
