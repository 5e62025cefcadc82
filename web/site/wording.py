"""A record in plain English: its title, its people and days, and its state. Text only, never HTML or addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import get_args

import msgspec

from search.insight.titles import made_title
from search.model.address_formula import without_address_formula
from search.model.field_types import Field, Kind
from search.model.fields import FIELDS
from search.model.history import last_observed_on
from search.model.parliament import LIST_TEXT_CHARACTERS
from search.model.question import Answer, Question, State
from search.results.phrasing import counted, listed
from search.results.types import ResultPage
from search.text.analysis import MORE, shortened
from search.text.dates import MONTH_NAMES, long_date

MAX_TITLE_CHARACTERS = 90
NO_UIN = "question number not in our source"
NO_DATE = "date not in our source"
MADE_TITLE = "title made by this site"
"""The mark of a title in a list, if the source has no heading."""

MADE_TITLE_NOTE = "Title made by this site: our source has no heading for the question."
REMOVED = "removed from Parliament’s site"
CUT_MARK = "[… cut short by the source]"
"""The mark at the end of a text that the source cut short, where there is no notice beside the text."""

_KEY_LABELS = {"wording": "with the same words"}
"""Words for keys that results are not collapsed by. A reader learns nothing from a key."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


class StateLabel(msgspec.Struct, frozen=True, gc=False):
    """A state: its name, and the words for it."""

    name: State
    label: str


def title(question: Question) -> str:
    """Return the heading; if there is none, a title made from the question. ``has_made_title`` distinguishes the two."""
    return question.heading or made_title(question.text) or f"Question {question.id}"


def has_made_title(question: Question) -> bool:
    """Whether this site made the title of a question, because the source has no heading."""
    return not question.heading


def quoted_title(question: Question) -> str:
    """Return the title in a citation: the heading, or the beginning of the question if it has none.

    A made title is never cited.
    """
    if question.heading:
        return question.heading
    text = " ".join(without_address_formula(question.text).split())
    return sentence_case(shortened(text, MAX_TITLE_CHARACTERS)) or f"Question {question.id}"


def identity(question: Question) -> str:
    """Return what identifies a question: its UIN and the day it was tabled, or else the id of the record."""
    if question.uin and question.tabled_on:
        return f"{question.uin} of {long_date(question.tabled_on)}"
    return f"record {question.id}"


def origin(question: Question) -> tuple[str, ...]:
    """Return the answering body, the House and the UIN, without those that are unknown."""
    parts = (question.answering_body.name, question.house, uin_label(question) if question.uin else "")
    return tuple(part for part in parts if part)


def uin_label(question: Question) -> str:
    """Return ``UIN HL13171``, or ``NO_UIN``."""
    return f"UIN\N{NO-BREAK SPACE}{question.uin}" if question.uin else sentence_case(NO_UIN)


def byline(question: Question) -> str:
    """Return who asked and who answered, with the days."""
    return " · ".join(part for part in (asked_phrase(question), answered_phrase(question)) if part)


def asked_phrase(question: Question) -> str:
    """Return ``Baroness Doocey asked on 9 February 2021``; a part that is unknown is named at the end, once.

    ``Tabled on 9 February 2021; asker and question number not in our source``.
    """
    return sentence_case("; ".join(filter(None, (_asked_or_tabled(question), not_in_source(question)))))


def not_in_source(question: Question, *, with_answer: bool = False) -> str:
    """Return ``asker and date not in our source``, "" if all are known. ``with_answer`` names the date of the answer too."""
    answer = question.answer if with_answer else None
    if question.asked_by.label and question.uin and question.tabled_on and (answer is None or answer.answered_on):
        return ""
    unknown = [] if question.asked_by.label else ["asker"]
    unknown += [] if question.uin else ["question number"]
    unknown += [] if question.tabled_on else ["date"]
    unknown += ["answer date"] if answer and not answer.answered_on else []
    return f"{listed(unknown)} not in our source"


