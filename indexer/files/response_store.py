"""The answers of a source as they were fetched, in files that are only ever added to. Knows nothing of what they say.

    NNNNNN.ndjson.gz    one gzip member an answer, each a line of JSON: ``zcat`` reads them all

An answer is there whole or not at all: what a kill leaves of one is a torn member at the end of the last file, which readers
pass over and the next writer cuts off.
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
"""How every line begins: by this a file is known."""

FILE_BYTES = 64 << 20
"""A file that has grown to this is followed by the next."""

_SUFFIX = ".ndjson.gz"
_GZIP = 31
"""The window of zlib that reads gzip's own header and checksum."""
_CHUNK = 1 << 17


class StoreDamaged(SearchError):
    """The operator's move: what was kept cannot be read back as it was written."""


class Response(msgspec.Struct, frozen=True, tag_field="wrans_response", tag=1):
    """One answer: where it was asked for, when it came, its HTTP status, its text and the SHA-256 of that text in UTF-8."""

    address: str
    fetched_at: datetime
    status: int
    sha256: str
    body: str

    @classmethod
    def of(cls, address: str, status: int, body: str) -> Response:
        """One that has just come."""
        return cls(address, datetime.now(UTC), status, _digest(body), body)


class Position(NamedTuple):
    """The end of an answer: the name of its file, and a number of bytes. They sort in the order of fetching."""

    file: str
    offset: int


START = Position("", 0)
_decode = msgspec.json.Decoder(Response).decode


class RawStore:
    """The files of one folder. Many may read while one appends; that it is one, a lock elsewhere sees to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: BinaryIO | None = None

    def files(self) -> list[Path]:
        """Its files, oldest first."""
        return sorted(self.folder.glob("[0-9]" * 6 + _SUFFIX))

    def read(self, after: Position = START) -> Iterator[tuple[Position, Response]]:
        """Every answer after a position, in the order of fetching. Raises ``StoreDamaged``."""
        for path in self.files():
            if path.name >= after.file:
                for end, response in read_responses(path, after.offset if path.name == after.file else 0):
                    yield Position(path.name, end), response

    def end(self) -> Position:
        """The end of the last whole answer. Raises ``StoreDamaged``."""
        files = self.files()
        if not files:
            return START
        ends = [end for end, _ in read_responses(files[-1])]
        return Position(files[-1].name, ends[-1] if ends else 0)

    def contains(self, position: Position) -> bool:
        """Whether there is as much here as a position says."""
        path = self.folder / position.file
        return position == START or (path.is_file() and path.stat().st_size >= position.offset)

    def truncate_after(self, end: Position) -> None:
        """Cut off what a kill has left of an answer: whatever is behind the last whole one, which ends at ``end``."""
        files = self.files()
        if files and files[-1].name >= end.file:
            whole = end.offset if files[-1].name == end.file else 0
            if files[-1].stat().st_size > whole:
                os.truncate(files[-1], whole)

    def append(self, response: Response) -> Position:
        """Add one answer; it is on the disk when this returns."""
        file = self._file or self._open()
        file.write(gzip.compress(msgspec.json.encode(response) + b"\n", 6, mtime=0))
        os.fsync(file.fileno())
        end = Position(Path(file.name).name, file.tell())
        if end.offset >= FILE_BYTES:
            self.close()
        return end

    def close(self) -> None:
        """Let go of the file that is appended to."""
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
    """Every whole answer of a file from a byte on, each with the byte it ends at. Raises ``StoreDamaged``."""
    sound = start
    try:
        for end, line in _members(path, start):
            found = _decode(line)
            if _digest(found.body) != found.sha256:
                raise _damage(path, sound, "the answer there is not the one that was fetched")
            yield end, found
            sound = end
    except (zlib.error, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damage(path, sound, str(error)) from error


def _damage(path: Path, sound: int, fault: str) -> StoreDamaged:
    """What is wrong behind the last sound byte, and how to have it mended."""
    return StoreDamaged(
        f"{path} is damaged behind byte {sound:,} ({fault}). To mend it while nothing fetches: cut it there "
        f"(truncate -s {sound} {shlex.quote(str(path))}), delete the folder harvest of the index, and run harvest over the "
        "same days again, which fetches what is lacking."
    )


def _members(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    """What each gzip member from a byte on holds, and where it ends; a torn one at the end of the file is none."""
    with path.open("rb") as file:
        file.seek(start)
        end, block = start, b""
        while True:
            unpacking, parts = zlib.decompressobj(_GZIP), []
            while not unpacking.eof and (block := block or file.read(_CHUNK)):
                parts.append(unpacking.decompress(block))
                end, block = end + len(block), b""
            if not unpacking.eof:
                return
            block = unpacking.unused_data
            end -= len(block)
            yield end, b"".join(parts)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
