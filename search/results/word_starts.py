"""The words of a text that begin with any of many prefixes: all words are compared with all prefixes at once, in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

HEAD_BYTES = 8
"""The first eight bytes of a word are compared, as one number. No prefix is longer."""

_WORD_BYTES = b"0123456789_abcdefghijklmnopqrstuvwxyz"
_IS_IN_WORD = np.isin(np.arange(256), np.frombuffer(_WORD_BYTES, np.uint8))


class WordStarts:
    """Finds the words of ASCII texts in lower case. ``prefixes`` have at most ``HEAD_BYTES`` bytes and begin with a letter."""

    def __init__(self, prefixes: Iterable[bytes]) -> None:
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for prefix in prefixes:
            by_length[len(prefix)].append(int.from_bytes(prefix, "little"))
        self._heads = [
            (np.uint64((1 << 8 * length) - 1), np.array(heads, np.uint64)[:, np.newaxis]) for length, heads in by_length.items()
        ]
        """For each length, the mask of as many bytes; and the prefixes, as numbers [prefixes, 1]."""

    def find(self, text: bytes) -> list[int]:
        """Return the offsets of the words, ascending. Some are inside a word: after an apostrophe, or what was no ASCII."""
        padded = np.frombuffer(b" " + text + bytes(HEAD_BYTES), np.uint8)
        is_in_word = _IS_IN_WORD[padded]
        starts = np.flatnonzero(is_in_word[1:] > is_in_word[:-1])
        heads = np.ndarray((len(text),), "<u8", padded, 1, (1,))[starts]
        has_prefix = np.zeros(len(starts), bool)
        for mask, prefixes in self._heads:
            has_prefix |= (heads & mask == prefixes).any(axis=0)
        offsets: list[int] = starts[has_prefix].tolist()
        return offsets