def answered_phrase(question: Question) -> str:
    """Return ``answered 23 February 2021 by Baroness Williams of Trafford``; "" for a question without an answer."""
    answer = question.answer
    if answer is None:
        return ""
    verb = "holding answer" if question.answer_is_holding else "answered"
    who = f" by {answer.answered_by.label}" if answer.answered_by.label else ""
    return f"{verb} {long_date(answer.answered_on)}{who}" if answer.answered_on else f"{verb}{who}, {NO_DATE}"


def title_and_identity(question: Question) -> str:
    """Return the title and identity, so that a screen reader distinguishes links with the same text."""
    return f"{title(question)}, {identity(question)}"


def tags(question: Question) -> tuple[str, ...]:
    """Return short facts that help to choose among results."""
    answer = question.answer
    words = [REMOVED] if question.is_removed_at_source else []
    words += ["named day"] if question.is_named_day else []
    words += [f"grouped with {len(question.grouped)}"] if question.grouped else []
    words += ["attachment"] if answer and answer.attachments else []
    words += ["table"] if answer and answer.has_table else []
    words += ["interest declared"] if question.has_interest else []
    return tuple(words)


def status(question: Question) -> str:
    """Return the state of the question in a sentence or two, with the days."""
    removed = (
        " Parliament has removed it from its site. We show the last version that we have."
        if question.is_removed_at_source
        else ""
    )
    return _status(question) + removed


def _status(question: Question) -> str:
    match question.state:
        case "withdrawn":
            return "This question was withdrawn."
        case "unanswered" | "not-collected" | "no-answer":
            return _without_answer(question) + _held(question) + _answer_removed(question)
        case "holding":
            return f"Holding answer only{_given(_holding_day(question))}. We have no full answer yet."
        case "answered":
            return _answered(question)
        case "corrected":
            return f"{_answered(question)} {_corrected(question)}"


def cut_notice(text_name: str) -> str:
    """Return the notice under a text that the source cut short; ``text_name`` is "question" or "answer"."""
    return f"Text cut short by the source. This is the first {LIST_TEXT_CHARACTERS} characters of the {text_name}."


def excerpt(text: str, is_cut: bool, characters: int) -> str:
    """Return the beginning of a text on one line, at most ``characters``, with ``CUT_MARK`` if its source cut it short."""
    line = " ".join(text[: 2 * characters].split())
    return with_cut_mark(line if len(line) <= characters else shortened(line, characters - len(MORE)), is_cut)


def state_label(question: Question) -> StateLabel:
    """Return the state of a question with its label."""
    return _STATE_LABELS[question.state]


def with_cut_mark(text: str, is_cut: bool) -> str:
    """Return the text, with ``CUT_MARK`` at its end if its source cut it short."""
    return f"{text} {CUT_MARK}" if is_cut and text else text


def cut_texts(question: Question) -> tuple[str, ...]:
    """Return which texts of a record its source cut short: "question", "answer"."""
    is_answer_cut = question.answer is not None and question.answer.is_cut
    return (("question",) if question.is_cut else ()) + (("answer",) if is_answer_cut else ())


def short_citation(question: Question) -> str:
    """Return ``HC WQ 12345, 3 March 2024``: House, UIN and the day tabled, since a UIN is used again in a later session.

    "" if the UIN or the day is unknown. Since September 2014 written answers have no Hansard columns to cite.
    """
    if not question.uin or question.tabled_on is None:
        return ""
    return f"H{question.house[0]} WQ {question.uin}, {long_date(question.tabled_on)}"


def with_page(title: str, page: ResultPage) -> str:
    """Return the title of a page of results, with its number if there are several: ``Corrections (page 2 of 5)``."""
    return title if page.pages < 2 else f"{title} (page {page.request.page:,} of {page.pages:,})"


def pages_note(pages: int) -> str:
    """Return the sentence for a page beyond the last: ``There are only 26 pages.``"""
    return "There is only 1 page." if pages == 1 else f"There are only {pages:,} pages."


