"""The history of a record: its events with their days, and a comparison of any two of its versions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import msgspec

from search.model.history import EventName, HistoryEvent, history_of, versions_of
from search.model.question import Question, Version
from search.text.dates import long_date
from web.queries.record import AFTER, BEFORE, RecordResult
from web.site import urls, word_diff, wording
from web.site.choices import Option
from web.site.link import Link, Pairs
from web.site.word_diff import Part

NO_DAY = "Date not known"

EVENT_LABELS: dict[EventName, str] = {
    "asked": "Tabled",
    "transferred": "Moved to another department",
    "reworded": "Question reworded",
    "redated": "Tabling date changed",
    "headed": "Heading added",
    "held": "Holding answer",
    "answered": "Answered",
    "completed": "Full answer after a holding answer",
    "corrected": "Answer corrected",
    "rewritten": "Answer changed, not marked as corrected",
    "answer-removed": "Answer removed from Parliament’s site",
    "withdrawn": "Withdrawn",
    "reinstated": "No longer withdrawn",
    "removed": "Removed from Parliament’s site",
    "returned": "Back on Parliament’s site",
    "amended": "Details changed",
}


class EventView(msgspec.Struct, frozen=True):
    """An event. ``iso_day`` is "" if the day is not known; ``is_first_seen`` if it is the day the event was first seen."""

    iso_day: str
    day: str
    is_first_seen: bool
    label: str
    details: str
    compare: Link | None


class ComparisonView(msgspec.Struct, frozen=True):
    """Two versions: the facts that differ, as label, old and new value, and the texts that differ, as label and parts."""

    before: str
    after: str
    facts: tuple[tuple[str, str, str], ...]
    texts: tuple[tuple[str, tuple[Part, ...]], ...]


class CorrectionView(msgspec.Struct, frozen=True):
    """An answer before and after its correction, with the words marked that only one of the two has."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]


class HistoryView(msgspec.Struct, frozen=True):
    """The events of a record, and the form that compares two of its versions, if it has two."""

    events: tuple[EventView, ...]
    form_url: str
    hidden_params: Pairs
    before: tuple[Option, ...]
    after: tuple[Option, ...]
    comparison: ComparisonView | None


def _day(read: Callable[[Version], object]) -> Callable[[Version], str]:
    return lambda version: long_date(day) if (day := read(version)) else ""


def _flag(read: Callable[[Version], bool]) -> Callable[[Version], str]:
    return lambda version: "yes" if read(version) else "no"


FACTS: dict[str, Callable[[Version], str]] = {
    "Heading": lambda version: version.heading,
    "Department": lambda version: version.answering_body,
    "Tabled": _day(lambda version: version.tabled_on),
    "Date for answer": _day(lambda version: version.due_on),
    "Named day": _flag(lambda version: version.is_named_day),
    "Registered interest": _flag(lambda version: version.has_interest),
    "Holding answer": _day(lambda version: version.held_on),
    "Answered": _day(lambda version: version.answered_on),
    "Corrected": _day(lambda version: version.corrected_on),
    "Grouped with": lambda version: ", ".join(version.grouped),
    "Attachments": lambda version: ", ".join(version.attachments),
    "Withdrawn": _flag(lambda version: version.is_withdrawn),
    "Removed from Parliament’s site": _flag(lambda version: version.is_removed_at_source),
}
"""The facts that are compared in two versions, besides their texts, each with its label."""


def history_view(record: RecordResult) -> HistoryView:
    """The history of a record, with the comparison of two versions if its address asks for one."""
    question = record.question
    versions, events = versions_of(question), history_of(question)
    names = [_version_name(index, events) for index in range(len(versions))]
    older, newer = record.compared or (max(0, len(versions) - 2), len(versions) - 1)

    def options(selected: int) -> tuple[Option, ...]:
        return tuple(Option(str(number), name, number == selected + 1) for number, name in enumerate(names, 1))

    return HistoryView(
        events=tuple(event_view(question, event, record.kept_params) for event in events),
        form_url=urls.record(question.id),
        hidden_params=record.kept_params,
        before=options(older),
        after=options(newer),
        comparison=_comparison(versions[older], versions[newer], (names[older], names[newer])) if record.compared else None,
    )


def correction_view(question: Question) -> CorrectionView | None:
    """The answer before and after its last correction; None if one of the two is not known."""
    for before, after in reversed([*pairwise(versions_of(question))]):
        if after.is_correction and before.answer and after.answer and before.corrected_on != after.corrected_on:
            parts = word_diff.compare(before.answer, after.answer)
            return CorrectionView(
                tuple(part for part in parts if part.kind != "added"), tuple(part for part in parts if part.kind != "removed")
            )
    return None


def event_view(question: Question, event: HistoryEvent, kept_params: Pairs = ()) -> EventView:
    """An event of a record. Its link to the comparison of versions keeps ``kept_params``."""
    versions = versions_of(question)
    after = versions[event.version]
    before = versions[event.version - 1] if event.version else None
    return EventView(
        iso_day=event.day.isoformat() if event.day else "",
        day=long_date(event.day) if event.day else NO_DAY,
        is_first_seen=event.day is not None and not event.day_is_recorded,
        label=EVENT_LABELS[event.event],
        details=_details(event.event, before, after),
        compare=_comparison_link(question, event, kept_params) if before and _texts_differ(before, after) else None,
    )


def _version_name(index: int, events: tuple[HistoryEvent, ...]) -> str:
    """A version by its number and the events that made it."""
    own = [event for event in events if event.version == index]
    labels = ", ".join(EVENT_LABELS[event.event].lower() for event in own)
    day = next((event.day for event in reversed(own) if event.day), None)
    return f"{index + 1}: {labels}{f', {long_date(day)}' if day else ''}"


def _comparison_link(question: Question, event: HistoryEvent, kept_params: Pairs) -> Link:
    params = (*kept_params, (BEFORE, str(event.version)), (AFTER, str(event.version + 1)))
    label, identity = EVENT_LABELS[event.event].lower(), wording.identity(question)
    about = f"with what was before: {label}, version {event.version + 1} of {identity}"
    return Link("Compare", urls.record_with_params(question.id, params) + "#compared", about)


def _details(event: EventName, before: Version | None, after: Version) -> str:
    if before is None:
        return after.answering_body if event == "asked" else ""
    match event:
        case "transferred":
            return f"from {before.answering_body} to {after.answering_body}"
        case "headed":
            return after.heading
        case "redated":
            return f"from {FACTS['Tabled'](before) or 'none'} to {FACTS['Tabled'](after) or 'none'}"
        case "removed":
            return "the last version that we have is shown"
        case "amended":
            return ", ".join(label.lower() for label, read in FACTS.items() if read(before) != read(after))
        case _:
            return ""


def _texts_differ(before: Version, after: Version) -> bool:
    return before.text != after.text or before.answer != after.answer or before.heading != after.heading


def _comparison(before: Version, after: Version, names: tuple[str, str]) -> ComparisonView:
    texts = (("Question", before.text, after.text), ("Answer", before.answer, after.answer))
    facts = ((label, read(before), read(after)) for label, read in FACTS.items())
    return ComparisonView(
        before=names[0],
        after=names[1],
        facts=tuple((label, old or "none", new or "none") for label, old, new in facts if old != new),
        texts=tuple((label, word_diff.compare(old, new)) for label, old, new in texts if old.split() != new.split()),
    )
