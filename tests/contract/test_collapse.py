"""Collapse: what every engine promises of hits that share a value of a field."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from search.engine import Engine
from search.errors import Unsupported
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.nodes import Exists, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest, Sort, SortKey
from tests.random_requests import FACETS


@pytest.mark.parametrize("sort", [*get_args(Sort), (SortKey("uin"),)])
@pytest.mark.parametrize("field", ["heading", "asked", "answered-on", "grouped"])
def test_only_the_first_of_the_records_that_share_a_value_is_a_hit(engine: Engine, field: str, sort: Sort) -> None:
    request = SearchRequest(query=parse("bridge OR flood").tree, sort=sort, per_page=7)
    groups: dict[object, list[str]] = {}
    for question in engine.scan(request):
        groups.setdefault(FIELDS[field].values(question) or question.id, []).append(question.id)
    collapsed = replace(request, collapse_by=field)
    first = engine.search(collapsed)
    hits = [hit for number in range(1, first.pages + 1) for hit in engine.search(replace(collapsed, page=number)).hits]
    assert [(hit.question.id, hit.collapsed_count) for hit in hits] == [(ids[0], len(ids) - 1) for ids in groups.values()]
    assert [hit.question for hit in hits] == list(engine.scan(collapsed))
    assert first.collapsed_total == len(hits) < first.total == engine.search(request).total
    assert engine.search(replace(collapsed, offset=2)).hits[:1] == tuple(hits[2:3])
    assert list(engine.scan(replace(collapsed, offset=2))) == [hit.question for hit in hits[2:]]


def test_records_without_a_value_are_not_collapsed(engine: Engine, records: list[Question]) -> None:
    page = engine.search(SearchRequest(filters=(Exists("heading", False),), collapse_by="heading", per_page=1000))
    assert page.collapsed_total == page.total == sum(not record.heading for record in records)
    assert not any(hit.collapsed_count for hit in page.hits)


def test_facets_count_collapsed_records(engine: Engine) -> None:
    request = SearchRequest(facets=tuple(map(FacetRequest, FACETS)))
    assert engine.search(replace(request, collapse_by="asked")).facets == engine.search(request).facets


def test_an_empty_result_collapses_to_an_empty_one(engine: Engine) -> None:
    request = SearchRequest(query=Word("nosuchword"), collapse_by="heading")
    page = engine.search(request)
    assert (page.hits, page.total, page.collapsed_total, page.pages, list(engine.scan(request))) == ((), 0, 0, 0, [])


@pytest.mark.parametrize("field", ["question", "uin", "group", "kind"])
def test_a_field_of_several_values_cannot_collapse(engine: Engine, field: str) -> None:
    with pytest.raises(Unsupported, match=f"not by “{field}”"):
        engine.search(SearchRequest(collapse_by=field))


def test_every_collapsible_field_has_at_most_one_value_a_record(records: list[Question]) -> None:
    collapsible = [field for field in FIELDS.values() if field.is_collapsible]
    assert collapsible
    assert all(len(field.values(record)) <= 1 for field in collapsible for record in records)