def value_label(field: str, value: str) -> str:
    """Return a field's value as it is printed: dates, months and flags in words, other values unchanged."""
    return _LABELS[field](value)


def sentence_case(text: str) -> str:
    """Return the text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def _asked_or_tabled(question: Question) -> str:
    day = _on(question.tabled_on)
    return f"{question.asked_by.label} asked{day}" if question.asked_by.label else f"tabled{day}" if day else ""


def _without_answer(question: Question) -> str:
    """Return the state of a question without an answer in this copy, and the day up to which the copy is current.

    ``due_on`` is the date for answer. The answer may be due later by the rule of the House (``clock_sentence``).
    """
    current_to = long_date(question.current_to) if question.current_to else ""
    due = f" The date for answer was {long_date(question.due_on)}." if question.due_on else ""
    match question.state:
        case "unanswered":
            return f"Unanswered when last fetched{_on(question.fetched_on)}.{due}"
        case "not-collected":
            ends = "We last fetched it" if question.current_to == question.fetched_on else "Our source ends"
            return f"No answer collected. {ends} on {current_to}{_before_due(question)}"
        case _:
            newest = f" Our source ends on {current_to}." if current_to else ""
            return f"No answer in our source.{newest}{due}"


def _before_due(question: Question) -> str:
    if question.due_on is None:
        return ". The date for answer is not in our source."
    is_that_day = question.current_to == question.due_on
    return ", the date for answer." if is_that_day else f", before the date for answer, {long_date(question.due_on)}."


def _held(question: Question) -> str:
    return f" It had a holding answer{_on(question.held_on)}." if question.held_on else ""


def _answer_removed(question: Question) -> str:
    day = last_observed_on(question, "answer-removed")
    return f" Parliament removed an earlier answer from its site. We saw this{_on(day)}." if day else ""


def _holding_day(question: Question) -> date | None:
    return question.held_on or (question.answer.answered_on if question.answer else None)


def _answered(question: Question) -> str:
    day = question.answer.answered_on if question.answer else None
    if day is None:
        return f"Answered, {NO_DATE}."
    if question.tabled_on is None or day < question.tabled_on:
        return f"Answered{_on(day)}."
    days = (day - question.tabled_on).days
    after = "the day it was tabled" if days == 0 else f"{counted(days, 'day')} after it was tabled"
    holding = f", after a holding answer{_on(question.held_on)}" if question.held_on and question.held_on < day else ""
    return f"Answered{_on(day)}, {after}{holding}."


def _corrected(question: Question) -> str:
    answer = question.answer or Answer()
    by = f" by {answer.corrected_by.label}" if answer.corrected_by.label else ""
    return f"The answer was corrected{_on(answer.corrected_on)}{by}."


def _given(day: date | None) -> str:
    return f", given{_on(day)}" if day else ""


def _on(day: date | None) -> str:
    return f" on {long_date(day)}" if day else ""


def _labels_of(field: Field) -> Callable[[str], str]:
    """Return how the values of a field are printed. A page prints a hundred values, so that this is found once."""
    if key_label := field.collapse_label or _KEY_LABELS.get(field.name, ""):
        label = sentence_case(key_label)
        return lambda _value: label
    match field.kind:
        case Kind.DATE:
            return lambda value: long_date(date.fromisoformat(value))
        case Kind.FLAG:
            return lambda value: sentence_case(field.value_label(value))
        case Kind.NUMBER:
            return field.value_label
    if field.name.endswith("-month"):
        return _month_label
    if not field.choices:
        return str
    labels = {value: sentence_case(field.value_label(value)) for value in field.choices}
    return lambda value: labels.get(value) or sentence_case(value)


def _month_label(value: str) -> str:
    return f"{MONTH_NAMES[int(value[5:7])]} {value[:4]}" if _MONTH.fullmatch(value) else value


_LABELS = {name: _labels_of(field) for name, field in FIELDS.items()}
_STATE_LABELS = {state: StateLabel(state, value_label("state", state)) for state in get_args(State)}
