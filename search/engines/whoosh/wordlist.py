"""The unstemmed words of a build, read from its segments' lexicons as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import compress

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.lexicon import Lexicon
from search.engines.whoosh.codec.segment import Counted, Segment

PIECE = 50_000
"""Words read at once when all are looked through."""

LIKELIEST = 64
"""Words of each segment that may be the commonest of all; many more than are ever shown."""


class SegmentWords:
    """A ``WordSource``: what deleted records alone had is not in it."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    @cached_property
    def _held(self) -> list[Counted]:
        return [segment.words for segment in self._segments]

    @cached_property
    def _gone(self) -> list[Counted]:
        return [segment.deleted.words for segment in self._segments if segment.deleted]

    def __len__(self) -> int:
        return max((len(held.lexicon) for held in self._held), default=0)

    def count(self, word: str) -> int:
        """How often a word occurs."""
        encoded = word.encode()
        return sum(_count(held, encoded) for held in self._held) - sum(_count(gone, encoded) for gone in self._gone)

    def how_many_begin(self, prefix: str) -> int:
        """At most how many words begin with ``prefix``."""
        spans = (held.lexicon.beginning(prefix.encode()) for held in self._held)
        return sum(last - first for first, last in spans)

    def beginning(self, prefix: str) -> Iterator[list[str]]:
        """The words that begin with ``prefix``, in pieces; a word of several segments may come more than once."""
        for held in self._held:
            first, last = held.lexicon.beginning(prefix.encode())
            for at in range(first, last, PIECE):
                yield self._present(held.lexicon.between(at, min(at + PIECE, last)))

    def commonest(self, prefix: str, limit: int) -> list[str]:
        """The commonest words that begin with ``prefix``, the commonest first, then by alphabet."""
        likely: set[str] = set()
        for held in self._held:
            first, last = held.lexicon.beginning(prefix.encode())
            counts = held.counts[first:last]
            most = np.argsort(-counts.astype(np.int64), kind="stable")[: limit + LIKELIEST]
            likely |= {held.lexicon[first + at].decode() for at in most.tolist()}
        counted = sorted((-self.count(word), word) for word in likely)
        return [word for count, word in counted[:limit] if count]

    def sized(self, shortest: int, longest: int) -> Iterator[list[str]]:
        """The words of so many characters, in pieces; a word of several segments may come more than once."""
        for held, sizes in zip(self._held, self._sizes, strict=True):
            fitting = (sizes >= shortest) & (sizes <= longest)
            for at in range(0, len(fitting), PIECE):
                piece = held.lexicon.between(at, min(at + PIECE, len(fitting)))
                yield self._present(list(compress(piece, fitting[at : at + PIECE])))

    @cached_property
    def _sizes(self) -> list[Array]:
        return [_characters(held.lexicon) for held in self._held]

    def _present(self, encoded: Sequence[bytes]) -> list[str]:
        words = [word.decode() for word in encoded]
        return [word for word in words if self.count(word)] if self._gone else words


def _count(counted: Counted, word: bytes) -> int:
    place = counted.lexicon.find(word)
    return 0 if place is None else int(counted.counts[place])


def _characters(lexicon: Lexicon) -> Array:
    """How many characters each word has: its bytes that do not go on with the character before. uint8[words]."""
    begins = np.zeros(len(lexicon.text) + 1, np.int32)
    np.cumsum((lexicon.text & 0xC0) != 0x80, out=begins[1:])
    return np.diff(begins[lexicon.ends.astype(np.int64)]).astype(np.uint8)
