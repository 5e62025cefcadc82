"""A query tree -> the query for the records that match it, with the scores that the embedded engine gives.

Words score by BM25F (Robertson, Zaragoza and Taylor 2004), as ``search.engines.whoosh.execute.bm25f`` does. A script divides
the frequency in a field by the field's length normalisation, from the exact length and the mean of all records. Another script
saturates the sum of the fields. Statistics of other records are parameters of the script, so every shard gives the same score.
"""

from __future__ import annotations

from typing import Any

from search.engines.opensearch.layout import length_field
from search.engines.opensearch.query.leaf_queries import MATCH_NONE, LeafQueries, Query, any_of
from search.engines.opensearch.query.matching import Matching
from search.engines.opensearch.query.statistics import Statistics
from search.engines.opensearch.query.word_tokens import Leaf, is_ranked
from search.engines.whoosh.execute.bm25f import K1, B
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
    Synonyms,
    TermRange,
    TextClause,
    weight_of,
)

UNSCORED = MatchAll | Not | DateRange | TermRange | Exists
"""The nodes that add nothing to a score."""


class Scoring:
    """Translates trees to queries that score."""

    def __init__(self, leaves: LeafQueries, matching: Matching, statistics: Statistics) -> None:
        self._leaves = leaves
        self._matching = matching
        self._statistics = statistics

    def query(self, node: Node) -> Query:
        """Return the query for the records that match a node, scored."""
        match node:
            case And(nodes):
                return self._all_of(nodes)
            case Or(nodes):
                return any_of([self.query(child) for child in nodes])
            case AtLeast():
                return self._at_least(node)
            case AtLeastShare(_, nodes):
                scores = any_of([self.query(child) for child in nodes])
                return {"bool": {"must": [scores], "filter": [self._matching.query(node)]}}
            case AndMaybe(required, optional):
                return {"bool": {"must": [self.query(required)], "should": [self.query(word) for word in optional]}}
            case AnyOf():
                return {"constant_score": {"filter": self._matching.query(node), "boost": self._statistics.idf(node)}}
            case _ if isinstance(node, TextClause | Synonyms):
                return self._leaf(node)
            case _:
                return {"bool": {"filter": [self._matching.query(node)]}}

    def _all_of(self, nodes: tuple[Node, ...]) -> Query:
        must = [self.query(child) for child in nodes if not isinstance(child, UNSCORED)]
        filters = [self._matching.query(child) for child in nodes if isinstance(child, UNSCORED)]
        return {"bool": {"must": must, "filter": filters}} if nodes else self._matching.query(And(()))

    def _at_least(self, node: AtLeast) -> Query:
        """Return the sum of the children, times 1 + the share of the children that a record matches."""
        should = [self.query(child) for child in node.children]
        share = 1 / len(node.children)
        matched = [{"filter": self._matching.query(child), "weight": share} for child in node.children]
        return {
            "function_score": {
                "query": {"bool": {"should": should, "minimum_should_match": node.minimum}},
                "functions": [{"filter": self._matching.query(MatchAll()), "weight": 1}, *matched],
                "score_mode": "sum",
                "boost_mode": "multiply",
            }
        }

    def _leaf(self, node: Leaf) -> Query:
        fields = self._leaves.fields(node)
        clauses = [clause for name in fields if (clause := self._normalised(node, name)) != MATCH_NONE]
        if not clauses:
            return MATCH_NONE
        factor = weight_of(node) * self._statistics.idf(node) * (K1 + 1)
        return _script(any_of(clauses), "w * _score / (_score + k)", w=factor, k=K1)

    def _normalised(self, node: Leaf, name: str) -> Query:
        """Return the query whose score is the frequency of a leaf in a field, times the boost, by the length normalisation."""
        frequency = self._leaves.frequency(node, name)
        if frequency == MATCH_NONE or not is_ranked(name):
            return frequency
        boost, mean = FIELDS[name].boost, self._statistics.mean_lengths[name]
        source = f"_score / (c + d * doc['{length_field(name)}'].value)"
        return _script(frequency, source, c=(1 - B) / boost, d=B / (mean * boost))


def _script(query: Query, source: str, **params: Any) -> Query:
    return {"script_score": {"query": query, "script": {"lang": "expression", "source": source, "params": params}}}
