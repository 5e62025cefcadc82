"""The raw store: HTTP responses as they were fetched, in append-only files. Knows nothing of their content.

    NNNNNN.ndjson.gz    one gzip member for each response, which holds one line of JSON; ``zcat`` reads them all

A response is stored whole or not at all. A process that is killed while it writes leaves an incomplete member at the end of
the last file; readers ignore it, and the next writer truncates it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shlex
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from search.errors import SearchError

MAGIC = b'{"wrans_response":1,'
"""The first bytes of every line, which identify the file format."""

FILE_BYTES = 64 << 20
"""Size at which a file is full and a new one is started."""

_SUFFIX = ".ndjson.gz"
_GZIP_WBITS = 31
"""``wbits`` with which zlib reads gzip headers and checksums."""
_CHUNK_BYTES = 1 << 17


class StoreDamaged(SearchError):
    """A file of the raw store is damaged: the operator has to repair it. The message says how."""


class Response(msgspec.Struct, frozen=True, tag_field="wrans_response", tag=1):
    """One HTTP response: its address, time, status and body, and the SHA-256 of the body in UTF-8."""

    address: str
    fetched_at: datetime
    status: int
    sha256: str
    body: str

    @classmethod
    def of(cls, address: str, status: int, body: str) -> Response:
        """Return the response that was received now."""
        return cls(address, datetime.now(UTC), status, _digest(body), body)


class Position(NamedTuple):
    """The end of a response: the name of its file, and a byte offset. Positions sort in the order of fetching.

    A tuple, because it is compared, stored as a database row and written as a JSON array.
    """

    file: str
    offset: int


START = Position("", 0)
"""The position before the first response."""

_decode = msgspec.json.Decoder(Response).decode


class RawStore:
    """The files of one folder. Any number of processes may read while one appends; the caller holds a lock to append."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: BinaryIO | None = None

    def files(self) -> list[Path]:
        """Return the paths of its files, oldest first."""
        return sorted(self.folder.glob("[0-9]" * 6 + _SUFFIX))

    def read(self, after: Position = START) -> Iterator[tuple[Position, Response]]:
        """Yield every response after a position, and where it ends, in the order of fetching. Raises ``StoreDamaged``."""
        for path in self.files():
            if path.name >= after.file:
                for end, response in read_responses(path, after.offset if path.name == after.file else 0):
                    yield Position(path.name, end), response

    def end(self) -> Position:
        """Return the end of the last whole response. Raises ``StoreDamaged``."""
        files = self.files()
        if not files:
            return START
        ends = [end for end, _ in read_responses(files[-1])]
        return Position(files[-1].name, ends[-1] if ends else 0)

    def contains(self, position: Position) -> bool:
        """Return whether the store reaches as far as a position."""
        path = self.folder / position.file
        return position == START or (path.is_file() and path.stat().st_size >= position.offset)

    def truncate_after(self, end: Position) -> None:
        """Truncate an incomplete response after ``end``, the end of the last whole one."""
        files = self.files()
        if files and files[-1].name >= end.file:
            size = end.offset if files[-1].name == end.file else 0
            if files[-1].stat().st_size > size:
                os.truncate(files[-1], size)

    def append(self, response: Response) -> Position:
        """Append one response and sync it to disk; return its end."""
        file = self._file or self._open()
        file.write(gzip.compress(msgspec.json.encode(response) + b"\n", 6, mtime=0))
        os.fsync(file.fileno())
        end = Position(Path(file.name).name, file.tell())
        if end.offset >= FILE_BYTES:
            self.close()
        return end

    def close(self) -> None:
        """Close the file that is open for appending."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        self.folder.mkdir(parents=True, exist_ok=True)
        files = self.files()
        number = int(files[-1].name.removesuffix(_SUFFIX)) if files else 0
        if not files or files[-1].stat().st_size >= FILE_BYTES:
            number += 1
        self._file = (self.folder / f"{number:06}{_SUFFIX}").open("ab", buffering=0)
        return self._file


def read_responses(path: Path, start: int = 0) -> Iterator[tuple[int, Response]]:
    """Yield every whole response of a file from a byte on, and the byte where it ends. Raises ``StoreDamaged``."""
    intact = start
    try:
        for end, line in _members(path, start):
            response = _decode(line)
            if _digest(response.body) != response.sha256:
                raise _damage(path, intact, "the checksum of the response does not match")
            yield end, response
            intact = end
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damage(path, intact, str(error)) from error


def _damage(path: Path, intact: int, fault: str) -> StoreDamaged:
    """The error for damage after the last intact byte, with the steps to repair it."""
    return StoreDamaged(
        f"{path} is damaged after byte {intact:,} ({fault}). To repair it, stop every harvest and update, truncate the file "
        f"(truncate -s {intact} {shlex.quote(str(path))}), delete the folder harvest of the index, and harvest the same days "
        "again, which fetches the lost responses."
    )


def _members(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the content of each whole gzip member from a byte on, and the byte where it ends."""
    with path.open("rb") as file:
        file.seek(start)
        end, block = start, b""
        while True:
            decompressor, parts = zlib.decompressobj(_GZIP_WBITS), []
            while not decompressor.eof and (block := block or file.read(_CHUNK_BYTES)):
                parts.append(decompressor.decompress(block))
                end, block = end + len(block), b""
            if not decompressor.eof:
                return
            block = decompressor.unused_data
            end -= len(block)
            yield end, b"".join(parts)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
