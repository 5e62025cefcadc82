"""What one search finds: which records, in which order, and how many have each value of its facets."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.collapse import Collapse, firsts
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Mask, Scores, unscored
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.top_k import foremost
from search.engines.whoosh.read.snapshot import Docs, Snapshot
from search.query.nodes import And, AnyOf, Filter
from search.query.request import SearchRequest, Sort, SortKey
from search.results import facets
from search.results.facets import Counts
from search.results.types import Facet

ORDERS: dict[Sort, tuple[SortKey, ...]] = {
    "relevance": (),
    "newest": (),
    "oldest": (SortKey("tabled"),),
    "newest-answered": (SortKey("answered-on", descending=True),),
    "oldest-answered": (SortKey("answered-on"),),
}
"""The orders a reader is offered; without fields, the settled order, which is the newest tabled first."""

WIDER = 2
"""Of so many times the hits wanted it is seen which are folded; where too few are left, of so many times more."""

SHALLOW = 64
"""Where no more than one record in so many is wanted, they are picked out; else all are put in order."""


class SearchExecution:
    """The records of one search. The values chosen of a facet are left out of its own counts, so they are kept apart."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._evaluator = Evaluator(snapshot)
        counted = {asked.field for asked in request.facets}
        own = [each for each in request.filters if isinstance(each, AnyOf) and each.field in counted]
        self._base, self._base_scores = self._matching(tuple(each for each in request.filters if each not in own))
        self._chosen: dict[str, Mask] = {}
        for each in own:
            kept = self._evaluator.narrow(each, self._base).kept
            self._chosen[each.field] = kept & self._chosen.get(each.field, np.True_)
        chosen = self._kept_but("")
        found = DocSet(self._base, self._base_scores)
        found = found if chosen is None else found.only(chosen)
        self._docs, self._scores = found.docs, found.scores
        self._fold = None if request.collapse_by is None else Collapse(self._ordinals(self._docs))

    def __len__(self) -> int:
        return len(self._docs)

    def _matching(self, filters: tuple[Filter, ...]) -> tuple[Docs, Scores | None]:
        """The records that match the query and these filters, and what the query, but no filter, scores each."""
        query, evaluate = self._request.query, self._evaluator
        if not filters:
            found = evaluate.find(query)
        elif evaluate.estimate(query) <= min(map(evaluate.estimate, filters)):
            found = evaluate.find(query)
            for each in sorted(filters, key=evaluate.estimate):
                found = found.only(evaluate.narrow(each, found.docs).kept)
        else:
            found = evaluate.left(unscored(evaluate.find(And(filters)).docs), (query,))
        return found.docs, found.scores

    def _kept_but(self, field: str) -> Mask | None:
        """Which records of the base have the values chosen of every facet but this one; None for all of them."""
        kept: Mask | None = None
        for name, mask in self._chosen.items():
            if name != field:
                kept = mask if kept is None else kept & mask
        return kept

    @property
    def collapsed_total(self) -> int:
        """How many hits there are: the records found, less those that are folded under others."""
        return len(self) if self._fold is None else self._fold.group_count

    def page(self) -> Docs:
        """The documents of the page asked for, in order."""
        last = self._request.offset + self._request.page * self._request.per_page
        return self.hits(last)[last - self._request.per_page :]

    def hits(self, wanted: int) -> Docs:
        """The foremost documents that are not folded under others before them."""
        if self._fold is None:
            return self._foremost(wanted)
        enough = wanted + len(self) - self.collapsed_total
        looked_at = min(wanted * WIDER, enough)
        while True:
            docs = self._foremost(looked_at)
            left = docs[firsts(self._ordinals(docs))]
            if len(left) >= wanted or looked_at == enough:
                return left[:wanted]
            looked_at = min(looked_at * WIDER, enough)

    def collapsed_counts(self, docs: Docs) -> list[int]:
        """How many other records are folded under each of these hits."""
        return [0] * len(docs) if self._fold is None else self._fold.others(self._ordinals(docs)).tolist()

    def _ordinals(self, docs: Docs) -> Array:
        """The values that records are folded by, 0 for none."""
        return self._snapshot.doc_values(str(self._request.collapse_by)).ordinals[docs]

    def _foremost(self, wanted: int) -> Docs:
        """The foremost documents in the order asked for, equal ones newest tabled first, then by id."""
        if self._request.sort == "relevance" and self._scores is not None:
            order = self._snapshot.tie_order
            return self._docs[foremost(-self._scores, lambda places: order[self._docs[places]], wanted)]
        sort = ORDERS[self._request.sort] if isinstance(self._request.sort, str) else self._request.sort
        if len(self._docs) == self._snapshot.records and not sort:
            return self._snapshot.sequence(sort)[:wanted]
        if len(sort) <= 1 and wanted * SHALLOW < len(self._docs):
            order = self._snapshot.tie_order
            keys = self._snapshot.keys(sort[0], self._docs) if sort else order[self._docs]
            return self._docs[foremost(keys, lambda places: order[self._docs[places]], wanted)]
        return self._sorted(sort)[:wanted]

    def _sorted(self, sort: tuple[SortKey, ...]) -> Docs:
        """All of them in the order of fields: a good part of the index is picked from the order of all that is in it.

        That order is kept, so that every page of a long list costs the same, however deep.
        """
        snapshot = self._snapshot
        if len(self._docs) * SPARSE < snapshot.documents:
            return snapshot.in_order(self._docs, sort)
        there = np.zeros(snapshot.documents, bool)
        there[self._docs] = True
        sequence = snapshot.sequence(sort)
        return sequence[there[sequence]]

    def scores(self, docs: Docs) -> Scores:
        """What these of the documents found score."""
        if self._scores is None:
            return np.zeros(len(docs), np.float32)
        return self._scores[self._docs.searchsorted(docs)]

    def facets(self) -> tuple[Facet, ...]:
        """Every facet asked for, in that order."""
        counts = self._counts()
        columns = self._snapshot.doc_values
        return tuple(
            facets.build_facet(self._request, asked, columns(asked.field).values, counts[asked.field])
            for asked in self._request.facets
        )

    def _counts(self) -> Mapping[str, Counts]:
        """For each facet asked for how many records have each of its values."""
        if not self._request.facets:
            return {}
        counts = self._snapshot.counts(self._docs, *(asked.field for asked in self._request.facets))
        own = {}
        for name in self._chosen:
            kept = self._kept_but(name)
            own[name] = self._snapshot.counts(self._base if kept is None else self._base[kept], name)[name]
        return {**counts, **own}
