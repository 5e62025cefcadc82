"""The translation of query trees to queries and counts over one generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from search.engines.opensearch.generation import Generation
from search.engines.opensearch.layout import visible
from search.engines.opensearch.query.leaf_queries import LeafQueries, Query
from search.engines.opensearch.query.matching import Matching
from search.engines.opensearch.query.scoring import UNSCORED, Scoring
from search.engines.opensearch.query.statistics import Statistics
from search.engines.opensearch.query.word_tokens import WordTokens
from search.engines.opensearch.term_counts import TermCounts
from search.lexicon.vocabulary import Vocabulary
from search.query.nodes import And, AndMaybe, AtLeast, AtLeastShare, Node, Or, children


class Translator:
    """Translates the query trees of searches of a generation. Safe to use from many threads."""

    def __init__(
        self,
        generation: Generation,
        counts: TermCounts,
        vocabulary: Vocabulary,
        count: Callable[[Sequence[Query]], Sequence[int]],
    ) -> None:
        """``count`` returns how many documents match each of some queries, all in one call to the cluster."""
        self._visible = visible(generation.number)
        leaves = LeafQueries(WordTokens(counts, vocabulary))
        self.statistics = Statistics(generation, counts, leaves, lambda queries: count([*map(self.visible, queries)]))
        self._matching = Matching(leaves, self.statistics)
        self._scoring = Scoring(leaves, self._matching, self.statistics)

    def visible(self, query: Query) -> Query:
        """Return the query for the records of the generation alone."""
        return {"bool": {"filter": [query, self._visible]}}

    def matching(self, node: Node) -> Query:
        """Return the query for the records that match, without the limit to the generation."""
        self.statistics.prefetch(_shares(node))
        return self._matching.query(node)

    def count(self, nodes: Sequence[Node], scored: Iterable[Node] = ()) -> list[int]:
        """Return how many records match each of some trees.

        ``scored`` are trees that will be scored next. The document frequencies that they need are part of the same request.
        """
        self.statistics.prefetch(share for node in nodes for share in _shares(node))
        return self.statistics.prefetch(scored, [self._matching.query(node) for node in nodes])

    def total(self, node: Node) -> Query:
        """Return the body of the search that counts the records that match."""
        return total_body(self.visible(self.matching(node)))

    def search(self, query: Node, filters: Iterable[Node]) -> Query:
        """Return the scored query of a search, limited to its filters and to the generation."""
        self.statistics.prefetch((query,))
        clauses = [self.matching(node) for node in filters]
        if isinstance(query, UNSCORED):
            return {"bool": {"filter": [self.matching(query), *clauses, self._visible]}}
        return {"bool": {"must": [self._scoring.query(query)], "filter": [*clauses, self._visible]}}


def total_body(query: Query) -> dict[str, Any]:
    """Return the body of the search that counts the documents that match."""
    return {"size": 0, "track_total_hits": True, "query": query}


def _shares(node: Node) -> Iterator[AtLeastShare]:
    """Yield the nodes of a tree that match by the weights of words, which depend on their document frequencies."""
    if isinstance(node, AtLeastShare):
        yield node
    for child in children(node):
        yield from _shares(child)


def has_scores(node: Node) -> bool:
    """Whether a query gives any record a score."""
    match node:
        case And(nodes) | Or(nodes) | AtLeast(_, nodes) | AtLeastShare(_, nodes):
            return any(map(has_scores, nodes))
        case AndMaybe(required, optional):
            return bool(optional) or has_scores(required)
        case _:
            return not isinstance(node, UNSCORED)
