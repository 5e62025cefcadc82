"""The unstemmed words of a build, read from its segments' lexicons as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.lexicon import Lexicon
from search.engines.whoosh.codec.segment import Segment, WordCounts

PIECE = 50_000
"""Words read at once when all are looked through."""

LIKELIEST = 64
"""Words of each segment that may be the commonest of all; many more than are ever shown."""


class SegmentVocabulary:
    """A ``WordSource``: what deleted records alone had is not in it."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    @cached_property
    def _held(self) -> list[WordCounts]:
        return [segment.word_counts for segment in self._segments]

    @cached_property
    def _gone(self) -> list[WordCounts]:
        return [segment.deleted.word_counts for segment in self._segments if segment.deleted]

    def __len__(self) -> int:
        return max((len(held.lexicon) for held in self._held), default=0)

    def count(self, word: str) -> int:
        """How often a word occurs."""
        encoded = word.encode()
        return sum(_count(held, encoded) for held in self._held) - sum(_count(gone, encoded) for gone in self._gone)

    def count_with_prefix(self, prefix: str) -> int:
        """At most how many words begin with ``prefix``."""
        spans = (held.lexicon.prefix_range(prefix.encode()) for held in self._held)
        return sum(last - first for first, last in spans)

    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """The words that begin with ``prefix``, in pieces; a word of several segments may come more than once."""
        for held in self._held:
            first, last = held.lexicon.prefix_range(prefix.encode())
            for at in range(first, last, PIECE):
                yield self._present(held.lexicon.between(at, min(at + PIECE, last)))

    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """The commonest words that begin with ``prefix``, the commonest first, then by alphabet."""
        likely: set[str] = set()
        for held in self._held:
            first, last = held.lexicon.prefix_range(prefix.encode())
            counts = held.counts[first:last]
            most = np.argsort(-counts.astype(np.int64), kind="stable")[: limit + LIKELIEST]
            likely |= {held.lexicon[first + at].decode() for at in most.tolist()}
        counted = sorted((-self.count(word), word) for word in likely)
        return [word for count, word in counted[:limit] if count]

    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """Every word within so many edits of ``word``, and hardly any others: by length, and by the letters there are.

        An edit puts in one letter and takes out another at most, so that of the letters only one word has, in whatever
        number, there are twice as many as edits at most. A word of several segments may come more than once.
        """
        letters = _letters(np.frombuffer(word.encode(), np.uint8), np.zeros(1, np.int64))[0]
        for held, (sizes, others) in zip(self._held, self._shapes, strict=True):
            fitting = np.abs(sizes - np.int16(len(word))) <= edits
            fitting &= np.bitwise_count(others ^ letters) <= 2 * edits
            yield self._present(held.lexicon.strings_at(np.flatnonzero(fitting)))

    @cached_property
    def _shapes(self) -> list[tuple[Array, Array]]:
        """For each segment how many characters each of its words has, int16, and which letters, uint32."""
        return [_shapes(held.lexicon) for held in self._held]

    def _present(self, encoded: Sequence[bytes]) -> list[str]:
        words = [word.decode() for word in encoded]
        return [word for word in words if self.count(word)] if self._gone else words


def _count(counted: WordCounts, word: bytes) -> int:
    place = counted.lexicon.find(word)
    return 0 if place is None else int(counted.counts[place])


def _shapes(lexicon: Lexicon) -> tuple[Array, Array]:
    """How many characters each word has, which are its bytes that do not go on with the character before, and its letters."""
    begins = np.zeros(len(lexicon.text) + 1, np.int32)
    np.cumsum((lexicon.text & 0xC0) != 0x80, out=begins[1:])
    ends = lexicon.offsets.astype(np.int64)
    return np.diff(begins[ends]).astype(np.int16), _letters(lexicon.text, ends[:-1])


def _letters(text: Array, starts: Array) -> Array:
    """Which letters stand in each word, a bit a letter, one bit for all that are not ASCII: uint32[starts]."""
    bits = np.uint32(1) << np.where(text < 0x80, text & 0x1F, 0).astype(np.uint32)
    return np.bitwise_or.reduceat(bits, starts) if len(text) else np.zeros(len(starts), np.uint32)
