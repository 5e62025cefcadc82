"""A search request -> the body of a search, and the answer of the cluster -> the counts of values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from search.engines.opensearch.layout import ALL_WORDS, WITH_RECORD, collapse_field, values_field
from search.engines.opensearch.query.leaf_queries import Query
from search.engines.opensearch.query.ordering import sort_clauses
from search.engines.opensearch.query.translator import Translator, has_scores
from search.errors import EngineUnavailable
from search.query.nodes import And, AnyOf
from search.query.request import SearchRequest
from search.results.facets import Counts

EVERY_VALUE = 2**31 - 1
"""The number of values asked for where all must be counted: shards that send fewer give counts that are too small."""

GROUPS = "groups"
"""The aggregation of the groups of a collapsed search that have more than one record. No field has this name."""

_ABSENT_TERM = " "
"""A token that no record has: tokens contain no white space."""


class SearchBodies:
    """Makes the bodies of the searches for one request: one for the hits, and one without scores for the counts.

    A facet is counted without the filters on its own field. So filters on the fields of facets are not in the query of the
    counts: each is in the aggregations of the other facets.
    """

    def __init__(self, translator: Translator, request: SearchRequest) -> None:
        self._translator = translator
        self._request = request
        self._has_scores = has_scores(request.query)
        self.is_by_score = self._has_scores and request.sort == "relevance"
        """Whether the first sort value of a hit is its score."""

    @cached_property
    def _query(self) -> Query:
        return self._translator.search(self._request.query, self._request.filters)

    def page(self, first: int, size: int) -> dict[str, Any]:
        """Return the body of the search for the hits of a page and the total. ``first`` counts from 0."""
        body = self.hits(size) | {"from": first, "track_total_hits": True}
        if self._request.collapse_by is not None:
            body["collapse"] = {"field": collapse_field(self._request.collapse_by)}
        return body

    def hits(self, size: int, after: list[Any] | None = None, *, with_records: bool = True) -> dict[str, Any]:
        """Return the body of a search for hits alone, after the hit whose sort values are ``after``."""
        body: dict[str, Any] = {
            "size": size,
            "query": with_names(self._query, map(self._translator.matching, self._request.clauses)),
            "sort": sort_clauses(self._request, has_scores=self._has_scores),
            "stored_fields": "_none_",
            "docvalue_fields": WITH_RECORD if with_records else [],
            "track_total_hits": False,
        }
        if self._has_scores and self._request.takes_scores and not self.is_by_score:
            # where they are sort values, it would compute them a second time
            body["track_scores"] = True
        if after is not None:
            body["search_after"] = after
        if self._request.collapse_by is not None:
            body["docvalue_fields"] = [*body["docvalue_fields"], collapse_field(self._request.collapse_by)]
        return body

    def counts(self, names: Collection[str]) -> dict[str, Any]:
        """Return the body of the search that counts the values of some facets, or ``GROUPS`` of a collapsed search."""
        fields = {facet.field for facet in self._request.facets}
        facet_filters = [node for node in self._request.filters if isinstance(node, AnyOf) and node.field in fields]
        others = [node for node in self._request.filters if node not in facet_filters]
        matching = self._translator.matching
        query = self._translator.visible(matching(And((self._request.query, *others))))
        return {"size": 0, "query": query, "aggs": {name: self._aggregation(name, facet_filters) for name in names}}

    def _aggregation(self, name: str, facet_filters: Sequence[AnyOf]) -> dict[str, Any]:
        """Return the aggregation of a facet or of the groups. Groups of one record are left out: the total counts them."""
        is_groups = name == GROUPS
        field = str(self._request.collapse_by) if is_groups else name
        terms = {"field": values_field(field), "size": EVERY_VALUE, "order": {"_key": "asc"}}
        aggregation = {"terms": terms | ({"min_doc_count": 2} if is_groups else {})}
        filters = [self._translator.matching(node) for node in facet_filters if is_groups or node.field != name]
        return {"filter": {"bool": {"filter": filters}}, "aggs": {"values": aggregation}} if filters else aggregation


def with_names(query: Query, clauses: Iterable[Query]) -> Query:
    """Return a query whose hits list the numbers of the clauses that they match, in ``matched_queries``.

    Each clause is a named query in a ``must_not``. It is combined with a token that no record has, so it excludes nothing, and
    the cluster looks it up for the hits only.
    """
    no_record = {"term": {ALL_WORDS: _ABSENT_TERM}}
    named = [
        {"bool": {"filter": [no_record, {"bool": {"filter": [clause], "_name": str(number)}}]}}
        for number, clause in enumerate(clauses)
    ]
    return {"bool": {"must": [query], "must_not": named}} if named else query


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
