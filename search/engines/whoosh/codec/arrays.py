"""Files of named arrays: written once, front to back; opened by memory map; every block checked the first time it is read.

    arrays     each begins at a multiple of 64 bytes, little-endian
    checksums  uint32 CRC-32 of every block of 32 KiB of what stands before them
    contents   JSON: for each array its type, where it begins and how many items it has; and the file's notes
    footer     48 bytes: where checksums and contents begin, where the contents end, the version, a CRC-32 of checksums,
               contents and all that stands before it here, eight bytes of nothing, the magic word

A flipped bit is met as ``IndexMismatch``, never as a wrong answer. Nothing is read at opening but footer, contents and
checksums, and nothing is copied: the arrays are views of the map, which all processes share through the page cache.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np
import numpy.typing as npt

from search.errors import IndexMismatch

VERSION = 1
MAGIC = b"WransArr"
ALIGNMENT_BYTES = 64
BLOCK_BYTES = 1 << 15
_OFFSETS = struct.Struct("<QQQI")
_FOOTER = struct.Struct("<28sI8x8s")
_IS_CHECKED = 1

Array = npt.NDArray[Any]


class _Entry(msgspec.Struct, array_like=True):
    dtype: str
    offset: int
    count: int


class _Contents(msgspec.Struct):
    arrays: dict[str, _Entry]
    notes: dict[str, Any]


class ArrayFileWriter:
    """Writes one file. Arrays are given whole by ``put``, or piece by piece between ``begin`` and the next ``begin``.

    Use it as a context manager: the file is whole only once it is left without an error.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._at = 0
        self._entries: dict[str, _Entry] = {}
        self._checksums: list[int] = []
        self._block = bytearray()
        self.notes: dict[str, Any] = {}
        self._open = _Entry("", 0, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    def put(self, name: str, array: Array) -> None:
        """Write a whole array."""
        self.begin(name, array.dtype)
        self.append(array)

    def begin(self, name: str, dtype: npt.DTypeLike) -> None:
        """Begin an array of one dimension; what is appended from now on is its items."""
        self._write(bytes(-self._at % ALIGNMENT_BYTES))
        self._open = _Entry(np.dtype(dtype).newbyteorder("<").str, self._at, 0)
        if name in self._entries:
            raise ValueError(f"The array {name} is written twice.")
        self._entries[name] = self._open

    def append(self, array: Array) -> None:
        """Add items to the array begun last, converted to its type. They must fit it; that is the caller's to know."""
        items = np.ascontiguousarray(array, self._open.dtype)
        self._open.count += items.size
        self._write(items.reshape(-1).view(np.uint8).data)

    @property
    def item_count(self) -> int:
        """How many items the array begun last has."""
        return self._open.count

    def _write(self, data: bytes | memoryview) -> None:
        self._at += self._file.write(data)
        rest = memoryview(data)
        if self._block:
            missing = BLOCK_BYTES - len(self._block)
            self._block += rest[:missing]
            rest = rest[missing:]
            if len(self._block) < BLOCK_BYTES:
                return
            self._checksums.append(zlib.crc32(self._block))
            self._block.clear()
        whole = len(rest) - len(rest) % BLOCK_BYTES
        self._checksums += [zlib.crc32(rest[at : at + BLOCK_BYTES]) for at in range(0, whole, BLOCK_BYTES)]
        self._block += rest[whole:]

    def _finish(self) -> None:
        self._checksums.append(zlib.crc32(self._block))
        tail = np.array(self._checksums, "<u4").tobytes()
        contents = msgspec.json.encode(_Contents(self._entries, self.notes))
        begin = self._at
        end = begin + len(tail) + len(contents)
        places = _OFFSETS.pack(begin, begin + len(tail), end, VERSION)
        self._file.write(tail + contents + _FOOTER.pack(places, zlib.crc32(tail + contents + places), MAGIC))


class ArrayFile:
    """One file, open for reading by any number of threads. Raises ``IndexMismatch`` when it is damaged or not one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise self._damaged(f"cannot be read: {error}") from error
        self._read_contents()

    def _read_contents(self) -> None:
        size = len(self._map) - _FOOTER.size
        if size < 0:
            raise self._damaged("is too short")
        places, checksum, magic = _FOOTER.unpack_from(self._map, size)
        begin, middle, end, version = _OFFSETS.unpack(places)
        if magic != MAGIC or end != size or begin > size or zlib.crc32(self._map[begin:end] + places) != checksum:
            raise self._damaged("has changed since it was written")
        if version != VERSION:
            raise self._damaged(f"has version {version} of its format, and this program reads version {VERSION}")
        self._checksums = np.frombuffer(self._map[begin:middle], "<u4").tolist()
        self._checked = bytearray(len(self._checksums))
        self._size = begin
        contents = msgspec.json.decode(self._map[middle:end], type=_Contents)
        self._entries, self.notes = contents.arrays, contents.notes

    def _damaged(self, what: str) -> IndexMismatch:
        return IndexMismatch(f"The index is damaged: {self._path.name} {what}; build the index again.")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Mapping[str, object]:
        """The names of the arrays."""
        return self._entries

    def array(self, name: str) -> Array:
        """A whole array, checked, as a view of the map that cannot be written to."""
        stored = self.stored(name)
        return stored[0 : len(stored)]

    def stored(self, name: str) -> StoredArray:
        """An array of which slices are checked as they are taken."""
        entry = self._entries[name]
        items: Array = np.frombuffer(self._map, entry.dtype, entry.count, entry.offset)
        return StoredArray(self, items, entry.offset)

    def release(self) -> None:
        """Let go of the memory the map takes; what is read again is mapped again."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def check(self, start: int, stop: int) -> None:
        """Make sure the bytes from start up to stop are as they were written. Raises ``IndexMismatch``."""
        first, last = start // BLOCK_BYTES, -(-stop // BLOCK_BYTES)
        at = self._checked.find(0, first, last)
        while at >= 0:
            block = memoryview(self._map)[at * BLOCK_BYTES : min((at + 1) * BLOCK_BYTES, self._size)]
            if zlib.crc32(block) != self._checksums[at]:
                raise self._damaged("has changed since it was written")
            self._checked[at] = _IS_CHECKED
            at = self._checked.find(0, at + 1, last)


class StoredArray:
    """An array in a file: ``stored[a:b]`` is a checked view of items a up to b."""

    __slots__ = ("_file", "_items", "_offset", "_width")

    def __init__(self, file: ArrayFile, items: Array, offset: int) -> None:
        self._file = file
        self._items = items
        self._offset = offset
        self._width = items.dtype.itemsize

    def __len__(self) -> int:
        return len(self._items)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its items."""
        return self._items.dtype

    def __getitem__(self, wanted: slice) -> Array:
        start, stop = wanted.start, wanted.stop
        if stop > start:
            self._file.check(self._offset + start * self._width, self._offset + stop * self._width)
        return self._items[start:stop]


def to_narrowest_dtype(array: Array) -> Array:
    """The same whole numbers, none below 0, in the narrowest type that holds them."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
