"""Every property of a record as a list to read, each value with the searches it leads to and the filter it undoes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search.engine import Engine
from search.model.fields import FIELDS, Field, Kind
from search.model.question import Answer, Question
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import SearchRequest
from web.site import urls, wording
from web.site.link import Link
from web.site.urls import SimilarParams
from web.view_models.properties import Property, Section, Value

LONGEST_SOUGHT = 1_000
"""Values longer than this are not put in an address; they lead to records like this one instead."""

SECTIONS = {
    "Question": (
        "heading",
        "question",
        "uin",
        "id",
        "house",
        "legislature",
        "house-id",
        "session",
        "state",
        "tabled",
        "tabled-year",
        "tabled-month",
        "due",
        "named-day",
        "interest",
        "cut",
    ),
    "Asked by": ("asked", "asked-id", "constituency", "party"),
    "Answering body": ("body", "body-id", "body-short", "body-sort"),
    "Answer": (
        "answer",
        "answered",
        "answered-id",
        "answered-constituency",
        "answered-on",
        "answered-year",
        "answered-month",
        "held-on",
        "completed-on",
        "activity",
        "correction",
        "corrected-on",
        "corrected-by",
        "table",
        "same-answer",
    ),
    "What happened last": ("changed", "transferred-on", "withdrawn-on", "removed-on"),
    "Grouped questions and attachments": ("grouped", "group", "answered-together", "attachment", "file", "file-title"),
    "In the Linked Data API alone": ("property",),
}

SOURCES = {"official-api": "official API", "linked-data": "Linked Data API", "theyworkforyou": "TheyWorkForYou"}


def sections(engine: Engine, question: Question, within: SearchRequest | None) -> tuple[Section, ...]:
    """The properties a record has, in sections. A filter of ``within``, the search one came from, can be undone here."""
    listed = [Section(title, _fields(engine, question, names, within)) for title, names in SECTIONS.items()]
    listed.append(Section("As published", tuple(_published(question))))
    return tuple(section for section in listed if section.properties)


def _fields(engine: Engine, question: Question, names: tuple[str, ...], within: SearchRequest | None) -> tuple[Property, ...]:
    found = ((FIELDS[name], FIELDS[name].values(question)) for name in names)
    return tuple(
        Property(field.label, tuple(_value(engine, question, field, value, within) for value in values))
        for field, values in found
        if values
    )


def _value(engine: Engine, question: Question, field: Field, value: str, within: SearchRequest | None) -> Value:
    shown = wording.value(field.name, value)
    if not field.has_values or len(value) > LONGEST_SOUGHT:
        words = len(value.split())
        like = Link(
            "more like this",
            urls.similar(SimilarParams(question.id, within.filters if within else ())),
            f"by all its words, from the {field.label.lower()}",
        )
        return Value(f"{words:,} {'word' if words == 1 else 'words'}", (like,))
    about = f"{field.label}: {shown}"
    if active := _active(within, field.name, value):
        return Value(shown, (Link("remove filter", active, about),))
    if field.kind is Kind.DATE:
        return Value(shown, _dated(engine, field.name, date.fromisoformat(value), about))
    count = engine.count(AnyOf(field.name, (value,)))
    return Value(shown, (Link("more like this", urls.value(field.name, value), about, count),))


def _dated(engine: Engine, field: str, day: date, about: str) -> tuple[Link, ...]:
    spans = {"on or before": (None, day), "exactly this day": (day, day), "on or after": (day, None)}
    return tuple(
        Link(text, urls.between(field, *span), about, engine.count(DateRange(field, *span))) for text, span in spans.items()
    )


def _active(within: SearchRequest | None, field: str, value: str) -> str:
    """The address of the search without its filter on this value; "" when it has none."""
    if within is None:
        return ""
    for each in within.filters_on(field):
        if isinstance(each, AnyOf) and value in each.values:
            return urls.without_value(within, each, value)
        if isinstance(each, DateRange) and _includes(each, value):
            return urls.without(within, each)
    return ""


def _includes(each: Filter, value: str) -> bool:
    day = date.fromisoformat(value)
    return isinstance(each, DateRange) and (each.start or date.min) <= day <= (each.end or date.max)


def _published(question: Question) -> Iterator[Property]:
    """What the sources give that nothing searches by."""
    answer = question.answer or Answer()
    facts = (
        ("Asker listed as", question.asked_by.list_as),
        ("Answering member listed as", answer.answered_by.list_as),
        ("Answering member's party", answer.answered_by.party),
        ("Question first answered", answer.first_answered_at),
        ("Answer first corrected", answer.first_corrected_at),
    )
    yield from (Property(label, (Value(text),)) for label, text in facts if text)
    if answer.previous_versions:
        yield Property("Earlier versions of the answer", tuple(map(Value, answer.previous_versions)))
    if question.source_records:
        yield Property("Sources", tuple(Value(SOURCES[wire.source]) for wire in question.source_records))
