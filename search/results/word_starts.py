"""The words of a text that begin with any of many prefixes: all words are compared with all prefixes at once, in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

HEAD_BYTES = 8
"""The first eight bytes of a word are compared, as one number. No prefix is longer."""

_SEPARATOR, _IN_WORD, _MAY_JOIN, _UNKNOWN = 0, 1, 2, 3
"""The classes of bytes. A full stop or an apostrophe may join two parts of a word; a question mark may stand for any letter."""

_BYTES_BY_CLASS = {_IN_WORD: b"0123456789_abcdefghijklmnopqrstuvwxyz", _MAY_JOIN: b".'", _UNKNOWN: b"?"}
_BYTE_CLASSES = bytes(
    next((number for number, members in _BYTES_BY_CLASS.items() if byte in members), _SEPARATOR) for byte in range(256)
)
_FIRST_BYTE = np.uint64(0xFF)


class WordStarts:
    """Finds the words of ASCII texts in lower case.

    ``prefixes`` have at most ``HEAD_BYTES`` bytes. Each begins with a letter or is one digit.
    """

    def __init__(self, prefixes: Iterable[bytes]) -> None:
        by_length: defaultdict[int, list[int]] = defaultdict(list)
        for prefix in prefixes:
            by_length[len(prefix)].append(int.from_bytes(prefix, "little"))
        self._heads = [
            (np.uint64((1 << 8 * length) - 1), np.array(heads, np.uint64)[:, np.newaxis]) for length, heads in by_length.items()
        ]
        """For each length, the mask of as many bytes; and the prefixes, as numbers [prefixes, 1]."""

    def find(self, text: bytes) -> tuple[dict[int, int], list[int]]:
        """Return the offset and the end of each word that begins with a prefix, and the offsets of the runs of digits that do.

        The end of a word is 0 unless separators are on both sides of it: it may be longer, or the offset may be inside a word,
        after an apostrophe, or after a character that is not ASCII.
        """
        padded = b" " + text + bytes(HEAD_BYTES)
        classes = np.frombuffer(padded.translate(_BYTE_CLASSES), np.uint8)
        is_in_word = classes == _IN_WORD
        edges = (is_in_word[1:] != is_in_word[:-1]).nonzero()[0]
        starts, ends = edges[::2], edges[1::2]
        heads = np.ndarray((len(text),), "<u8", padded, 1, (1,))[starts]
        has_prefix = np.zeros(len(starts), bool)
        for mask, prefixes in self._heads:
            has_prefix |= (heads & mask == prefixes).any(axis=0)
        is_number = has_prefix & (heads & _FIRST_BYTE <= ord("9"))
        digits: list[int] = starts[is_number].tolist()
        has_prefix ^= is_number
        starts, ends = starts[has_prefix], ends[has_prefix]
        before, after, second = classes[starts], classes[ends + 1], classes[ends + 2]  # the first class is that of the space
        is_whole = (before == _SEPARATOR) & ((after == _SEPARATOR) | (after == _MAY_JOIN) & (second == _SEPARATOR))
        return dict(zip(starts.tolist(), (ends * is_whole).tolist(), strict=True)), digits
