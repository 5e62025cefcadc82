"""The events of a question with their dates, derived from its observed versions and from the dates in its record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from search.model.question import Question, Version
from search.text.british_time import british_day

EventName = Literal[
    "asked",
    "transferred",
    "reworded",
    "redated",
    "headed",
    "held",
    "answered",
    "completed",
    "corrected",
    "rewritten",
    "answer-removed",
    "withdrawn",
    "reinstated",
    "removed",
    "returned",
    "amended",
]
"""The kinds of event.

``transferred``: moved to another answering body. ``redated``: the day of tabling changed. ``headed``: the heading was given or
changed. ``held``: a holding answer was given. ``completed``: the full answer came after a holding answer. ``rewritten``: the
answer changed without being marked as corrected. ``answer-removed``: the source removed the answer. ``reinstated``: no longer
withdrawn. ``removed``: the source removed the question. ``returned``: the source has it again. ``amended``: only minor details
changed.
"""

DatedEvent = tuple[EventName, date | None]
"""An event with the day that the record gives for it, None if the record gives no day."""

_EMPTY = Version()


class HistoryEvent(msgspec.Struct, frozen=True):
    """One event in the history of a question.

    If ``day_is_recorded``, ``day`` is the day that the record gives. Otherwise it is the British day on which the change was
    first observed, or None if that is unknown. ``version`` is the index in ``versions_of`` of the version it led to.
    """

    event: EventName
    day: date | None
    day_is_recorded: bool
    version: int


def versions_of(question: Question) -> tuple[Version, ...]:
    """Return every known version, oldest first.

    These are the observed versions and, if no answer was observed before a correction, the original that the correction quotes.
    A holding answer that its source does not mark is marked.
    """
    versions: list[Version] = []
    for version in _marked_versions(question):
        if version.is_correction and version.original and not any(earlier.answer for earlier in versions):
            versions.append(_before_correction(version))
        versions.append(version)
    return tuple(versions)


def history_of(question: Question) -> tuple[HistoryEvent, ...]:
    """Return every known event, in order."""
    events: list[HistoryEvent] = []
    previous: Version | None = None
    for index, version in enumerate(versions_of(question)):
        observed_on = british_day(version.seen_at) if version.seen_at and previous else None
        dated_events = _initial_events(version) if previous is None else _events_between(previous, version)
        events += (HistoryEvent(event, day or observed_on, day is not None, index) for event, day in dated_events)
        previous = version
    return tuple(events)


def last_observed_on(question: Question, *names: EventName) -> date | None:
    """Return the latest day on which one of the named events was observed; None if there is none.

    Events with a day in the record are ignored.
    """
    if len(question.versions) < 2:
        return None
    days = (event.day for event in history_of(question) if event.event in names and not event.day_is_recorded)
    return max((day for day in days if day), default=None)


def completed_on(question: Question) -> date | None:
    """Return the day of the answer if a holding answer came before it, else None."""
    answer = question.answer
    if answer is None or answer.is_holding:
        return None
    was_held = question.held_on is not None or any(version.is_holding for version in question.versions)
    return answer.answered_on if was_held and not question.is_dated_by_holding_answer else None


def _marked_versions(question: Question) -> tuple[Version, ...]:
    """Return the observed versions, or the current one if there are none; those with the holding answer are marked."""
    versions = question.versions or (Version.of(question),)
    if question.answer is None or not question.answer_is_holding:
        return versions
    text = question.answer.text
    return tuple(replace(version, is_holding=True) if version.answer == text else version for version in versions)


def _before_correction(version: Version) -> Version:
    """Return the version before a correction, from the original answer that the correction quotes."""
    return replace(version, seen_at=None, answer=version.original, original="", is_correction=False, corrected_on=None)


def _initial_events(version: Version) -> Iterator[DatedEvent]:
    """Yield the events that led to the first known version."""
    yield "asked", version.tabled_on
    yield from _answer_events(_EMPTY, version)
    yield from _status_events(_EMPTY, version)


def _events_between(before: Version, after: Version) -> tuple[DatedEvent, ...]:
    events = (*_question_events(before, after), *_answer_events(before, after), *_status_events(before, after))
    return events or (("amended", None),)


def _question_events(before: Version, after: Version) -> Iterator[DatedEvent]:
    """Yield the changes of the question itself.

    A transfer rewords the address formula, so it hides the rewording. A heading that comes with an answer is no event.
    """
    if before.answering_body and after.answering_body and before.answering_body != after.answering_body:
        yield "transferred", None
    elif before.text.split() != after.text.split():
        yield "reworded", None
    if before.tabled_on != after.tabled_on:
        yield "redated", None
    if before.heading != after.heading and (before.has_answer, before.is_holding) == (after.has_answer, after.is_holding):
        yield "headed", None


def _answer_events(before: Version, after: Version) -> Iterator[DatedEvent]:
    was_held = before.is_holding or before.held_on is not None
    if after.held_on and not was_held:
        yield "held", after.held_on
        was_held = True
    is_full = after.has_answer and not after.is_holding
    is_new = after.has_answer and (not before.has_answer or (before.is_holding and is_full))
    if is_new and is_full:
        is_later = before.is_holding or after.answered_on != after.held_on
        yield "completed" if was_held and is_later else "answered", after.answered_on
    elif is_new and not was_held:
        yield "held", after.answered_on
    if after.is_correction and (not before.is_correction or before.corrected_on != after.corrected_on):
        yield "corrected", after.corrected_on
    elif before.has_answer and not after.has_answer:
        yield "answer-removed", None
    elif not is_new and before.answer.split() != after.answer.split():
        yield "rewritten", None


def _status_events(before: Version, after: Version) -> Iterator[DatedEvent]:
    if before.is_withdrawn != after.is_withdrawn:
        yield "withdrawn" if after.is_withdrawn else "reinstated", None
    if before.is_removed_at_source != after.is_removed_at_source:
        yield "removed" if after.is_removed_at_source else "returned", None
