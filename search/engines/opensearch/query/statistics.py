"""The statistics that scores are computed from: counted once for each generation, and cached."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from search.engines.opensearch.generation import Generation
from search.engines.opensearch.layout import values_field
from search.engines.opensearch.query.leaf_queries import MATCH_NONE, LeafQueries, Query
from search.engines.opensearch.query.word_tokens import Leaf
from search.engines.opensearch.term_counts import TermCounts
from search.lexicon import term_weights
from search.query.nodes import AndMaybe, AnyOf, Near, Node, Not, Phrase, Synonyms, TextClause, Word, children, weight_of

MAX_COUNTS = 100_000
"""Capacity of the cache of document frequencies."""

Counted = Leaf | AnyOf
"""The nodes whose score depends on how many records match them."""


class Statistics:
    """The number of records, mean lengths and document frequencies of a generation. Safe to use from many threads."""

    def __init__(
        self,
        generation: Generation,
        counts: TermCounts,
        leaves: LeafQueries,
        count: Callable[[Sequence[Query]], Sequence[int]],
    ) -> None:
        """``count`` returns how many records of the generation match each of some queries, all in one call."""
        self.records = generation.info.records
        self.mean_lengths = {name: lengths.mean for name, lengths in generation.lengths.items()}
        self._counts = counts
        self._leaves = leaves
        self._count = count
        self._counted: dict[Hashable, int] = {}

    def prefetch(self, nodes: Iterable[Node], others: Sequence[Query] = ()) -> list[int]:
        """Count the document frequencies that the scores of trees depend on, and the matches of other queries, in one request.

        Returns the counts of the other queries.
        """
        missing: dict[Hashable, Query] = {}
        for root in nodes:
            for node in _scoring_nodes(root):
                key = _key(node)
                if key not in self._counted and key not in missing and self._count_without_request(node) is None:
                    missing[key] = self.query(node)
        queries = [*missing.values(), *(query for query in others if query != MATCH_NONE)]
        counts = iter(self._count(queries) if queries else ())
        if len(self._counted) > MAX_COUNTS:
            self._counted.clear()
        self._counted.update(zip(missing, counts, strict=False))
        return [0 if query == MATCH_NONE else next(counts) for query in others]

    def document_frequency(self, node: Counted) -> int:
        """Return how many records match a node."""
        known = self._count_without_request(node)
        if known is not None:
            return known
        key = _key(node)
        count = self._counted.get(key)
        if count is None:
            (count,) = self._count([self.query(node)])
            self._counted[key] = count
        return count

    def _count_without_request(self, node: Counted) -> int | None:
        """Return the document frequency of a node if it is known without a request: of one selector, or of none; else None."""
        if isinstance(node, Word) and node.field is None:
            existing = self._counts.existing(node.selectors)
            if len(existing) < 2:
                return self._counts.records(existing[0]) if existing else 0
        return 0 if self.query(node) == MATCH_NONE else None

    def query(self, node: Counted) -> Query:
        """Return the query for the records that match a node."""
        if isinstance(node, AnyOf):
            return {"terms": {values_field(node.field): list(node.values)}} if node.values else MATCH_NONE
        return self._leaves.match(node)

    def idf(self, node: Counted) -> float:
        """Return the idf of a node. A phrase, and words near one another, have the sum of their words' idfs."""
        if isinstance(node, Phrase | Near):
            return sum(self.idf(Word(text, node.field)) for text in node.words)
        return term_weights.idf(self.document_frequency(node), self.records)

    def weight(self, node: Word | Synonyms) -> float:
        """Return the weight of a child of an ``AtLeastShare``: its weight in the query times its idf."""
        return term_weights.share_weight(weight_of(node), self.idf(node))


def _key(node: Counted) -> Hashable:
    """Return the key of a node in the cache. The weight of a word is no part of it: it does not affect which records match."""
    return (node.selectors, node.field) if isinstance(node, Word) else node


def _scoring_nodes(node: Node) -> Iterator[Counted]:
    """Yield the nodes of a tree whose document frequency a score depends on."""
    match node:
        case Phrase(words, field) | Near(words, _, field):
            yield from (Word(text, field) for text in words)
        case AnyOf() | Synonyms():
            yield node
        case AndMaybe(required, optional):
            yield from _scoring_nodes(required)
            yield from optional
        case Not():
            return
        case _ if isinstance(node, TextClause):
            yield node
        case _:
            for child in children(node):
                yield from _scoring_nodes(child)
