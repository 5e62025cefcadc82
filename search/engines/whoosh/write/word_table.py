"""Texts -> numbers of terms, through a cache: each distinct chunk of text between two spaces is analysed once.

It takes 60 microseconds a record; analysis word by word takes 1,000. Most chunks are already in the cache, a dictionary whose
missing entries ``search.text.analysis`` computes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.text.analysis import chunks, form_of, terms

MAX_CHUNKS = 250_000
"""The most chunks in the cache, some 150 bytes each. When there are more, the cache is cleared."""


class WordTable(dict[str, bytes]):
    """Maps a chunk of text to the numbers of its terms, as the bytes of uint32. Numbers are valid until ``clear_when_full``."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str, int] = {}

    def __missing__(self, chunk: str) -> bytes:
        numbers = [self._numbers.setdefault(text, len(self._numbers)) for text in terms(chunk)]
        packed = self[chunk] = array("I", numbers).tobytes()
        return packed

    def numbers(self, texts: Iterable[str]) -> bytes:
        """The numbers of the terms of some texts, in order, as the bytes of uint32."""
        return b"".join(map(self.__getitem__, [chunk for text in texts for chunk in chunks(text)]))

    def word_counts(self, numbers: Array) -> list[tuple[bytes, int]]:
        """The words, in lower case, of the terms with these numbers, sorted, each with its number of occurrences."""
        counts = np.bincount(numbers, minlength=len(self._numbers)).tolist()
        word_counts: dict[str, int] = {}
        for text, number in self._numbers.items():
            if counts[number]:
                word = form_of(text).lower()
                word_counts[word] = word_counts.get(word, 0) + counts[number]
        return sorted((word.encode(), count) for word, count in word_counts.items())

    def terms(self, numbers: Array) -> tuple[list[bytes], Array]:
        """The distinct terms with these numbers, sorted; and the ordinal of each number's term: uint32[numbers]."""
        used = np.flatnonzero(np.bincount(numbers, minlength=len(self._numbers)))
        all_terms = list(self._numbers)
        texts = [all_terms[number].encode() for number in used.tolist()]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        ordinal_of = np.zeros(len(all_terms), np.uint32)
        ordinal_of[used[order]] = np.arange(len(order), dtype=np.uint32)
        return [texts[index] for index in order], ordinal_of[numbers]

    def clear_when_full(self) -> None:
        """Clear the cache if it has more than ``MAX_CHUNKS`` chunks. Call it between batches: it invalidates all numbers."""
        if len(self) > MAX_CHUNKS:
            self.clear()
            self._numbers.clear()
