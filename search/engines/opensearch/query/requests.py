"""A search request -> the body of a search, and the answer of the cluster -> the counts of values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import numpy as np

from search.engines.opensearch.layout import WITH_RECORD, collapse_field, values_field
from search.engines.opensearch.query.leaf_queries import Query
from search.engines.opensearch.query.ordering import sort_clauses
from search.engines.opensearch.query.translator import Translator, has_scores
from search.errors import EngineUnavailable
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.results.facets import Counts

EVERY_VALUE = 2**31 - 1
"""The number of values asked for where all must be counted: shards that send fewer give counts that are too small."""

GROUPS = "groups"
"""The aggregation of the groups of a collapsed search that have more than one record. No field has this name."""


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
        self.is_by_score = self._has_scores and request.sort == "relevance"
        """Whether the first sort value of a hit is its score."""

    def page(self, first: int, size: int, counted: Collection[str]) -> dict[str, Any]:
        """Return the body of the search for a page. ``first`` counts from 0.

        ``counted`` are the facets to count; among them ``GROUPS`` if the groups of a collapsed search are to be counted.
        """
        body = self.hits(size) | {"from": first, "track_total_hits": True}
        if self._request.collapse_by is not None:
            body["collapse"] = {"field": collapse_field(self._request.collapse_by)}
        if counted:
            body["aggs"] = {name: self._aggregation(name) for name in counted}
        return body

    def _aggregation(self, name: str) -> dict[str, Any]:
        if name == GROUPS:
            return self._filtered(self._groups(str(self._request.collapse_by)), self._own_queries)
        others = [query for node, query in zip(self._own, self._own_queries, strict=True) if node.field != name]
        return self._filtered({"terms": {"field": values_field(name), "size": EVERY_VALUE, "order": {"_key": "asc"}}}, others)

    def hits(self, size: int, after: list[Any] | None = None, *, with_records: bool = True) -> dict[str, Any]:
        """Return the body of a search for hits alone, after the hit whose sort values are ``after``."""
        body: dict[str, Any] = {
            "size": size,
            "query": self._query,
            "sort": sort_clauses(self._request, has_scores=self._has_scores),
            "stored_fields": "_none_",
            "docvalue_fields": WITH_RECORD if with_records else [],
            "track_total_hits": False,
        }
        if self._has_scores and not self.is_by_score:  # where they are sort values, it would compute them a second time
            body["track_scores"] = True
        if self._own_queries:
            body["post_filter"] = {"bool": {"filter": self._own_queries}}
        if after is not None:
            body["search_after"] = after
        if self._request.collapse_by is not None:
            body["docvalue_fields"] = [*body["docvalue_fields"], collapse_field(self._request.collapse_by)]
        return body

    @staticmethod
    def _groups(field: str) -> dict[str, Any]:
        """Return the aggregation of the groups that have more than one record; the others are counted by the total."""
        return {"terms": {"field": values_field(field), "size": EVERY_VALUE, "min_doc_count": 2, "order": {"_key": "asc"}}}

    @staticmethod
    def _filtered(aggregation: dict[str, Any], filters: list[Query]) -> dict[str, Any]:
        if not filters:
            return aggregation
        return {"filter": {"bool": {"filter": filters}}, "aggs": {"values": aggregation}}


class ValueCounts(msgspec.Struct, frozen=True):
    """Values of a field, sorted, and how many records have each: int64[values]."""

    values: list[str]
    counts: Counts

    @property
    def collapsed(self) -> int:
        """The number of records that are collapsed under another, if these are groups."""
        return int(self.counts.sum()) - len(self.values)

    def count(self, value: str) -> int:
        """Return how many records have a value; 0 if it is not among these."""
        index = bisect_left(self.values, value)
        return int(self.counts[index]) if index < len(self.values) and self.values[index] == value else 0


NO_VALUES = ValueCounts([], np.zeros(0, np.int64))


def read_counts(answer: Mapping[str, Any], name: str) -> ValueCounts:
    """Return the counts of one aggregation of ``SearchBodies.page``.

    Raises ``EngineUnavailable`` if the cluster left any value out.
    """
    aggregation = answer["aggregations"][name]
    terms = aggregation.get("values", aggregation)
    if terms["sum_other_doc_count"] or terms["doc_count_error_upper_bound"]:
        raise EngineUnavailable("The cluster did not count every value of a field; raise its setting search.max_buckets.")
    buckets = terms["buckets"]
    return ValueCounts([bucket["key"] for bucket in buckets], np.array([bucket["doc_count"] for bucket in buckets], np.int64))
