"""The stems of the words of a record, in order, as numbers: read from the term vectors, without the record's text.

A stem gets a number when it is first met. Its number is the same in all segments, where its terms have other ordinals.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.multi_reader import MultiReader
from search.engines.whoosh.read.stem_statistics import CACHED_STEMS, StemStatistics
from search.text.analysis import stem_of

UNNUMBERED = -1
"""Stands for the number of a term whose stem has none yet."""

NOT_IN_INDEX = 1 << 30
"""Stems of a text that the index lacks have numbers from this one, which differ from text to text."""


class StemVectors:
    """Reads the stems of records. When ``CACHED_STEMS`` stems have numbers, the next search gets new numbers."""

    def __init__(self, reader: MultiReader, statistics: StemStatistics) -> None:
        self._reader = reader
        self._statistics = statistics
        self._numbering: StemNumbering | None = None

    def numbering(self) -> StemNumbering:
        """Return the numbers of stems, to be used for one search."""
        numbering = self._numbering
        if numbering is None or numbering.is_full:
            numbering = self._numbering = StemNumbering(self._reader, self._statistics)
        return numbering


class StemNumbering:
    """The numbers of stems. Any number of threads may use it."""

    def __init__(self, reader: MultiReader, statistics: StemStatistics) -> None:
        self._reader = reader
        self._statistics = statistics
        self._lexicons = [reader.group_postings(number, RANKED_GROUP).lexicon for number in range(len(reader.segments))]
        self._vectors = [segment.vectors[RANKED_GROUP.name] for segment in reader.segments]
        self._bases = [0, *accumulate(map(len, self._lexicons))]
        """For each segment, the number of terms of the segments before it; then that of all terms."""
        self._numbers_of_terms = np.full(self._bases[-1], UNNUMBERED, np.int64)
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()
        self.record_counts = np.zeros(1, np.int64)
        """How many records have each stem, and a last 0 for the stems that the index lacks: int64[stems + 1]."""

    @property
    def is_full(self) -> bool:
        """Whether as many stems have numbers as may have."""
        return len(self._numbers) >= CACHED_STEMS

    def of_records(self, docs: Sequence[int]) -> tuple[Array, Array]:
        """Return the numbers of the words of some documents, one document after another; and how many words each has."""
        words = [self._terms(doc) for doc in docs]
        terms = np.concatenate([np.zeros(0, np.int64), *words])
        numbers = self._numbers_of_terms[terms]
        if numbers.min(initial=0) < 0:
            self._number_terms(terms[numbers < 0])
            numbers = self._numbers_of_terms[terms]
        return numbers, np.fromiter(map(len, words), np.int64, len(words))

    def _terms(self, doc: int) -> Array:
        """The words of a document as ordinals of terms, counted through all segments."""
        segment = bisect_right(self._reader.bases, doc) - 1
        ordinals = self._vectors[segment][doc - self._reader.bases[segment]]
        return ordinals + np.int64(self._bases[segment]) if segment else ordinals

    def _number_terms(self, terms: Array) -> None:
        terms = np.unique(terms)
        for lexicon, first, last in zip(self._lexicons, self._bases, self._bases[1:], strict=False):
            own_terms = terms[terms.searchsorted(first) : terms.searchsorted(last)]
            stems = [stem_of(term.decode()) for term in lexicon.strings_at(own_terms.astype(np.int64) - first)]
            numbers = self.of_stems(stems)
            self._numbers_of_terms[own_terms] = [numbers[text] for text in stems]

    def of_text(self, stems: Sequence[str]) -> Array:
        """Return the numbers of the stems of a text, in order: from ``NOT_IN_INDEX`` for those that the index lacks."""
        numbers = self.of_stems(stems)
        unknown = (text for text in dict.fromkeys(stems) if text not in numbers)
        numbers |= {text: number for number, text in enumerate(unknown, NOT_IN_INDEX)}
        return np.array([numbers[text] for text in stems], np.int64)

    def of_stems(self, stems: Collection[str]) -> dict[str, int]:
        """Return the numbers of those of the stems that the index has."""
        if missing := {text for text in stems if text not in self._numbers}:
            counts = self._statistics.record_counts(missing)
            self._number_stems((text, count) for text, count in counts.items() if count)
        return {text: self._numbers[text] for text in stems if text in self._numbers}

    def _number_stems(self, counted: Iterable[tuple[str, int]]) -> None:
        with self._lock:
            new = {text: count for text, count in counted if text not in self._numbers}
            counts = np.fromiter(new.values(), np.int64, len(new))
            self.record_counts = np.concatenate([self.record_counts[:-1], counts, [0]])
            self._numbers |= {text: number for number, text in enumerate(new, len(self._numbers))}
