"""Sorted lists of distinct byte strings: the terms of a field group, the words of a vocabulary. A string has an ordinal.

NAME/text     uint8, the strings one after another
NAME/offsets  [strings + 1]: string i is text[offsets[i]:offsets[i + 1]]
NAME/heads    uint64: the first eight bytes of each string as a big-endian number. A binary search compares heads, and reads
              only strings whose heads are equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, MemoryArrays, to_narrowest_dtype

HEAD_BYTES = 8
STRINGS_PER_READ = 64
"""Up to this many strings with equal heads are read at once: it is faster than a binary search that reads them one by one."""

Heads = npt.NDArray[np.uint64]


def heads_of(strings: Sequence[bytes]) -> Heads:
    """The heads of strings: the first eight bytes of each, padded with zeros. Unequal heads sort as their strings do."""
    heads = b"".join([string[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0") for string in strings])
    return np.frombuffer(heads, ">u8").astype(np.uint64)


def write_lexicon(file: ArrayFileWriter | MemoryArrays, name: str, strings: Sequence[bytes]) -> None:
    """Write strings that are sorted and distinct."""
    text = np.frombuffer(b"".join(strings), np.uint8)
    offsets = np.zeros(len(strings) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=offsets[1:])
    file.put(f"{name}/text", text)
    file.put(f"{name}/offsets", to_narrowest_dtype(offsets))
    file.put(f"{name}/heads", _heads(text, offsets))


def _heads(text: Array, offsets: Array) -> Heads:
    """The heads of all strings: uint64[strings]."""
    heads = np.zeros(len(offsets) - 1, np.uint64)
    for byte in range(HEAD_BYTES):
        indices = offsets[:-1] + byte
        is_within = indices < offsets[1:]
        heads <<= np.uint64(8)
        heads[is_within] |= text[indices[is_within]]
    return heads


class Lexicon(Sequence[bytes]):
    """A sorted list of strings in a file. The index of a string in it is its ordinal."""

    def __init__(self, file: ArrayFile | MemoryArrays, name: str) -> None:
        self._text = file.stored(f"{name}/text")
        self._offsets = file.stored(f"{name}/offsets")
        self._file, self._name = file, name

    @cached_property
    def heads(self) -> Heads:
        """The heads of all strings: uint64[strings]."""
        return self._file.array(f"{self._name}/heads")

    @cached_property
    def offsets(self) -> Array:
        """The byte offsets of the strings in ``text``, and its length: [strings + 1]."""
        return self._offsets[0 : len(self._offsets)]

    @property
    def text(self) -> Array:
        """The bytes of all strings, one after another: uint8."""
        return self._text[0 : len(self._text)]

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, ordinal: int) -> bytes:  # type: ignore[override]  # slices are ``between``
        if not 0 <= ordinal < len(self):
            raise IndexError(ordinal)
        start, stop = self._offsets[ordinal : ordinal + 2].tolist()
        return self._text[start:stop].tobytes()

    def between(self, first: int, last: int) -> list[bytes]:
        """The strings with ordinals from ``first`` to ``last``, ``last`` excluded."""
        if last <= first:
            return []
        offsets = self._offsets[first : last + 1].tolist()
        text = self._text[offsets[0] : offsets[-1]].tobytes()
        base = offsets[0]
        return [text[start - base : stop - base] for start, stop in pairwise(offsets)]

    def strings_at(self, ordinals: Array) -> list[bytes]:
        """The strings with these ordinals, in the order of ``ordinals`` int64[n]."""
        text = self.text.data
        starts, stops = (self.offsets[ordinals + n].tolist() for n in (0, 1))
        return [bytes(text[start:stop]) for start, stop in zip(starts, stops, strict=True)]

    def lower_bound(self, string: bytes) -> int:
        """The number of strings that sort before this one, by binary search."""
        return self.lower_bounds((string,))[0]

    def lower_bounds(self, strings: Sequence[bytes]) -> list[int]:
        """The number of strings that sort before each of these. All heads are searched for at once."""
        heads = heads_of(strings)
        lows, highs = (self.heads.searchsorted(heads, side).tolist() for side in ("left", "right"))
        return [
            low if low == high else self._lower_bound(string, low, high)
            for string, low, high in zip(strings, lows, highs, strict=True)
        ]

    def _lower_bound(self, string: bytes, low: int, high: int) -> int:
        """The number of strings that sort before one, by binary search from ``low`` to ``high``, where all heads are equal."""
        if high - low > STRINGS_PER_READ:
            return bisect_left(self, string, low, high)
        return low + bisect_left(self.between(low, high), string)

    def find(self, string: bytes) -> int | None:
        """The ordinal of a string; None if it is not in the lexicon."""
        ordinal = self.lower_bound(string)
        return ordinal if ordinal < len(self) and self[ordinal] == string else None

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The ordinals of the strings that start with ``prefix``, as (first, last), ``last`` excluded."""
        return self.prefix_ranges((prefix,))[0]

    def prefix_ranges(self, prefixes: Sequence[bytes]) -> list[tuple[int, int]]:
        """The range of each prefix, in the order of ``prefixes``."""
        successors = [_successor(prefix) for prefix in prefixes]
        bounds = self.lower_bounds((*prefixes, *successors))
        lasts = [last if successor else len(self) for last, successor in zip(bounds[len(prefixes) :], successors, strict=True)]
        return list(zip(bounds, lasts, strict=False))


def _successor(prefix: bytes) -> bytes:
    """The first string after all that start with ``prefix``; b"" if there is none."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else b""
