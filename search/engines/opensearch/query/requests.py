"""A search request -> the body of a search, and the answer of the cluster -> counts and totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from search.engines.opensearch.layout import RECORD, collapse_field, values_field
from search.engines.opensearch.query.leaf_queries import Query
from search.engines.opensearch.query.ordering import sort_clauses
from search.engines.opensearch.query.translator import Translator, has_scores
from search.errors import EngineUnavailable
from search.query.nodes import AnyOf
from search.query.request import FacetRequest, SearchRequest
from search.results import facets
from search.results.types import Facet

EVERY_VALUE = 2**31 - 1
"""The number of values asked for where all must be counted: shards that send fewer give counts that are too small."""

_GROUPS = "groups"


class SearchBodies:
    """Makes the bodies of the searches of one request.

    A facet is counted without the filters on its own field. So these filters are in ``post_filter``, and in the aggregations of
    the other facets.
    """

    def __init__(self, translator: Translator, request: SearchRequest) -> None:
        counted = {facet.field for facet in request.facets}
        self._request = request
        self._own = [node for node in request.filters if isinstance(node, AnyOf) and node.field in counted]
        self._own_queries = [translator.matching(node) for node in self._own]
        others = [node for node in request.filters if node not in self._own]
        self._query = translator.search(request.query, others)
        self._has_scores = has_scores(request.query)

    def page(self, first: int, size: int) -> dict[str, Any]:
        """Return the body of the search for a page, with everything that is counted. ``first`` counts from 0."""
        body = self.hits(size) | {"from": first, "track_total_hits": True}
        request = self._request
        aggregations = {facet.field: self._facet(facet) for facet in request.facets}
        if request.collapse_by is not None:
            body["collapse"] = {"field": collapse_field(request.collapse_by)}
            aggregations[_GROUPS] = self._filtered(self._groups(request.collapse_by), self._own_queries)
        if aggregations:
            body["aggs"] = aggregations
        return body

    def hits(self, size: int, after: list[Any] | None = None, *, with_records: bool = True) -> dict[str, Any]:
        """Return the body of a search for hits alone, after the hit whose sort values are ``after``."""
        body: dict[str, Any] = {
            "size": size,
            "query": self._query,
            "sort": sort_clauses(self._request, has_scores=self._has_scores),
            "_source": [RECORD] if with_records else False,
            "track_total_hits": False,
        }
        if self._has_scores:
            body["track_scores"] = True
        if self._own_queries:
            body["post_filter"] = {"bool": {"filter": self._own_queries}}
        if after is not None:
            body["search_after"] = after
        if self._request.collapse_by is not None:
            body["docvalue_fields"] = [collapse_field(self._request.collapse_by)]
        return body

    def _facet(self, facet: FacetRequest) -> dict[str, Any]:
        others = [query for node, query in zip(self._own, self._own_queries, strict=True) if node.field != facet.field]
        terms = {"field": values_field(facet.field), "size": EVERY_VALUE, "order": {"_key": "asc"}}
        return self._filtered({"terms": terms}, others)

    @staticmethod
    def _groups(field: str) -> dict[str, Any]:
        """Return the aggregation of the groups that have more than one record; the others are counted by the total."""
        return {"terms": {"field": values_field(field), "size": EVERY_VALUE, "min_doc_count": 2, "order": {"_key": "asc"}}}

    @staticmethod
    def _filtered(aggregation: dict[str, Any], filters: list[Query]) -> dict[str, Any]:
        if not filters:
            return aggregation
        return {"filter": {"bool": {"filter": filters}}, "aggs": {"values": aggregation}}


class Groups(msgspec.Struct, frozen=True):
    """The groups of a collapsed search that have more than one record, with their sizes."""

    sizes: Mapping[str, int]

    @property
    def collapsed(self) -> int:
        """The number of records that are collapsed under another."""
        return sum(self.sizes.values()) - len(self.sizes)


def read_facets(request: SearchRequest, answer: Mapping[str, Any]) -> tuple[Facet, ...]:
    """Return the facets of a request from the answer to ``SearchBodies.page``."""
    results = []
    for facet in request.facets:
        buckets = _buckets(answer["aggregations"][facet.field])
        values = [bucket["key"] for bucket in buckets]
        counts = np.array([bucket["doc_count"] for bucket in buckets], np.int64)
        results.append(facets.build_facet(request, facet, values, counts))
    return tuple(results)


def read_groups(answer: Mapping[str, Any]) -> Groups:
    """Return the groups of a collapsed search from the answer to ``SearchBodies.page``."""
    return Groups({bucket["key"]: bucket["doc_count"] for bucket in _buckets(answer["aggregations"][_GROUPS])})


def _buckets(aggregation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the buckets of an aggregation of every value. Raises ``EngineUnavailable`` if the cluster left any out."""
    terms = aggregation.get("values", aggregation)
    if terms["sum_other_doc_count"] or terms["doc_count_error_upper_bound"]:
        raise EngineUnavailable("The cluster did not count every value of a field; raise its setting search.max_buckets.")
    buckets: list[Mapping[str, Any]] = terms["buckets"]
    return buckets
