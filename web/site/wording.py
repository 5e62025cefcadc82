"""Facts about a record in plain English: who, when, and where it stands. Text only, never HTML or addresses."""

from __future__ import annotations

import calendar
import re
from datetime import date

from search.model.address_formula import without_address_formula
from search.model.fields import FIELDS, Kind
from search.model.question import Answer, Question
from search.text.analysis import truncate_at_word
from search.text.dates import long_date

MAX_TITLE = 90
CUT_AT = 255
NO_UIN = "UIN not given"

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)


def title(question: Question) -> str:
    """The heading; where none was given, the beginning of what is asked."""
    if question.heading:
        return question.heading
    asked = " ".join(without_address_formula(question.text).split())
    if len(asked) > MAX_TITLE:
        asked = truncate_at_word(asked, MAX_TITLE).rstrip(",;:") + " …"
    return sentence_case(asked) or f"Question {question.id}"


def identity(question: Question) -> str:
    """What tells it from every other question: its UIN with the day it was tabled, or else its own number."""
    if question.uin and question.tabled_on:
        return f"{question.uin} of {long_date(question.tabled_on)}"
    return f"record {question.id}"


def origin(question: Question) -> tuple[str, ...]:
    """Body, House and UIN, as far as they are given."""
    parts = (question.answering_body.name, question.house, uin(question))
    return tuple(part for part in parts if part)


def uin(question: Question) -> str:
    """``UIN HL13171``, or that there is none."""
    return f"UIN\N{NO-BREAK SPACE}{question.uin}" if question.uin else NO_UIN


def byline(question: Question) -> str:
    """Who asked, and who answered, and when."""
    return " · ".join(part for part in (asked(question), answered(question)) if part)


def asked(question: Question) -> str:
    """``Baroness Doocey asked on 9 February 2021``, with what is missing said or left out."""
    when = f" on {long_date(question.tabled_on)}" if question.tabled_on else ""
    if question.asked_by.label:
        return f"{question.asked_by.label} asked{when}"
    return f"Tabled{when}; the asker is not given" if when else "Asker and day not given"


def answered(question: Question) -> str:
    """``answered 23 February 2021 by Baroness Williams of Trafford``; "" when neither is known."""
    answer = question.answer
    if answer is None:
        return ""
    verb = "holding answer" if answer.is_holding else "answered"
    when = f" {long_date(answer.answered_on)}" if answer.answered_on else ""
    who = f" by {answer.answered_by.label}" if answer.answered_by.label else ""
    return f"{verb}{when}{who}" if when or who else ""


def named(question: Question) -> str:
    """What tells one link of many with the same words from the others, for those who hear them."""
    return f"{title(question)}, {identity(question)}"


def tags(question: Question) -> tuple[str, ...]:
    """Short facts that help to choose among results."""
    answer = question.answer or Answer()
    count = len(question.grouped)
    facts = (
        (question.is_removed_at_source, "gone from its source"),
        (question.is_named_day, "named day"),
        (bool(count), f"grouped with {count}"),
        (bool(answer.attachments), "attachment"),
        (answer.has_table, "table"),
        (question.has_interest, "interest declared"),
    )
    return tuple(words for holds, words in facts if holds)


def standing(question: Question) -> str:
    """Where the question stands, in a sentence or two."""
    gone = " Its source does not have it any more; it is kept as it was seen last." if question.is_removed_at_source else ""
    return _standing(question) + gone


def _standing(question: Question) -> str:
    match question.state:
        case "withdrawn":
            return "This question was withdrawn."
        case "unanswered":
            return _waiting(question)
        case "holding":
            return f"A holding answer was given{_on(_holding_day(question))}; the full answer is not here yet."
        case "answered":
            return _answered(question)
        case "corrected":
            return f"{_answered(question)} {_corrected(question)}"


def cut(what: str) -> str:
    """What to say under a text the source cut short."""
    return f"The source gave only the first {CUT_AT} characters of this {what}."


def citation(question: Question, address: str) -> str:
    """One line to quote a record by."""
    parts = [
        f"“{title(question)}”, House of {question.house} written question",
        uin(question),
        _asked_or_tabled(question),
        answered(question),
        f"record {question.id}",
    ]
    return ", ".join(part for part in parts if part) + f". {address}"


def short_citation(question: Question) -> str:
    """``HC WQ 12345, 3 March 2024``: House, UIN, and the day it was tabled, which tells it from others of that UIN.

    "" when either is not known. Written answers have had no columns of Hansard to be cited by since September 2014.
    """
    if not question.uin or question.tabled_on is None:
        return ""
    return f"H{question.house[0]} WQ {question.uin}, {long_date(question.tabled_on)}"


def value(field: str, written: str) -> str:
    """A value as it is printed: a day, a month and a flag in words, the rest as it is."""
    if FIELDS[field].collapse_label:
        return sentence_case(FIELDS[field].collapse_label)
    match FIELDS[field].kind:
        case Kind.DATE:
            return long_date(date.fromisoformat(written))
        case Kind.FLAG:
            return written.capitalize()
    if field.endswith("-month") and _MONTH.fullmatch(written):
        return f"{calendar.month_name[int(written[5:7])]} {written[:4]}"
    return sentence_case(written) if FIELDS[field].choices else written


def sentence_case(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def _asked_or_tabled(question: Question) -> str:
    if question.asked_by.label:
        return asked(question)
    return f"tabled{_on(question.tabled_on)}" if question.tabled_on else ""


def _waiting(question: Question) -> str:
    held = f" A holding answer was given{_on(question.held_on)}." if question.held_on else ""
    due = f" The answer was due by {long_date(question.due_on)}." if question.due_on else ""
    return f"Not answered in these data.{held}{due}"


def _holding_day(question: Question) -> date | None:
    return question.held_on or (question.answer.answered_on if question.answer else None)


def _answered(question: Question) -> str:
    day = question.answer.answered_on if question.answer else None
    if day is None:
        return "Answered; the day is not given."
    if question.tabled_on is None or day < question.tabled_on:
        return f"Answered{_on(day)}."
    days = (day - question.tabled_on).days
    after = "the day it was tabled" if days == 0 else f"{days:,} {'day' if days == 1 else 'days'} after it was tabled"
    held = f", after a holding answer{_on(question.held_on)}" if question.held_on and question.held_on < day else ""
    return f"Answered{_on(day)}, {after}{held}."


def _corrected(question: Question) -> str:
    answer = question.answer or Answer()
    by = f" by {answer.corrected_by.label}" if answer.corrected_by.label else ""
    return f"The answer was corrected{_on(answer.corrected_on)}{by}."


def _on(day: date | None) -> str:
    return f" on {long_date(day)}" if day else ""
