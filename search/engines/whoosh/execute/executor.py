"""The execution of one search: matches documents, sorts and collapses them, and counts facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.collapse import Groups, is_first_of_group
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Scores
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.top_k import top_k
from search.engines.whoosh.read.multi_reader import Docs, Mask
from search.engines.whoosh.read.snapshot import Snapshot
from search.query.nodes import And, AnyOf, Filter, Node
from search.query.request import BEST_DAY, SearchRequest, Sort, SortKey
from search.results import facets
from search.results.facets import Counts
from search.results.types import Facet

SORT_KEYS: dict[Sort, tuple[SortKey, ...]] = {
    "relevance": (),
    "newest": (),
    "oldest": (BEST_DAY,),
    "newest-answered": (SortKey("answered-on", descending=True),),
    "oldest-answered": (SortKey("answered-on"),),
}
"""The named orders. Without sort keys documents are in the tie-break order, which is the newest first by the best day known."""

OVER_FETCH_FACTOR = 2
"""Over-fetch factor of a collapsed search: collapse the first ``2 * k`` documents; double until k groups remain."""

TOP_K_RATIO = 64
"""``top_k`` selects at most 1/64 of the documents. To fetch more, all documents are sorted."""


class MatchResult(msgspec.Struct, frozen=True):
    """The matching documents of a search: ``matches``, and ``groups`` if the search is collapsed.

    A facet is counted without the filter on its own field. So ``candidates`` are the documents that match the query and all
    other filters, and ``facet_masks`` bool[candidates] are the filters on counted facets by field.
    """

    candidates: DocSet
    facet_masks: dict[str, Mask]
    matches: DocSet
    groups: Groups | None


class SearchExecution:
    """An executed search: the matching documents. The documents are sorted and the facets counted when a method is called."""

    def __init__(self, evaluator: Evaluator, snapshot: Snapshot, request: SearchRequest, result: MatchResult) -> None:
        self._evaluator = evaluator
        self._snapshot = snapshot
        self._request = request
        self._result = result
        self._docs = result.matches.docs
        self._scores = result.matches.scores

    @classmethod
    def run(cls, snapshot: Snapshot, request: SearchRequest, *, with_scores: bool = True) -> SearchExecution:
        """Execute a search: match the query and the other filters, apply the facet filters, group by the collapse field.

        Documents are only sorted by relevance ``with_scores``.
        """
        evaluator = Evaluator(snapshot, with_scores=with_scores)
        counted = {facet.field for facet in request.facets}
        facet_filters = [node for node in request.filters if isinstance(node, AnyOf) and node.field in counted]
        candidates = _match(evaluator, request.query, tuple(node for node in request.filters if node not in facet_filters))
        facet_masks = _facet_masks(evaluator, facet_filters, candidates.docs)
        mask = _combine(facet_masks)
        matches = candidates if mask is None else candidates.filter(mask)
        collapse_by = request.collapse_by
        groups = None if collapse_by is None else Groups(snapshot.doc_values(collapse_by).ordinals[matches.docs])
        return cls(evaluator, snapshot, request, MatchResult(candidates, facet_masks, matches, groups))

    def _group_ordinals(self, docs: Docs) -> Array:
        """Return the doc value by which each document is collapsed, 0 for none."""
        return self._snapshot.doc_values(str(self._request.collapse_by)).ordinals[docs]

    @property
    def total(self) -> int:
        """The number of matching records."""
        return len(self._docs)

    @property
    def collapsed_total(self) -> int:
        """The number of hits on all pages: the matching records without those collapsed under another record."""
        return self.total if self._result.groups is None else self._result.groups.group_count

    def page(self) -> Docs:
        """Return the documents of the requested page, in order."""
        if not self._request.per_page:
            return np.zeros(0, np.int64)
        last = self._request.offset + self._request.page * self._request.per_page
        return self.hits(last)[last - self._request.per_page :]

    def hits(self, k: int) -> Docs:
        """Return the first ``k`` documents in order that are not collapsed under a document before them."""
        if self._result.groups is None:
            return self._first(k)
        enough = k + self.total - self.collapsed_total  # contains k hits even if all collapsed documents come first
        fetched = min(k * OVER_FETCH_FACTOR, enough)
        while True:
            docs = self._first(fetched)
            hits = docs[is_first_of_group(self._group_ordinals(docs))]
            if len(hits) >= k or fetched == enough:
                return hits[:k]
            fetched = min(fetched * OVER_FETCH_FACTOR, enough)

    def collapsed_counts(self, docs: Docs) -> list[int]:
        """Return how many other records are collapsed under each of these hits."""
        if self._result.groups is None:
            return [0] * len(docs)
        counts: list[int] = self._result.groups.collapsed_counts(self._group_ordinals(docs)).tolist()
        return counts

    def _first(self, k: int) -> Docs:
        """Return the first ``k`` matching documents in the requested order. Ties are in the tie-break order."""
        docs, scores, ordering = self._docs, self._scores, self._snapshot.ordering
        tie_order = ordering.tie_order
        if self._request.sort == "relevance" and scores is not None:
            return docs[top_k(-scores, lambda indices: tie_order[docs[indices]], k)]
        sort = SORT_KEYS[self._request.sort] if isinstance(self._request.sort, str) else self._request.sort
        if len(docs) == self._snapshot.records and not sort:
            return ordering.all_sorted()[:k]
        if len(sort) <= 1 and k * TOP_K_RATIO < len(docs):
            values = ordering.sort_values(sort[0], docs) if sort else tie_order[docs]
            return docs[top_k(values, lambda indices: tie_order[docs[indices]], k)]
        return self._sorted(sort)[:k]

    def _sorted(self, sort: tuple[SortKey, ...]) -> Docs:
        """Return all matching documents in the order of the sort keys.

        For a dense result the cached order of all records is filtered. So every page costs the same.
        """
        docs, ordering = self._docs, self._snapshot.ordering
        document_count = self._snapshot.reader.document_count
        if len(docs) * SPARSE < document_count:
            return ordering.sort(docs, sort)
        bitmap = np.zeros(document_count, bool)
        bitmap[docs] = True
        all_sorted = ordering.all_sorted(sort)
        return all_sorted[bitmap[all_sorted]]

    def scores(self, docs: Docs) -> Scores:
        """Return the scores of some of the matching documents: float32[docs]."""
        if self._scores is None:
            return np.zeros(len(docs), np.float32)
        return self._scores[self._docs.searchsorted(docs)]

    def missing_clauses(self, docs: Docs) -> list[tuple[Node, ...]]:
        """Return, for each of these hits, the clauses of the request that it does not match."""
        if not self._request.clauses or not len(docs):
            return [()] * len(docs)
        order = docs.argsort()
        masks = np.ones((len(docs), len(self._request.clauses)), bool)
        for number, clause in enumerate(self._request.clauses):
            masks[order, number] = self._evaluator.without_scores.filter(clause, docs[order]).mask
        return [
            tuple(clause for clause, matches in zip(self._request.clauses, mask, strict=True) if not matches)
            for mask in masks.tolist()
        ]

    def facets(self) -> tuple[Facet, ...]:
        """Return every requested facet, in the order of the request."""
        counts = self._facet_counts()
        return tuple(
            facets.build_facet(self._request, facet, self._snapshot.facet_values(facet.field), counts[facet.field])
            for facet in self._request.facets
        )

    def _facet_counts(self) -> Mapping[str, Counts]:
        """Return the counts of the values of each requested facet, without the filter on its own field."""
        if not self._request.facets:
            return {}
        counts = self._snapshot.facet_counts(self._docs, *(facet.field for facet in self._request.facets))
        own_counts = {}
        candidates = self._result.candidates.docs
        for name in self._result.facet_masks:
            mask = _combine(self._result.facet_masks, name)
            docs = candidates if mask is None else candidates[mask]
            own_counts[name] = self._snapshot.facet_counts(docs, name)[name]
        return {**counts, **own_counts}


def _match(evaluator: Evaluator, query: Node, filters: tuple[Filter, ...]) -> DocSet:
    """Return the documents that match the query and the filters. The cheapest is evaluated first. Only the query scores."""
    if not filters:
        return evaluator.find(query)
    if evaluator.cost(query) > min(map(evaluator.cost, filters)):
        return evaluator.conjunction(DocSet(evaluator.find(And(filters)).docs), (query,))
    docset = evaluator.find(query)
    for node in sorted(filters, key=evaluator.cost):
        docset = docset.filter(evaluator.filter(node, docset.docs).mask)
    return docset


def _facet_masks(evaluator: Evaluator, facet_filters: Sequence[AnyOf], docs: Docs) -> dict[str, Mask]:
    """Return which of the documents match the facet filters on each field."""
    masks: dict[str, Mask] = {}
    for node in facet_filters:
        masks[node.field] = evaluator.filter(node, docs).mask & masks.get(node.field, np.True_)
    return masks


def _combine(masks: Mapping[str, Mask], without: str = "") -> Mask | None:
    """Return which documents match the facet filters on all fields, or on all but one; None if there are no such filters."""
    combined: Mask | None = None
    for field, mask in masks.items():
        if field != without:
            combined = mask if combined is None else combined & mask
    return combined
