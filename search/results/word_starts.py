"""Find the words of a text that begin with any of many prefixes. All words are compared with all prefixes in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

HEAD_BYTES = 8
"""The first eight bytes of a word are compared, as one number. No prefix is longer."""

_SEPARATOR, _IN_WORD, _MAY_JOIN, _UNKNOWN = 0, 1, 2, 3
"""The classes of bytes. A full stop or an apostrophe may join two parts of a word; a question mark may stand for any letter."""

_BYTES_BY_CLASS = {_IN_WORD: b"0123456789_abcdefghijklmnopqrstuvwxyz", _MAY_JOIN: b".'", _UNKNOWN: b"?"}
_BYTE_CLASSES = bytes(
    next((number for number, members in _BYTES_BY_CLASS.items() if byte in members), _SEPARATOR) for byte in range(256)
)
_FIRST_BYTE = np.uint64(0xFF)
_MAY_END_NUMBER = np.array([byte in b"0123456789?" for byte in range(256)])
"""Whether a byte may be the last of a number, after which a space and a unit may follow: 5 million, 2½ million."""

_MASKS = np.array([(1 << 8 * length) - 1 for length in range(HEAD_BYTES + 1)], np.uint64)
"""``_MASKS[length]`` keeps the first ``length`` bytes of eight that are read as a little-endian number."""


class WholeWords:
    """Words of at most ``2 * HEAD_BYTES`` bytes with separators on both sides. They are compared as two numbers each."""

    def __init__(self, text: bytes, starts: NDArray[Any], ends: NDArray[Any]) -> None:
        self._starts, self._ends = starts, ends
        padded, lengths = text + bytes(2 * HEAD_BYTES), ends - starts
        heads = _numbers_at(padded, starts, lengths)
        tails = _numbers_at(padded, starts + HEAD_BYTES, lengths - HEAD_BYTES)
        _, head_ordinals = np.unique(heads, return_inverse=True)
        distinct_tails, tail_ordinals = np.unique(tails, return_inverse=True)
        keys = head_ordinals * len(distinct_tails) + tail_ordinals
        _, examples, self._ordinals = np.unique(keys, return_index=True, return_inverse=True)
        """The ordinal of each word in ``distinct``."""
        first = zip(starts[examples].tolist(), ends[examples].tolist(), strict=True)
        self.distinct = [text[start:end].decode() for start, end in first]

    def offsets_of(self, words: Container[str]) -> Iterator[tuple[int, int]]:
        """Yield where any of these words occurs, in text order."""
        is_chosen = np.array([word in words for word in self.distinct], bool)[self._ordinals]
        return zip(self._starts[is_chosen].tolist(), self._ends[is_chosen].tolist(), strict=True)


def _numbers_at(padded: bytes, offsets: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the bytes at some offsets as numbers: at most ``HEAD_BYTES``, and at most as many as the lengths."""
    numbers = np.ndarray((len(padded) - HEAD_BYTES + 1,), "<u8", padded, 0, (1,))[offsets]
    return np.asarray(numbers & _MASKS[lengths.clip(0, HEAD_BYTES)])


class PrefixedWords(NamedTuple):
    """The words of a text that begin with a prefix.

    ``starts`` and ``ends`` are the offsets of words for ``WholeWords``. ``unsure`` are the starts of runs of letters that may
    not be whole words: one may be longer, or part of a word with an apostrophe or a non-ASCII letter, or part of a number.
    ``digits`` are the starts of runs of digits.
    """

    starts: NDArray[Any]
    ends: NDArray[Any]
    unsure: list[int]
    digits: list[int]

    def whole(self, text: bytes) -> WholeWords:
        """Return the words from ``starts`` to ``ends``, to be compared as numbers. ``text`` is the text that was searched."""
        return WholeWords(text, self.starts, self.ends)


class WordStarts:
    """Finds the words of ASCII texts that begin with any of ``prefixes``.

    A prefix has at most ``HEAD_BYTES`` bytes. It begins with a small letter or is one digit; or it is empty and matches every
    word.
    """

    def __init__(self, prefixes: Iterable[bytes]) -> None:
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for prefix in prefixes:
            by_length[len(prefix)].append(int.from_bytes(prefix, "little"))
        self._heads = [(_MASKS[length], np.array(heads, np.uint64)[:, np.newaxis]) for length, heads in by_length.items()]
        """For each length of prefixes, the mask, and the prefixes as uint64[prefixes, 1]."""

    def find(self, text: bytes, irregular_starts: Iterable[int]) -> PrefixedWords:
        """Return the words that begin with a prefix. Those that start at one of ``irregular_starts`` are unsure."""
        lower = b" " + text.lower() + bytes(HEAD_BYTES)
        classes = np.frombuffer(lower.translate(_BYTE_CLASSES), np.uint8)
        is_in_word = classes == _IN_WORD
        edges = (is_in_word[1:] != is_in_word[:-1]).nonzero()[0]
        starts, ends = edges[::2], edges[1::2]
        heads = np.ndarray((len(text),), "<u8", lower, 1, (1,))[starts]
        has_prefix = np.zeros(len(starts), bool)
        for mask, prefixes in self._heads:
            has_prefix |= (heads & mask == prefixes).any(axis=0)
        is_number = has_prefix & (heads & _FIRST_BYTE <= ord("9"))
        digits: list[int] = starts[is_number].tolist()
        has_prefix ^= is_number
        starts, ends = starts[has_prefix], ends[has_prefix]
        before, after, second = classes[starts], classes[ends + 1], classes[ends + 2]  # the first class is that of the space
        is_whole = (before == _SEPARATOR) & ((after == _SEPARATOR) | (after == _MAY_JOIN) & (second == _SEPARATOR))
        is_whole &= ends - starts <= 2 * HEAD_BYTES
        is_whole &= ~_may_follow_number(np.frombuffer(lower, np.uint8), starts)
        is_whole &= ~np.isin(starts, [*irregular_starts])
        return PrefixedWords(starts[is_whole], ends[is_whole], starts[~is_whole].tolist(), digits)


def _may_follow_number(lower: NDArray[np.uint8], starts: NDArray[Any]) -> NDArray[np.bool_]:
    """Return bool[words]: whether each word may follow a number, or its "per". Then it may be part of the number."""
    last = lower[starts - 1]
    return np.asarray(_MAY_END_NUMBER[last] | (last == ord("r")) & (lower[starts - 3] == ord("p")))
