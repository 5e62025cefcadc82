"""URL parameters <-> SearchRequest."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from search.errors import BadRequest
from search.model.field_types import MAX_NUMBER, Field, Kind, number_value
from search.model.fields import FIELDS
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Exists, Filter
from search.query.request import PAGE_SIZES, SearchRequest, Sort
from search.text.dates import FROM_BEFORE_TO

EXACT = [field for field in FIELDS.values() if field.has_values and field.kind is not Kind.DATE]
DATES = [field.name for field in FIELDS.values() if field.kind is Kind.DATE]


def any_of(field: Field) -> st.SearchStrategy[AnyOf]:
    if field.kind is Kind.NUMBER:
        value: st.SearchStrategy[str] = st.integers(0, MAX_NUMBER).map(number_value)
        return st.lists(value, min_size=1, max_size=3, unique=True).map(lambda values: AnyOf(field.name, tuple(values)))
    value = st.sampled_from(field.choices) if field.choices else st.text(min_size=1).map(str.strip).filter(bool)
    return st.lists(value, min_size=1, max_size=3, unique=True).map(lambda values: AnyOf(field.name, tuple(values)))


def date_ranges(name: str) -> st.SearchStrategy[DateRange]:
    days = st.lists(st.dates(), min_size=2, max_size=2).map(sorted)
    return st.tuples(days, st.sampled_from(["both", "first", "last"])).map(
        lambda drawn: DateRange(name, drawn[0][0] if drawn[1] != "last" else None, drawn[0][1] if drawn[1] != "first" else None)
    )


FILTERS = st.lists(
    st.sampled_from(EXACT).flatmap(any_of)
    | st.sampled_from(DATES).flatmap(date_ranges)
    | st.builds(Exists, st.sampled_from(list(FIELDS)), st.booleans()),
    max_size=5,
    unique_by=lambda node: (type(node), node.field),
)


@given(
    text=st.text(max_size=40).map(str.strip),
    filters=FILTERS,
    sort=st.sampled_from(get_args(Sort)),
    page=st.integers(1, url_params.MAX_PAGE),
    per_page=st.sampled_from(PAGE_SIZES),
    as_typed=st.booleans(),
    feedback=st.booleans(),
    meaning=st.booleans(),
    collapse_by=st.none() | st.sampled_from([field.name for field in FIELDS.values() if field.is_collapsible]),
)
def test_reads_back_what_it_writes(text: str, filters: list[Filter], **options: Any) -> None:
    request = SearchRequest(text, filters=tuple(filters), **options)
    pairs = url_params.write(request)
    read = url_params.read(pairs)
    assert url_params.write(read) == url_params.write(replace(request, filters=read.filters))
    assert set(read.filters) == set(filters)
    assert read.text == text
    assert {name: getattr(read, name) for name in options} == options


def test_reads_every_parameter() -> None:
    request = url_params.read(
        [("q", "tax"), ("body", "Treasury"), ("body", "Home Office"), ("tabled-from", "2024"), ("tabled-to", "2024-06"),
         ("has", "answered-on"), ("lacks", "heading"), ("house", ""), ("utm_source", "x"), ("page", "3"), ("per", "50"),
         ("sort", "oldest"), ("feedback", "no")]
    )  # fmt: skip
    assert request.filters == (
        AnyOf("body", ("Treasury", "Home Office")),
        DateRange("tabled", date(2024, 1, 1), date(2024, 6, 30)),
        Exists("answered-on"),
        Exists("heading", False),
    )
    assert (request.text, request.page, request.per_page, request.sort) == ("tax", 3, 50, "oldest")


def test_a_date_alone_is_a_whole_year_month_or_day() -> None:
    assert url_params.read([("tabled", "2024-02")]).filters == (DateRange("tabled", date(2024, 2, 1), date(2024, 2, 29)),)


@pytest.mark.parametrize(
    ("pairs", "where", "message"),
    [
        ([("colour", "red")], "colour", "no filter called “colour”"),
        ([("question", "x")], "question", "no filter called"),
        ([("house", "Mars")], "house", "one of Commons, Lords as House, not “Mars”"),
        ([("tabled-from", "soon")], "tabled", "not a date"),
        ([("tabled-from", "2025"), ("tabled-to", "2024")], "tabled", FROM_BEFORE_TO),
        ([("sort", "random")], "sort", "not by “random”"),
        ([("feedback", "maybe")], "feedback", "yes or no, not “maybe”"),
        ([("page", "1"), ("page", "2")], "page", "different values"),
        ([("tabled-from", "2023"), ("tabled-from", "2024")], "tabled-from", "different values"),
        ([("tabled", "2024"), ("tabled-from", "2025")], "tabled", FROM_BEFORE_TO),
        ([("page", "0")], "page", "whole number"),
        ([("page", "-1")], "page", "whole number"),
        ([("page", "9" * 400)], "page", "whole number"),
        ([("page", "٣")], "page", "whole number"),
        ([("per", "7")], "per", "10, 20, 50, 100"),
        ([("collapse", "colour")], "collapse", "not by “colour”"),
        ([("collapse", "uin")], "collapse", "not by “uin”"),
        ([("collapse", "body"), ("collapse", "house")], "collapse", "different values"),
        ([("as-typed", "maybe")], "as-typed", "no or yes, not “maybe”"),
        ([("has", "colour")], "has", "no field called"),
        ([("body", str(n)) for n in range(101)], "body", "at most 100"),
    ],
)
def test_names_each_problem(pairs: list[tuple[str, str]], where: str, message: str) -> None:
    with pytest.raises(BadRequest) as caught:
        url_params.read(pairs)
    assert [(problem.where, message in problem.message) for problem in caught.value.problems] == [(where, True)]


def test_gathers_every_problem() -> None:
    with pytest.raises(BadRequest) as caught:
        url_params.read([("page", "x"), ("sort", "x"), ("house", "x"), ("colour", "x"), ("tabled-to", "x")])
    assert {problem.where for problem in caught.value.problems} == {"page", "sort", "house", "colour", "tabled"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*FIELDS, "q", "page", "per", "sort", "collapse", "has", "tabled-from"]) | st.text(), st.text()
        )
    )
)
def test_any_other_input_raises_bad_request_only(pairs: list[tuple[str, str]]) -> None:
    with suppress(BadRequest):
        assert url_params.read(pairs).page >= 1
