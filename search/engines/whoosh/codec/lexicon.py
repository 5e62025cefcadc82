"""Sorted lists of distinct byte strings: the terms of a field, the words of an index.

NAME/text   uint8, the strings one after another
NAME/ends   where each ends, beginning with a 0
NAME/heads  uint64, the first eight bytes of each as a number, so that a binary search reads no string but the last
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, to_narrowest_dtype

HEAD_BYTES = 8
Heads = npt.NDArray[np.uint64]


def head_of(string: bytes) -> np.uint64:
    """The head of a string; heads sort as their strings do, as far as they go."""
    return np.uint64(int.from_bytes(string[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0"), "big"))


def write_lexicon(file: ArrayFileWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write strings that are sorted and distinct."""
    text = np.frombuffer(b"".join(strings), np.uint8)
    ends = np.zeros(len(strings) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=ends[1:])
    file.put(f"{name}/text", text)
    file.put(f"{name}/ends", to_narrowest_dtype(ends))
    file.put(f"{name}/heads", _heads(text, ends))


def _heads(text: Array, ends: Array) -> Heads:
    """The heads of all strings: uint64[strings]."""
    heads = np.zeros(len(ends) - 1, np.uint64)
    for byte in range(HEAD_BYTES):
        at = ends[:-1] + byte
        there = at < ends[1:]
        heads <<= np.uint64(8)
        heads[there] |= text[at[there]]
    return heads


class Lexicon(Sequence[bytes]):
    """A sorted list of strings in a file; a string is known by its place in it."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._text = file.stored(f"{name}/text")
        self._ends = file.stored(f"{name}/ends")
        self._file, self._name = file, name

    @cached_property
    def heads(self) -> Heads:
        """uint64[strings]"""
        return self._file.array(f"{self._name}/heads")

    @cached_property
    def offsets(self) -> Array:
        """Where each string ends in the text, beginning with a 0: [strings + 1]."""
        return self._ends[0 : len(self._ends)]

    @property
    def text(self) -> Array:
        """The bytes of all strings, one after another: uint8."""
        return self._text[0 : len(self._text)]

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, at: int) -> bytes:  # type: ignore[override]  # slices are ``between``
        if not 0 <= at < len(self):
            raise IndexError(at)
        start, stop = self._ends[at : at + 2].tolist()
        return self._text[start:stop].tobytes()

    def between(self, first: int, last: int) -> list[bytes]:
        """The strings from ``first`` up to ``last``."""
        if last <= first:
            return []
        ends = self._ends[first : last + 1].tolist()
        text = self._text[ends[0] : ends[-1]].tobytes()
        begin = ends[0]
        return [text[start - begin : stop - begin] for start, stop in pairwise(ends)]

    def strings_at(self, places: Array) -> list[bytes]:
        """The strings at these places: int64[strings wanted]."""
        text = self.text.data
        return [
            bytes(text[start:stop]) for start, stop in zip(*(self.offsets[places + n].tolist() for n in (0, 1)), strict=True)
        ]

    def lower_bound(self, string: bytes) -> int:
        """How many strings sort before this one."""
        head = head_of(string)
        low, high = int(self.heads.searchsorted(head)), int(self.heads.searchsorted(head, "right"))
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self[middle] < string else (low, middle)
        return low

    def find(self, string: bytes) -> int | None:
        """The place of a string, or None where it is not in the list."""
        at = self.lower_bound(string)
        return at if at < len(self) and self[at] == string else None

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The first place of a string that begins with ``prefix``, and the place after the last."""
        after = prefix.rstrip(b"\xff")
        last = self.lower_bound(after[:-1] + bytes([after[-1] + 1])) if after else len(self)
        return self.lower_bound(prefix), last
