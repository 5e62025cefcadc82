"""A query tree -> the query for the records that match it, without scores."""

from __future__ import annotations

from search.engines.opensearch.layout import values_field, words_field
from search.engines.opensearch.query.leaf_queries import MATCH_ALL, MATCH_NONE, LeafQueries, Query, any_of
from search.engines.opensearch.query.statistics import Statistics
from search.lexicon.term_weights import least_share
from search.model.fields import FIELDS
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
    DateRange,
    Exists,
    MatchAll,
    Node,
    Not,
    Or,
    TermRange,
)


class Matching:
    """Translates trees to queries that only match."""

    def __init__(self, leaves: LeafQueries, statistics: Statistics) -> None:
        self._leaves = leaves
        self._statistics = statistics

    def query(self, node: Node) -> Query:
        """Return the query for the records that match a node."""
        match node:
            case MatchAll():
                return MATCH_ALL
            case And() | Or() | AtLeast() | AtLeastShare() | AndMaybe() | Not():
                return self._combination(node)
            case AnyOf():
                return self._statistics.query(node)
            case DateRange(field, start, end):
                return _between(field, *(None if day is None else day.isoformat() for day in (start, end)))
            case TermRange(field, low, high):
                return _between(field, low, high)
            case Exists(field, is_present):
                return _exists(field) if is_present else _none_of(_exists(field))
            case _:
                return self._leaves.match(node)

    def _combination(self, node: And | Or | AtLeast | AtLeastShare | AndMaybe | Not) -> Query:
        match node:
            case And(nodes):
                return {"bool": {"filter": [self.query(child) for child in nodes]}} if nodes else MATCH_ALL
            case Or(nodes):
                return any_of([self.query(child) for child in nodes])
            case AtLeast(minimum, nodes):
                return {"bool": {"should": [self.query(child) for child in nodes], "minimum_should_match": minimum}}
            case AtLeastShare():
                return self._at_least_share(node)
            case AndMaybe(required):
                return self.query(required)
            case Not(child):
                return _none_of(self.query(child))

    def _at_least_share(self, node: AtLeastShare) -> Query:
        """Return the query for records that match a share of the weight of all children: a ``min_score`` of the weights."""
        weights = [self._statistics.weight(child) for child in node.children]
        clauses = [
            {"constant_score": {"filter": query, "boost": weight}}
            for child, weight in zip(node.children, weights, strict=True)
            if (query := self._leaves.match(child)) != MATCH_NONE
        ]
        if not clauses:
            return MATCH_NONE
        return {"function_score": {"query": any_of(clauses), "min_score": least_share(node.share, weights)}}


def _between(field: str, low: str | None, high: str | None) -> Query:
    """Return the query for the records with a value in a range that includes its ends."""
    ends = {name: end for name, end in (("gte", low), ("lte", high)) if end is not None}
    return {"range": {values_field(field): ends}} if ends else _exists(field)


def _none_of(query: Query) -> Query:
    return {"bool": {"must_not": [query]}}


def _exists(field: str) -> Query:
    return {"exists": {"field": values_field(field) if FIELDS[field].has_values else words_field(field)}}
