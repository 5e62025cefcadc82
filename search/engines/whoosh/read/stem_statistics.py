"""How often stems occur in the ranked fields of a build. Many stems are looked up at once, and their numbers are cached."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TypeVar

import numpy as np

from search.engines.whoosh.codec.postings import GroupPostings
from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.multi_reader import MultiReader
from search.engines.whoosh.read.term_dictionary import TermDictionary
from search.text.term_selection import every_form

CACHED_STEMS = 100_000
"""Capacity of each of the two caches."""

Occurrences = tuple[int, ...]
"""How often a stem occurs in each ranked field of all records."""

V = TypeVar("V", int, Occurrences)


class StemStatistics:
    """Looks stems up in the lexicons of all segments. The terms of a stem are adjacent there, so their texts are not read."""

    def __init__(self, reader: MultiReader, terms: TermDictionary) -> None:
        self._reader = reader
        self._terms = terms
        self._record_counts: dict[str, int] = {}
        self._occurrences: dict[str, Occurrences] = {}

    def record_counts(self, stems: Collection[str]) -> dict[str, int]:
        """Return how many records contain each stem, deleted ones included. A record counts once for each form."""
        return _look_up(stems, self._record_counts, self._count_records)

    def occurrences(self, stems: Collection[str]) -> dict[str, Occurrences]:
        """Return how often each stem occurs in each ranked field of all records."""
        return _look_up(stems, self._occurrences, self._count_occurrences)

    def _count_records(self, stems: Sequence[str]) -> list[int]:
        counts = np.zeros(len(stems), np.int64)
        for postings, ranges in self._ranges(stems):
            firsts, lasts = np.array(ranges).T
            starts = postings.posting_starts
            counts += starts[lasts].astype(np.int64) - starts[firsts].astype(np.int64)
        totals: list[int] = counts.tolist()
        return totals

    def _count_occurrences(self, stems: Sequence[str]) -> list[Occurrences]:
        if self._reader.alive is not None:
            return [self._terms.occurrences(RANKED_GROUP, every_form(text)) for text in stems]
        totals = np.zeros((len(stems), len(RANKED_GROUP.members)), np.int64)
        for postings, ranges in self._ranges(stems):
            totals += [postings.occurrences[first:last].sum(axis=0, dtype=np.int64) for first, last in ranges]
        return [tuple(total) for total in totals.tolist()]

    def _ranges(self, stems: Sequence[str]) -> Iterator[tuple[GroupPostings, list[tuple[int, int]]]]:
        """Yield the postings of each segment, and in it the ordinals of the terms of each stem, as (first, last)."""
        prefixes = [selector.encode() for text in stems for selector in every_form(text)]
        for number in range(len(self._reader.segments)):
            postings = self._reader.group_postings(number, RANKED_GROUP)
            yield postings, postings.lexicon.prefix_ranges(prefixes)


def _look_up(stems: Collection[str], cache: dict[str, V], count: Callable[[Sequence[str]], list[V]]) -> dict[str, V]:
    """Return the numbers of stems from a cache. Stems not in it are counted in one call. Threads may share the cache."""
    numbers = {text: number for text in stems if (number := cache.get(text)) is not None}
    if len(numbers) < len(stems) and (missing := [text for text in dict.fromkeys(stems) if text not in numbers]):
        counted = dict(zip(missing, count(missing), strict=True))
        if len(cache) >= CACHED_STEMS:
            cache.clear()
        cache |= counted
        numbers |= counted
    return numbers
