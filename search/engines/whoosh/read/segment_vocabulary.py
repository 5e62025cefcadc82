"""The unstemmed words of a build, read from the lexicons of its segments on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.lexicon import Lexicon
from search.engines.whoosh.codec.segment import WordCounts
from search.engines.whoosh.read.read_faults import reading_build, reading_build_on
from search.text.term_selection import terms_of_word

WORDS_PER_READ = 50_000
"""Words read at once in a scan of a lexicon."""

EXTRA_CANDIDATES = 64
"""Candidates for the most frequent words that each segment adds beyond the number asked for."""


class Words(Protocol):
    """The words of some documents."""

    @property
    def word_counts(self) -> WordCounts:
        """The words with their numbers of occurrences."""


class VocabularySegment(Words, Protocol):
    """The words of a segment, deleted documents included; and those of its deleted documents, if it has any."""

    @property
    def deleted(self) -> Words | None:
        """The deleted documents."""


class SegmentVocabulary:
    """A ``WordSource`` over the segments of a build, without the words that only deleted records contain."""

    def __init__(self, segments: Sequence[VocabularySegment], record_frequency: Callable[[str], int]) -> None:
        """``record_frequency`` returns the number of records whose ranked fields have a term."""
        self._segments = segments
        self._record_frequency = record_frequency

    @cached_property
    def _words(self) -> list[WordCounts]:
        return [segment.word_counts for segment in self._segments]

    @cached_property
    def _deleted_words(self) -> list[WordCounts]:
        return [segment.deleted.word_counts for segment in self._segments if segment.deleted]

    @reading_build
    def __len__(self) -> int:
        return max((len(words.lexicon) for words in self._words), default=0)

    @reading_build
    def count(self, word: str) -> int:
        """Return how often a word occurs."""
        encoded = word.encode()
        return sum(_count(words, encoded) for words in self._words) - sum(
            _count(words, encoded) for words in self._deleted_words
        )

    @reading_build
    def records(self, word: str) -> int:
        """Return how many records have a word in their texts. A record with it in both cases (AIDS, aids) counts twice."""
        return sum(map(self._record_frequency, terms_of_word(word)))

    @reading_build
    def count_with_prefix(self, prefix: str) -> int:
        """Return an upper bound of the number of words that begin with ``prefix``."""
        spans = (words.lexicon.prefix_range(prefix.encode()) for words in self._words)
        return sum(last - first for first, last in spans)

    @reading_build_on
    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """Yield lists of the words that begin with ``prefix``. A word of several segments may be repeated."""
        for words in self._words:
            first, last = words.lexicon.prefix_range(prefix.encode())
            for start in range(first, last, WORDS_PER_READ):
                yield self.existing(_decoded(words.lexicon.between(start, min(start + WORDS_PER_READ, last))))

    @reading_build
    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """Return the most frequent words that begin with ``prefix``, most frequent first, then in alphabetical order."""
        candidates: set[str] = set()
        for words in self._words:
            first, last = words.lexicon.prefix_range(prefix.encode())
            counts = words.counts[first:last]
            order = np.argsort(-counts.astype(np.int64), kind="stable")[: limit + EXTRA_CANDIDATES]
            candidates |= {words.lexicon[first + offset].decode() for offset in order.tolist()}
        ranked = sorted((-self.count(word), word) for word in candidates)
        return [word for count, word in ranked[:limit] if count]

    @reading_build_on
    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """Yield lists that contain every word within ``edits`` edits of ``word``, and few others, chosen by length and
        letters.

        Words of deleted records are included: looking each word up would take longer than comparing it.

        An edit adds at most one letter and removes at most one, so the sets of letters of two words ``edits`` apart differ
        by at most ``2 * edits`` letters. A word of several segments may be repeated.
        """
        letters = _letters(np.frombuffer(word.encode(), np.uint8), np.zeros(1, np.int64))[0]
        for words, (lengths, word_letters) in zip(self._words, self._signatures, strict=True):
            mask = np.abs(lengths - np.int16(len(word))) <= edits
            mask &= np.bitwise_count(word_letters ^ letters) <= 2 * edits
            yield _decoded(words.lexicon.strings_at(np.flatnonzero(mask)))

    @cached_property
    def _signatures(self) -> list[tuple[Array, Array]]:
        return [_signatures(words.lexicon) for words in self._words]

    @reading_build
    def existing(self, words: list[str]) -> list[str]:
        """Return those of some words of the segments that not only deleted records have."""
        return [word for word in words if self.count(word)] if self._deleted_words else words


def _decoded(words: Sequence[bytes]) -> list[str]:
    return [word.decode() for word in words]


def _count(words: WordCounts, word: bytes) -> int:
    ordinal = words.lexicon.find(word)
    return 0 if ordinal is None else int(words.counts[ordinal])


def _signatures(lexicon: Lexicon) -> tuple[Array, Array]:
    """Return the length of each word in characters, int16, and its set of letters, uint32.

    A character is counted by its first UTF-8 byte.
    """
    characters = np.zeros(len(lexicon.text) + 1, np.int32)
    np.cumsum((lexicon.text & 0xC0) != 0x80, out=characters[1:])
    ends = lexicon.offsets.astype(np.int64)
    return np.diff(characters[ends]).astype(np.int16), _letters(lexicon.text, ends[:-1])


def _letters(text: Array, starts: Array) -> Array:
    """Return the set of letters of each word, one bit a letter and one for all that are not ASCII: uint32[starts]."""
    bits = np.uint32(1) << np.where(text < 0x80, text & 0x1F, 0).astype(np.uint32)
    return np.bitwise_or.reduceat(bits, starts) if len(text) else np.zeros(len(starts), np.uint32)
