"""Files of named arrays: written once, front to back; read through a memory map; each block verified the first time it is read.

    arrays     little-endian, each starting at a multiple of 64 bytes
    checksums  uint32: the CRC-32 of every block of 32 KiB of the arrays
    contents   JSON: for each array its dtype, byte offset and number of items; and the file's notes
    footer     48 bytes: three byte offsets (start of the checksums, start of the contents, end of the contents), the version,
               a CRC-32 of checksums, contents and the four numbers before it, eight unused bytes, the magic bytes

A flipped bit raises ``IndexMismatch`` and never gives a wrong answer. Opening a file reads only footer, contents and checksums.
Nothing is copied: the arrays are views of the map, and all processes share the map through the page cache.
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
    """One array of a file; not frozen, because ``count`` grows while the array is written."""

    dtype: str
    offset: int
    count: int


class _Contents(msgspec.Struct, frozen=True):
    arrays: dict[str, _Entry]
    notes: dict[str, Any]


class ArrayFileWriter:
    """Writes one file. ``put`` writes a whole array; ``begin`` starts an array that ``append`` adds items to.

    Use it as a context manager: the file is complete only when the context ends without an exception.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._offset = 0
        self._entries: dict[str, _Entry] = {}
        self._checksums: list[int] = []
        self._block = bytearray()
        self.notes: dict[str, Any] = {}
        self._current = _Entry("", 0, 0)

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
        """Start a one-dimensional array; ``append`` adds its items. Raises ``ValueError`` if the name is already used."""
        self._write(bytes(-self._offset % ALIGNMENT_BYTES))
        self._current = _Entry(np.dtype(dtype).newbyteorder("<").str, self._offset, 0)
        if name in self._entries:
            raise ValueError(f"The array {name} is written twice.")
        self._entries[name] = self._current

    def append(self, array: Array) -> None:
        """Add items to the current array, converted to its dtype. The caller ensures that every value fits the dtype."""
        items = np.ascontiguousarray(array, self._current.dtype)
        self._current.count += items.size
        self._write(items.reshape(-1).view(np.uint8).data)

    @property
    def item_count(self) -> int:
        """Number of items in the current array."""
        return self._current.count

    def _write(self, data: bytes | memoryview) -> None:
        self._offset += self._file.write(data)
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
        self._checksums += [zlib.crc32(rest[start : start + BLOCK_BYTES]) for start in range(0, whole, BLOCK_BYTES)]
        self._block += rest[whole:]

    def _finish(self) -> None:
        self._checksums.append(zlib.crc32(self._block))
        checksums = np.array(self._checksums, "<u4").tobytes()
        contents = msgspec.json.encode(_Contents(self._entries, self.notes))
        start = self._offset
        end = start + len(checksums) + len(contents)
        offsets = _OFFSETS.pack(start, start + len(checksums), end, VERSION)
        footer = _FOOTER.pack(offsets, zlib.crc32(checksums + contents + offsets), MAGIC)
        self._file.write(checksums + contents + footer)


class ArrayFile:
    """One file, open for reading by any number of threads. Raises ``IndexMismatch`` if it is damaged or not an array file."""

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
        offsets, checksum, magic = _FOOTER.unpack_from(self._map, size)
        start, middle, end, version = _OFFSETS.unpack(offsets)
        if magic != MAGIC or end != size or start > size or zlib.crc32(self._map[start:end] + offsets) != checksum:
            raise self._damaged("has changed since it was written")
        if version != VERSION:
            raise self._damaged(f"has version {version} of its format, and this program reads version {VERSION}")
        self._checksums = np.frombuffer(self._map[start:middle], "<u4").tolist()
        self._checked = bytearray(len(self._checksums))
        self._size = start
        contents = msgspec.json.decode(self._map[middle:end], type=_Contents)
        self._entries, self.notes = contents.arrays, contents.notes

    def _damaged(self, problem: str) -> IndexMismatch:
        return IndexMismatch(f"The index is damaged: {self._path.name} {problem}; build the index again.")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Mapping[str, object]:
        """The names of the arrays."""
        return self._entries

    def array(self, name: str) -> Array:
        """Return a whole array, verified, as a read-only view of the map."""
        stored = self.stored(name)
        return stored[0 : len(stored)]

    def stored(self, name: str) -> StoredArray:
        """Return an array whose slices are verified as they are taken."""
        entry = self._entries[name]
        items: Array = np.frombuffer(self._map, entry.dtype, entry.count, entry.offset)
        return StoredArray(self, items, entry.offset)

    def release(self) -> None:
        """Give back the memory that the map uses; pages read later are mapped again."""
        self._map.madvise(mmap.MADV_DONTNEED)

    def check(self, start: int, stop: int) -> None:
        """Verify the blocks that bytes ``start`` to ``stop`` are in. Raises ``IndexMismatch`` if one has changed."""
        first, last = start // BLOCK_BYTES, -(-stop // BLOCK_BYTES)
        number = self._checked.find(0, first, last)
        while number >= 0:
            block = memoryview(self._map)[number * BLOCK_BYTES : min((number + 1) * BLOCK_BYTES, self._size)]
            if zlib.crc32(block) != self._checksums[number]:
                raise self._damaged("has changed since it was written")
            self._checked[number] = _IS_CHECKED
            number = self._checked.find(0, number + 1, last)


class StoredArray:
    """An array in a file: ``stored[a:b]`` is a verified view of items a to b, b excluded."""

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
        """The dtype of its items."""
        return self._items.dtype

    def __getitem__(self, items: slice) -> Array:
        start, stop = items.start, items.stop
        if stop > start:
            self._file.check(self._offset + start * self._width, self._offset + stop * self._width)
        return self._items[start:stop]


class MemoryArrays:
    """Named arrays in memory, with the methods of ``ArrayFile`` and of its writer that lexicons need."""

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}

    def put(self, name: str, array: Array) -> None:
        """Add a whole array."""
        self._arrays[name] = array

    def array(self, name: str) -> Array:
        """Return a whole array."""
        return self._arrays[name]

    def stored(self, name: str) -> Array:
        """Return an array, which is sliced as it is."""
        return self._arrays[name]

    def release(self) -> None:
        """Do nothing: no file is mapped."""

    def to_bytes(self) -> bytes:
        """Return all arrays as bytes, in MessagePack: the dtype and the items of each, by its name."""
        return msgspec.msgpack.encode(
            {name: (array.dtype.newbyteorder("<").str, array.tobytes()) for name, array in self._arrays.items()}
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the arrays of ``to_bytes``, which are read-only. Raises ``IndexMismatch`` if the bytes are not arrays."""
        arrays = cls()
        try:
            for name, (dtype, items) in msgspec.msgpack.decode(raw, type=dict[str, tuple[str, bytes]]).items():
                arrays.put(name, np.frombuffer(items, np.dtype(dtype)))
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise IndexMismatch(f"The index is damaged: its arrays cannot be read ({error}); build the index again.") from error
        return arrays


def to_narrowest_dtype(array: Array) -> Array:
    """Convert non-negative integers to the narrowest unsigned dtype that can represent them all."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
