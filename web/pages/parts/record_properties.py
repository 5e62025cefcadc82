"""The properties of a record as a list, each value with links to searches for it or to the removal of its filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from search.model.field_types import NO, Field, Kind
from search.model.fields import FIELDS
from search.model.question import Answer, Question
from search.query.nodes import AnyOf, Filter
from search.query.request import SearchRequest
from search.results.phrasing import counted
from search.text.dates import long_date
from web.queries.record_context import active_filter, value_filters
from web.site import urls, wording
from web.site.link import Link
from web.site.urls import SimilarParams

SECTIONS = {
    "Question": (
        *("heading", "question", "uin", "id", "house", "legislature", "house-id", "session", "state"),
        *("tabled", "tabled-year", "tabled-month", "due", "named-day", "interest", "cut"),
    ),
    "Asked by": ("asked", "asked-id", "constituency", "party"),
    "Department": ("body", "body-family", "body-id", "body-short", "body-sort"),
    "Answer": (
        *(
            "answer",
            "kind",
            "answered",
            "answered-id",
            "answered-constituency",
            "answered-on",
            "answered-year",
            "answered-month",
        ),
        *("due-by-rule", "days", "late", "waiting"),
        *("held-on", "completed-on", "activity", "correction", "corrected-on", "corrected-by", "table", "same-answer"),
    ),
    "What happened last": ("changed", "transferred-on", "withdrawn-on", "removed-on"),
    "References and repeats": ("cites", "citation", "follows", "followed-by", "set", "series", "wording"),
    "Grouped questions and attachments": ("grouped", "group", "answered-together", "attachment", "file", "file-title"),
    "In the Linked Data API alone": ("property",),
    "Our data": ("fetched",),
}
"""Every field, by the section that lists it."""

DATE_LINKS = ("on or before", "exactly this day", "on or after")
"""The words for the filters that a day leads to, in the order of ``value_filters``."""

SOURCES = {"official-api": "official API", "linked-data": "Linked Data API", "theyworkforyou": "TheyWorkForYou"}


class PropertyValue(msgspec.Struct, frozen=True):
    """A value of a property, with links to searches."""

    text: str
    links: tuple[Link, ...] = ()


class Property(msgspec.Struct, frozen=True):
    """A property of a record."""

    label: str
    values: tuple[PropertyValue, ...]


class PropertySection(msgspec.Struct, frozen=True):
    """Properties that belong together."""

    title: str
    properties: tuple[Property, ...]


def property_sections(
    question: Question, search: SearchRequest | None, field_values: Mapping[str, tuple[str, ...]], counts: Mapping[Filter, int]
) -> tuple[PropertySection, ...]:
    """The properties that a record has, in sections. Flags that are not set, such as "named day: no", are left out.

    ``search`` is the search that the reader came from; its filters can be removed here. ``field_values`` are the record's
    values in each field. ``counts`` has the number of records for every other filter.
    """

    def properties(names: tuple[str, ...]) -> Iterator[Property]:
        for field in map(FIELDS.__getitem__, names):
            values = field_values[field.name]
            if values and not (field.kind is Kind.FLAG and values == (NO,)):
                yield Property(field.label, tuple(_value(question, field, value, search, counts) for value in values))

    sections = [PropertySection(title, tuple(properties(names))) for title, names in SECTIONS.items()]
    return tuple(section for section in sections if section.properties)


def published_section(question: Question) -> PropertySection | None:
    """The properties that the sources give and that no field searches; None if there are none."""
    return PropertySection("As published", properties) if (properties := tuple(_published_properties(question))) else None


def _value(
    question: Question, field: Field, value: str, search: SearchRequest | None, counts: Mapping[Filter, int]
) -> PropertyValue:
    filters = value_filters(field, value)
    if not filters:
        return _text_value(question, field, value, search)
    text = wording.value_label(field.name, value)
    about = f"{field.label}: {text}"
    if search and (active := active_filter(search, field.name, value)):
        url = (
            urls.search(urls.request_without_value(search, active, value))
            if isinstance(active, AnyOf)
            else urls.search_without(search, active)
        )
        return PropertyValue(text, (Link("remove filter", url, about),))
    if field.kind is Kind.DATE:
        links = zip(DATE_LINKS, filters, strict=True)
        return PropertyValue(text, tuple(Link(words, urls.filter_search(day), about, counts[day]) for words, day in links))
    (same,) = filters
    return PropertyValue(text, (Link("more like this", urls.filter_search(same), about, counts[same]),))


def _text_value(question: Question, field: Field, value: str, search: SearchRequest | None) -> PropertyValue:
    """The length of a text, with a link to similar questions."""
    words = len(value.split())
    url = urls.similar(question.id, SimilarParams(search.filters if search else ()))
    link = Link("more like this", url, f"by all its words, from the {field.noun}")
    return PropertyValue(counted(words, "word"), (link,))


def _published_properties(question: Question) -> Iterator[Property]:
    """The properties that the sources give and that no field searches."""
    answer = question.answer or Answer()
    properties = (
        ("Asker listed as", question.asked_by.list_as),
        ("Answering member listed as", answer.answered_by.list_as),
        ("Answering member's party", answer.answered_by.party),
        ("Question first answered", answer.first_answered_at),
        ("Answer first corrected", answer.first_corrected_at),
        ("Newest record in its file", long_date(question.file_ends_on) if question.file_ends_on else ""),
    )
    yield from (Property(label, (PropertyValue(text),)) for label, text in properties if text)
    if answer.previous_versions:
        yield Property("Earlier versions of the answer", tuple(map(PropertyValue, answer.previous_versions)))
    if question.source_records:
        yield Property("Sources", tuple(PropertyValue(SOURCES[record.source]) for record in question.source_records))
