"""The context of a record on its page: its neighbours in the results, related questions, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.field_types import NO, Field, Kind
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.pipeline.semantic_bonus import Meaning
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import SearchRequest
from search.results.types import KeyTerm, ResultPage
from web.queries.insight.connections import Connections, query_connections
from web.queries.record import RecordResult
from web.queries.similar import COLLAPSE_BY

SIMILAR_QUESTIONS = 5
MAX_GROUP = 100
MAX_VALUE_LENGTH = 1_000
"""Longer values are not put in an address; their page leads to similar questions instead."""


class RecordContextResult(msgspec.Struct, frozen=True):
    """The context of a record on its page. ``previous`` and ``next`` are its neighbours in the results of
    ``RecordResult.search``. ``grouped`` are the questions answered together with it, ``missing_uins`` the UINs of those that
    the index does not have. ``values`` are its values in each field. ``counts`` has the number of records for every filter that
    one of them leads to. ``connections`` are the records that belong with it.
    """

    previous: Question | None
    next: Question | None
    grouped: tuple[Question, ...]
    missing_uins: tuple[str, ...]
    key_terms: tuple[KeyTerm, ...]
    similar: ResultPage
    values: Mapping[str, tuple[str, ...]]
    counts: Mapping[Filter, int]
    connections: Connections


def query_record_context(engine: Engine, record: RecordResult, meaning: Meaning | None = None) -> RecordContextResult:
    """Search for everything that the page shows beside the record."""
    question = record.question
    grouped = _grouped(engine, question)
    uins = {sibling.uin for sibling in grouped}
    query = more_like_this.build_query(engine, question)
    values = {name: field.values(question) for name, field in FIELDS.items()}
    return RecordContextResult(
        _result_at(engine, record.search, record.position - 1, meaning),
        _result_at(engine, record.search, record.position + 1, meaning) if record.position else None,
        grouped,
        tuple(dict.fromkeys(member.uin for member in question.grouped if member.uin not in uins)),
        query.terms,
        more_like_this.similar_page(
            engine,
            question,
            SearchRequest(query=query.query, per_page=SIMILAR_QUESTIONS, collapse_by=COLLAPSE_BY, with_snippets=False),
            meaning,
        ),
        values,
        _value_counts(engine, values, record.search),
        query_connections(engine, question),
    )


def value_filters(field: Field, value: str) -> tuple[Filter, ...]:
    """The filters that a value leads to: for a day until it, on it and from it. A text or a very long value has none."""
    if not field.has_values or len(value) > MAX_VALUE_LENGTH:
        return ()
    if field.kind is Kind.DATE:
        day = date.fromisoformat(value)
        return DateRange(field.name, None, day), DateRange(field.name, day, day), DateRange(field.name, day, None)
    return (AnyOf(field.name, (value,)),)


def active_filter(search: SearchRequest | None, field: str, value: str) -> AnyOf | DateRange | None:
    """The filter of a search that a value meets, None if it has none."""
    for active in search.filters_on(field) if search else ():
        match active:
            case AnyOf(_, values) if value in values:
                return active
            case DateRange(_, start, end) if (start or date.min) <= date.fromisoformat(value) <= (end or date.max):
                return active
    return None


def _result_at(engine: Engine, search: SearchRequest | None, position: int, meaning: Meaning | None) -> Question | None:
    """The result at a position, counted from 1, fetched as a page of one result."""
    if search is None or position < 1:
        return None
    hits = relevance_policy.search(engine, replace(search, page=position, per_page=1), meaning).page.hits
    return hits[0].question if hits else None


def _grouped(engine: Engine, question: Question) -> tuple[Question, ...]:
    if not question.grouped:
        return ()
    hits = engine.search(SearchRequest(query=more_like_this.grouped_query(question), per_page=MAX_GROUP)).hits
    return tuple(hit.question for hit in hits if hit.question.id != question.id)


def _value_counts(engine: Engine, values: Mapping[str, tuple[str, ...]], search: SearchRequest | None) -> dict[Filter, int]:
    """The counts of all values, but for those that already filter the search: a page offers to remove these filters.

    Flags that are not set, such as "named day: no", are not shown and not counted.
    """
    return {
        value_filter: engine.count(value_filter)
        for field in FIELDS.values()
        for value in values[field.name]
        if (field.kind, value) != (Kind.FLAG, NO) and active_filter(search, field.name, value) is None
        for value_filter in value_filters(field, value)
    }
