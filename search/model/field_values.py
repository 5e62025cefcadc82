"""Readers of field values: each turns a value of a question into a tuple of texts, empty where there is no value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from search.model.address_formula import without_address_formula
from search.model.history import EventName, last_observed_on
from search.model.question import Answer, Attachment, Question

_NO_ANSWER = Answer()
_OBSERVED_CHANGES: tuple[EventName, ...] = (
    *("corrected", "answer-removed", "transferred", "withdrawn", "reinstated", "removed", "returned"),
)
"""Events that count as a change on the day they were observed: sources give them no day, and most corrections none either."""


def answer_of(question: Question) -> Answer:
    """Return the answer, or an empty one if the question is unanswered."""
    return question.answer or _NO_ANSWER


def from_text(text: str) -> tuple[str, ...]:
    """Return the text as the only value, or no value if it is empty."""
    return (text,) if text else ()


def from_number(number: int | None) -> tuple[str, ...]:
    """Return the number in decimal digits, or no value for None."""
    return () if number is None else (str(number),)


def from_day(day: date | None, characters: int = 10) -> tuple[str, ...]:
    """Return the day in ISO 8601: 10 characters for the day, 7 for its month, 4 for its year. No value for None."""
    return () if day is None else (day.isoformat()[:characters],)


def from_attachments(read: Callable[[Attachment], str]) -> Callable[[Question], tuple[str, ...]]:
    """Return a reader of one property of every attachment, without repeats and empty values."""
    return lambda question: tuple(dict.fromkeys(filter(None, map(read, answer_of(question).attachments))))


def last_activity(question: Question) -> tuple[str, ...]:
    """Return the last day of a holding answer, an answer or a correction."""
    answer = answer_of(question)
    return _latest(question.held_on, answer.answered_on, answer.corrected_on)


def last_change(question: Question) -> tuple[str, ...]:
    """Return the last day of tabling, of activity, or of an observed event in ``_OBSERVED_CHANGES``."""
    return max(_latest(question.tabled_on, last_observed_on(question, *_OBSERVED_CHANGES)), last_activity(question))


def _latest(*days: date | None) -> tuple[str, ...]:
    return from_day(max((day for day in days if day), default=None))


def question_words(question: Question) -> tuple[str, ...]:
    """Return the text of a question without its address formula, which names the addressee and not the subject."""
    return from_text(without_address_formula(question.text))
