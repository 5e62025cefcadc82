"""The members of a gzip file, one by one. A damaged member is skipped, and reading continues at the next intact member."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Generic, NamedTuple, TypeVar

import msgspec

MAX_MEMBER_BYTES = 80 << 20
"""A member with more content is damage: it would fill the memory. The largest response has 32 MB of JSON, and up to twice that
as a text within JSON."""

MAX_WASTED_BYTES = 1 << 30
"""The most bytes that are read and decompressed in damaged members. After them the rest of the file counts as damage."""

_MAGIC = b"\x1f\x8b\x08"
_WBITS = 31
"""``wbits`` with which zlib reads gzip headers and checksums."""
_CHUNK_BYTES = 1 << 14
_BUFFER_BYTES = 1 << 17

T = TypeVar("T")

Decoder = Callable[[bytes], T]
"""Decodes the content of a member. Raises ``ValueError``, whose message is the reason, if the content is damaged."""


class Member(NamedTuple, Generic[T]):
    """An intact member: its first byte, the byte after its last, and its content as decoded."""

    start: int
    end: int
    content: T


class Damage(msgspec.Struct, frozen=True):
    """The bytes of a file from ``start`` to before ``end`` that are not an intact member, and the reason.

    ``is_truncated`` if the file ends within a member, as it does after a kill while it was written.
    """

    start: int
    end: int
    reason: str
    is_truncated: bool = False


class _Unreadable(Exception):
    """There is no intact member at a byte. ``is_truncated`` if the file ends before the member does."""

    def __init__(self, reason: str, *, is_truncated: bool = False) -> None:
        super().__init__(reason)
        self.is_truncated = is_truncated


def read_members(path: Path, start: int, content_start: bytes, decode: Decoder[T]) -> Iterator[Member[T] | Damage]:
    """Yield each member of a file from a byte on, and the damage between them.

    A member is intact if zlib finds its checksum right, its content begins with ``content_start``, and ``decode`` accepts it.
    """
    with path.open("rb", _BUFFER_BYTES) as file:
        size = file.seek(0, 2)
        reader = _Reader(file, content_start, decode)
        while start < size:
            try:
                member = reader.member_at(start)
            except _Unreadable as fault:
                next_member = reader.next_member(start + 1)
                end = next_member.start if next_member else size
                yield Damage(start, end, str(fault), is_truncated=fault.is_truncated and next_member is None)
                if next_member is None:
                    return
                member = next_member
            yield member
            start = member.end


class _Reader(Generic[T]):
    """Reads single members of an open file."""

    def __init__(self, file: BinaryIO, content_start: bytes, decode: Decoder[T]) -> None:
        self._file = file
        self._content_start = content_start
        self._decode = decode
        self._wasted_bytes = 0

    def member_at(self, start: int) -> Member[T]:
        """Return the member that begins at a byte. Raises ``_Unreadable``."""
        parts: list[bytes] = []
        try:
            end = self._decompress(start, parts)
            return Member(start, end, self._decode(b"".join(parts)))
        except (zlib.error, ValueError, _Unreadable) as error:
            self._wasted_bytes += self._file.tell() - start + sum(map(len, parts))
            raise _Unreadable(str(error), is_truncated=isinstance(error, _Unreadable) and error.is_truncated) from error

    def _decompress(self, start: int, parts: list[bytes]) -> int:
        """Append the content of the member at a byte to ``parts``; return the byte after the member."""
        self._file.seek(start)
        decompressor, size, beginning = zlib.decompressobj(_WBITS), 0, b""
        while not decompressor.eof:
            block = self._file.read(_CHUNK_BYTES)
            if not block:
                raise _Unreadable("the file ends within the response", is_truncated=True)
            start += len(block)
            parts.append(decompressor.decompress(block))
            size += len(parts[-1])
            beginning += parts[-1][: len(self._content_start) - len(beginning)]
            if not self._content_start.startswith(beginning):
                raise _Unreadable("it does not begin as a stored response does")
            if size > MAX_MEMBER_BYTES:
                raise _Unreadable(f"the response is larger than {MAX_MEMBER_BYTES:,} bytes")
        return start - len(decompressor.unused_data)

    def next_member(self, start: int) -> Member[T] | None:
        """Return the first intact member that begins at a byte or later."""
        for candidate in self._magic_bytes(start):
            if self._wasted_bytes > MAX_WASTED_BYTES:
                return None
            try:
                return self.member_at(candidate)
            except _Unreadable:
                continue
        return None

    def _magic_bytes(self, start: int) -> Iterator[int]:
        """Yield each byte from ``start`` on where the first bytes of a gzip member are."""
        while True:
            self._file.seek(start)
            block = self._file.read(_BUFFER_BYTES)
            offset = block.find(_MAGIC)
            while offset >= 0:
                yield start + offset
                offset = block.find(_MAGIC, offset + 1)
            if len(block) < _BUFFER_BYTES:
                return
            start += len(block) - len(_MAGIC) + 1
