"""The head of the page of a record: its state in words, and who asked whom, when, and when an answer was due and came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec.structs import replace

from search.model.question import Answer, Person, Question
from search.people.body_entries import body_address
from search.people.member import person_key
from search.results.phrasing import counted
from search.text.dates import long_date
from web.site import urls, wording
from web.site.link import Link
from web.site.wording import StateLabel

NO_ASKER = "Not in our source"
NO_MINISTER = "Minister not in our source"
NEITHER = "Asker and question number not in our source."
"""One sentence in place of two, if both are missing."""


class Particular(msgspec.Struct, frozen=True):
    """A particular: its name, its value, which may be a link, and details in smaller letters."""

    label: str
    value: Link
    details: tuple[Link, ...] = ()


def state_in_words(question: Question) -> StateLabel:
    """Return the state with the result of the clock: ``Answered, 5 days late``; without a known due date, the state alone."""
    state, derived = wording.state_label(question), question.derived
    if state.name not in ("answered", "corrected"):
        return replace(state, label=f"{state.label}, overdue") if derived.is_late else state
    answered_on = question.answer.answered_on if question.answer else None
    timing = "Answered"
    if derived.is_late is False:
        timing = "Answered on time"
    elif derived.is_late and answered_on and derived.due_by_rule:
        timing = f"Answered, {counted((answered_on - derived.due_by_rule).days, 'day')} late"
    return replace(state, label=f"{timing}, later corrected" if state.name == "corrected" else timing)


def standing(question: Question) -> str:
    """Return the sentence on the state of a question; "" if it has an answer with a date, which the particulars give."""
    is_plain = question.state in ("answered", "corrected") and not question.is_removed_at_source
    return "" if is_plain and question.answer and question.answer.answered_on else wording.status(question)


def particulars(question: Question) -> tuple[Particular, ...]:
    """Return the asker, the addressee and the days, or that one is missing, unless ``missing_note`` says so."""
    return (*_parties(question), *_days_of_question(question), *_days_of_answer(question))


def missing_note(question: Question) -> str:
    """Return that neither asker nor number is known; "" if one of them is."""
    return "" if question.asked_by.label or question.uin else NEITHER


def _parties(question: Question) -> Iterator[Particular]:
    asker = question.asked_by
    if asker.label:
        seat = tuple(Link(words, "") for words in (asker.constituency, asker.party) if words)
        yield Particular("Asked by", _person(asker), seat)
    elif question.uin:
        yield Particular("Asked by", Link(NO_ASKER, ""))
    if name := question.answering_body.name:
        clock = Link("How long answers take", urls.clock(question.house, body=name), f"from {name}")
        yield Particular("To", Link(name, urls.body(body_address(name))), (clock,))
    number = f"UIN {question.uin}" if question.uin else f"Record {question.id}"
    yield Particular("Number", Link(number, ""), (Link(f"House of {question.house}", ""),))


def _days_of_question(question: Question) -> Iterator[Particular]:
    derived = question.derived
    yield Particular("Tabled", _day(question.tabled_on))
    if derived.due_by_rule:
        yield Particular("Due by", _day(derived.due_by_rule))
    elif question.due_on:
        yield Particular("Date for answer", _day(question.due_on))


def _days_of_answer(question: Question) -> Iterator[Particular]:
    answer = question.answer or Answer()
    if question.held_on and not question.answer_is_holding:
        yield Particular("Holding answer", _day(question.held_on))
    if question.answer:
        yield _answered(question, answer)
    if answer.corrected_on or answer.is_correction:
        yield Particular("Corrected", _day(answer.corrected_on), _by(answer.corrected_by))


def _answered(question: Question, answer: Answer) -> Particular:
    """Who answered, and when. If the day is not known, ``standing`` has a sentence on it."""
    label = "Holding answer" if question.answer_is_holding else "Answered"
    minister = answer.answered_by
    if answer.answered_on is None:
        return Particular(f"{label} by", _person(minister) if minister.label else Link(NO_MINISTER, ""))
    by = _by(minister) or (Link(NO_MINISTER.lower(), ""),)
    return Particular(label, _day(answer.answered_on), (*by, *_time_taken(question, answer)))


def _time_taken(question: Question, answer: Answer) -> tuple[Link, ...]:
    if question.tabled_on is None or answer.answered_on is None or answer.answered_on < question.tabled_on:
        return ()
    days = (answer.answered_on - question.tabled_on).days
    return (Link(f"{counted(days, 'day')} after it was tabled" if days else "the day it was tabled", ""),)


def _by(person: Person) -> tuple[Link, ...]:
    link = _person(person)
    return (replace(link, text=f"by {link.text}"),) if person.label else ()


def _person(person: Person) -> Link:
    key = person_key(person)
    return Link(person.label, urls.person(key) if key else "")


def _day(day: date | None) -> Link:
    return Link(long_date(day) if day else wording.sentence_case(wording.NO_DATE), "")
