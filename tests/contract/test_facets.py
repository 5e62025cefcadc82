"""Facets: what every engine promises of their counts, limits and order."""

from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from search.engine import Engine
from search.errors import Unsupported
from search.model.question import Question
from search.query.nodes import AnyOf, Exists, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest, Sort
from tests.random_requests import FACETS


def test_a_facet_is_counted_without_its_own_filter(engine: Engine, records: list[Question]) -> None:
    filters = (AnyOf("house", ("Lords",)), AnyOf("state", ("answered",)))
    page = engine.search(SearchRequest(filters=filters, facets=(FacetRequest("house"), FacetRequest("state"))))
    houses = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    states = {bucket.value: bucket.count for bucket in page.facets[1].buckets}
    assert houses == Counter(record.house for record in records if record.state == "answered")
    assert states == Counter(record.state for record in records if record.house == "Lords")
    assert page.total == houses["Lords"] == states["answered"]


@pytest.mark.parametrize("sort", ["relevance", "newest"])
@pytest.mark.parametrize(
    "text", ["bridge", "bridge OR re* OR NOT school", '"the the" OR flood OR NOT (the AND bus*)', "-bridge -flood"]
)
def test_a_page_of_no_hits_has_the_total_and_the_facets(engine: Engine, text: str, sort: Sort) -> None:
    request = SearchRequest(query=parse(text).tree, facets=tuple(map(FacetRequest, FACETS)), sort=sort, collapse_by="heading")
    page, empty = engine.search(request), engine.search(replace(request, per_page=0))
    assert (empty.hits, empty.pages) == ((), 0)
    assert (empty.total, empty.collapsed_total, empty.facets) == (page.total, page.collapsed_total, page.facets)
    assert page.total > 0
    assert len(list(engine.scan(replace(request, per_page=0)))) == page.collapsed_total


def test_a_filter_on_having_a_value_applies_to_the_fields_own_facet(engine: Engine, records: list[Question]) -> None:
    page = engine.search(SearchRequest(filters=(Exists("heading", False),), facets=(FacetRequest("heading"),)))
    assert page.total == sum(not record.heading for record in records) > 0
    assert page.facets[0].buckets == ()


def test_values_of_one_facet_are_alternatives_and_facets_combine(engine: Engine, records: list[Question]) -> None:
    filters = (AnyOf("state", ("holding", "corrected")), AnyOf("house", ("Commons",)))
    matches = {question.id for question in engine.scan(SearchRequest(filters=filters))}
    assert matches == {r.id for r in records if r.state in ("holding", "corrected") and r.house == "Commons"} != set()


def test_a_selected_value_without_matches_is_listed_with_0(engine: Engine) -> None:
    request = SearchRequest(filters=(AnyOf("body", ("Ministry of Nothing",)),), facets=(FacetRequest("body", 1),))
    buckets = engine.search(request).facets[0].buckets
    assert [(b.value, b.count, b.selected) for b in buckets if b.selected] == [("Ministry of Nothing", 0, True)]


def test_every_requested_facet_is_returned_in_the_order_of_the_request(engine: Engine) -> None:
    requested = tuple(FacetRequest(name) for name in reversed(FACETS))
    page = engine.search(SearchRequest(query=Word("nosuchword"), facets=requested))
    assert [facet.field for facet in page.facets] == list(reversed(FACETS))
    assert page.total == 0
    assert all(bucket.count == 0 for facet in page.facets for bucket in facet.buckets)


def test_a_facet_has_a_limit_a_count_of_distinct_values_and_a_text_to_contain(engine: Engine) -> None:
    page = engine.search(SearchRequest(facets=(FacetRequest("heading", 2), FacetRequest("asked", 9, "sian pry"))))
    assert len(page.facets[0].buckets) == 2
    assert page.facets[0].distinct == 4
    assert [bucket.value for bucket in page.facets[1].buckets] == ["Siân Prydderch"]


def test_chronological_facets_list_the_newest_first(engine: Engine) -> None:
    months = [b.value for b in engine.search(SearchRequest(facets=(FacetRequest("tabled-month", 50),))).facets[0].buckets]
    assert months == sorted(months, reverse=True)
    assert len(months) > 5


def test_a_facet_of_several_values_a_record_counts_each_value(engine: Engine, records: list[Question]) -> None:
    request = SearchRequest(filters=(AnyOf("house", ("Commons",)),), facets=(FacetRequest("kind", 20), FacetRequest("house")))
    commons = [record for record in records if record.house == "Commons"]
    counts = Counter(kind for record in commons for kind in record.derived.kinds)
    facet = engine.search(request).facets[0]
    assert {bucket.value: bucket.count for bucket in facet.buckets} == counts
    assert max(len(record.derived.kinds) for record in commons) == 2
    assert facet.distinct == len(counts) == 5


def test_a_record_is_found_by_each_of_its_values(engine: Engine, records: list[Question]) -> None:
    request = SearchRequest(filters=(AnyOf("kind", ("no-plans",)),), facets=(FacetRequest("kind", 20),))
    page = engine.search(request)
    assert page.total == sum("no-plans" in record.derived.kinds for record in records) > 0
    counts = {bucket.value: bucket.count for bucket in page.facets[0].buckets}
    assert counts == Counter(kind for record in records for kind in record.derived.kinds)
    with_either = SearchRequest(filters=(AnyOf("kind", ("no-plans", "not-held")),))
    assert engine.search(with_either).total == sum(bool({"no-plans", "not-held"} & {*r.derived.kinds}) for r in records)
    without = SearchRequest(query=Exists("kind", False))
    assert engine.search(without).total == sum(not record.derived.kinds for record in records)


def test_a_facet_of_a_field_without_facets_raises(engine: Engine) -> None:
    with pytest.raises(Unsupported, match="cannot be counted"):
        engine.search(SearchRequest(facets=(FacetRequest("uin"),)))
