"""What happened to a question, and when: worked out of the states it was seen in and of the days that it tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from search.model.question import Question, Version

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
    "withdrawn",
    "reinstated",
    "removed",
    "returned",
    "amended",
]
"""``completed`` is a holding answer made whole, ``rewritten`` an answer changed without a word, ``amended`` what is less."""

DatedEvent = tuple[EventName, date | None]
"""With the day that the record tells, None where it tells none."""

_NOTHING = Version()


class HistoryEvent(msgspec.Struct, frozen=True):
    """What happened on a day. ``day_is_recorded`` where the record tells the day; else it is the day it was first seen so, in UTC.

    ``version`` is the place among the ``versions_of`` of the first one after it, counted from 0.
    """

    event: EventName
    day: date | None
    day_is_recorded: bool
    version: int


def versions_of(question: Question) -> tuple[Version, ...]:
    """Every state that is known, oldest first: as it was seen, and what a correction says was there before it."""
    known: list[Version] = []
    for version in question.versions or (Version.of(question),):
        if version.is_correction and version.original and not any(each.answer for each in known):
            known.append(_uncorrected(version))
        known.append(version)
    return tuple(known)


def history_of(question: Question) -> tuple[HistoryEvent, ...]:
    """All that is known to have happened, in order."""
    found: list[HistoryEvent] = []
    before: Version | None = None
    for at, after in enumerate(versions_of(question)):
        seen = after.seen_at.date() if after.seen_at and before else None
        happenings = _first(after) if before is None else _changes(before, after)
        found += (HistoryEvent(event, told or seen, told is not None, at) for event, told in happenings)
        before = after
    return tuple(found)


def last_observed_on(question: Question, *events: EventName) -> date | None:
    """The day that any of some events, of which records tell no day, was last seen to have happened."""
    if len(question.versions) < 2:
        return None
    days = (each.day for each in history_of(question) if each.event in events and not each.day_is_recorded)
    return max((day for day in days if day), default=None)


def completed_on(question: Question) -> date | None:
    """The day a holding answer was made whole: that of the answer that was given after one."""
    answer = question.answer
    if answer is None or answer.is_holding:
        return None
    was_held = question.held_on is not None or any(version.is_holding for version in question.versions)
    return answer.answered_on if was_held else None


def _uncorrected(version: Version) -> Version:
    """What was there before a correction that brought it along."""
    return replace(version, seen_at=None, answer=version.original, original="", is_correction=False, corrected_on=None)


def _first(state: Version) -> Iterator[DatedEvent]:
    """All that led to the first state that is known."""
    yield "asked", state.tabled_on
    yield from _to_answer(_NOTHING, state)
    yield from _to_standing(_NOTHING, state)


def _changes(before: Version, after: Version) -> tuple[DatedEvent, ...]:
    found = (*_to_question(before, after), *_to_answer(before, after), *_to_standing(before, after))
    return found or (("amended", None),)


def _to_question(before: Version, after: Version) -> Iterator[DatedEvent]:
    """A question that is moved to another department has its opening worded for it; a heading may come with an answer."""
    if before.answering_body and after.answering_body and before.answering_body != after.answering_body:
        yield "transferred", None
    elif before.text.split() != after.text.split():
        yield "reworded", None
    if before.tabled_on != after.tabled_on:
        yield "redated", None
    if before.heading != after.heading and (before.has_answer, before.is_holding) == (after.has_answer, after.is_holding):
        yield "headed", None


def _to_answer(before: Version, after: Version) -> Iterator[DatedEvent]:
    was_held = before.is_holding or before.held_on is not None
    if after.held_on and not was_held:
        yield "held", after.held_on
        was_held = True
    is_whole = after.has_answer and not after.is_holding
    is_new = after.has_answer and (not before.has_answer or (before.is_holding and is_whole))
    if is_new and is_whole:
        yield "completed" if was_held else "answered", after.answered_on
    elif is_new and not was_held:
        yield "held", after.answered_on
    if after.is_correction and (not before.is_correction or before.corrected_on != after.corrected_on):
        yield "corrected", after.corrected_on
    elif not is_new and before.answer.split() != after.answer.split():
        yield "rewritten", None


def _to_standing(before: Version, after: Version) -> Iterator[DatedEvent]:
    if before.is_withdrawn != after.is_withdrawn:
        yield "withdrawn" if after.is_withdrawn else "reinstated", None
    if before.is_removed_at_source != after.is_removed_at_source:
        yield "removed" if after.is_removed_at_source else "returned", None
