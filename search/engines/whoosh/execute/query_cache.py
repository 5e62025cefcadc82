"""A query cache, as in Lucene: the documents of large nodes of a query, kept in the cache of the build.

A page evaluates the same exclusions and the same long list several times. A long search is ranked twice for feedback, counted
for its full matches, and counted again without each filter.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.docset import DocSet
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.query.nodes import And, AndMaybe, AtLeast, AtLeastShare, Node, Or, TextClause, children

_QUERY = "query"

MIN_LEAVES = 48
"""Only the documents of lists of dozens of clauses are cached.

Searches of usual length, drafts and more like this (at most 20 key terms, and their bonus) have fewer leaves. They are
evaluated anew each time: the documents of their words are cached, or read from the mapped index.
"""


class QueryCache:
    """The documents of large nodes in the cache of a build: a bit a record, and the scores if a search needs them."""

    def __init__(self, snapshot: Snapshot, *, with_scores: bool) -> None:
        self._cache = snapshot.cache
        self._document_count = snapshot.reader.document_count
        self._with_scores = with_scores

    def find(self, node: Node, compute: Callable[[], DocSet]) -> DocSet:
        """Return the cached documents of a node. If there are none, compute them, and cache those of a large node."""
        if not is_large(node):
            return compute()
        key = (_QUERY, node, self._with_scores)
        return self._unpacked(*(self._cached(node) or self._cache.get(key, lambda: self._packed(compute()))))

    def is_faster_in_all_records(self, node: Node, docs: Docs) -> bool:
        """Whether a large node is evaluated over all records, and not in the candidates ``docs`` alone.

        It is if its documents are cached, or if half of all records are candidates.
        """
        return is_large(node) and (2 * len(docs) >= self._document_count or self._cached(node) is not None)

    def _cached(self, node: Node) -> tuple[Array, ...] | None:
        """Return the cached documents of a node. A count uses those of a search, without their scores."""
        scored = self._cache.cached((_QUERY, node, True))
        if self._with_scores:
            return scored
        return (scored[0], np.array(False)) if scored else self._cache.cached((_QUERY, node, False))

    def _packed(self, docset: DocSet) -> tuple[Array, ...]:
        mask = np.zeros(self._document_count, bool)
        mask[docset.docs] = True
        scores = () if docset.scores is None else (docset.scores,)
        return (np.packbits(mask), np.array(docset.all_positive), *scores)

    def _unpacked(self, bits: Array, all_positive: Array, *scores: Array) -> DocSet:
        docs = np.unpackbits(bits, count=self._document_count).view(bool).nonzero()[0]
        return DocSet(docs, scores[0] if scores else None, bool(all_positive))


def is_large(node: Node) -> bool:
    """Whether a node combines ``MIN_LEAVES`` leaves or more."""
    return isinstance(node, And | Or | AtLeast | AtLeastShare | AndMaybe) and _leaves_left(node, MIN_LEAVES) <= 0


def _leaves_left(node: Node, wanted: int) -> int:
    """Return how many of the wanted leaves a node lacks. Looks no further than needed."""
    if isinstance(node, TextClause):
        return wanted - 1
    nodes = children(node)
    for child in nodes:
        if wanted <= 0:
            break
        wanted = _leaves_left(child, wanted)
    return wanted if nodes else wanted - 1
