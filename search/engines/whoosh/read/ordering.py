"""The orders of a build: by fields, and the tie-break order of documents that are equal by them."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array, ArrayFile
from search.engines.whoosh.format.doc_values import first_days
from search.engines.whoosh.read.cache import ArrayCache
from search.engines.whoosh.read.multi_reader import Docs, MultiReader
from search.query.request import SortKey


class Ordering:
    """Orders documents by doc values. Equal documents follow the tie-break order: newest, undated last, then id."""

    def __init__(self, reader: MultiReader, tie_order: ArrayFile, cache: ArrayCache) -> None:
        self._reader = reader
        self._tie_order = tie_order
        self._cache = cache

    @cached_property
    def tie_order(self) -> Array:
        """The rank of each document in the tie-break order: int32[documents]."""
        return self._tie_order.array("ranks")

    def all_sorted(self, keys: tuple[SortKey, ...] = ()) -> Array:
        """Return every record in the order of the sort keys: int32[records]. The order is cached."""
        return self._all_by_ties if not keys else self._cache.get(("sorted", keys), lambda: (self._sort_all(keys),))[0]

    @cached_property
    def _all_by_ties(self) -> Array:
        docs = np.empty(self._reader.document_count, np.int32)
        docs[self.tie_order] = np.arange(self._reader.document_count, dtype=np.int32)
        return docs if self._reader.alive is None else docs[self._reader.alive[docs]]

    def _sort_all(self, keys: tuple[SortKey, ...]) -> Array:
        return self.sort(self._reader.all_docs, keys).astype(np.int32)

    def sort(self, docs: Docs, keys: tuple[SortKey, ...]) -> Docs:
        """Return the documents in the order of the sort keys."""
        columns = [self.sort_values(key, docs) for key in keys]
        return docs[np.lexsort((self.tie_order[docs], *reversed(columns)))]

    def sort_values(self, key: SortKey, docs: Docs) -> Array:
        """Return the number that each document is sorted by, ascending; documents without a value sort last: int32[docs]."""
        ordinals = self._first_days(key)[docs] if key.otherwise else self._ordinals(key)[docs].astype(np.int32)
        return -ordinals if key.descending else np.where(ordinals, ordinals, np.iinfo(np.int32).max)

    def _ordinals(self, key: SortKey) -> Array:
        return self._reader.doc_values(key.field).ordinals

    def _first_days(self, key: SortKey) -> Array:
        """Return the day of each document in the first field of the key that has one: int32[documents]. It is cached."""
        fields = (key.field, *key.otherwise)
        return self._cache.get(("days", fields), lambda: (first_days([*map(self._reader.doc_values, fields)]),))[0]
