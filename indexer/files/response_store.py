"""The raw store: HTTP responses as they were fetched, in append-only files. It does not decode them.

    NNNNNN.ndjson.gz    one gzip member for each response, which holds one line of JSON; ``zcat`` reads them all

A response is stored whole or not at all. A process that is killed while it writes leaves an incomplete member at the end of
the last file; readers ignore it, and the next writer truncates it. If a file is damaged anywhere else, readers skip the
damaged responses and continue at the next intact one. ``repair`` leaves the damaged bytes out.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from indexer.files.gzip_members import Damage, Member, read_members
from search.errors import naming_full_disk

MAGIC = b'{"wrans_response":1,'
"""The first bytes of every line, which identify the file format."""

FILE_BYTES = 64 << 20
"""Size at which a file is full and a new one is started."""

_SUFFIX = ".ndjson.gz"
_FILE_NAMES = "[0-9]" * 6 + _SUFFIX
_NEW_SUFFIX = ".new"
_COPIED_BYTES = 1 << 20


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
        return sorted(self.folder.glob(_FILE_NAMES))

    def scan(self, after: Position = START) -> Iterator[tuple[Position, Response | Damage]]:
        """Yield every response after a position, and all damage, with where each ends, in the order of fetching."""
        for path in self.files():
            if path.name >= after.file:
                for part in read_responses(path, after.offset if path.name == after.file else 0):
                    yield Position(path.name, part.end), part.content if isinstance(part, Member) else part

    def read(self, after: Position = START) -> Iterator[tuple[Position, Response]]:
        """Yield every intact response after a position, and where it ends, in the order of fetching."""
        for position, part in self.scan(after):
            if isinstance(part, Response):
                yield position, part

    def end(self) -> Position:
        """Return the end of the last intact response of the last file."""
        files = self.files()
        if not files:
            return START
        ends = [part.end for part in read_responses(files[-1]) if isinstance(part, Member)]
        return Position(files[-1].name, ends[-1] if ends else 0)

    def damage(self) -> list[tuple[Path, Sequence[Damage]]]:
        """Return each file that has damage, with its damage. Reads the whole store."""
        parts = ((path, [part for part in read_responses(path) if isinstance(part, Damage)]) for path in self.files())
        return [(path, damage) for path, damage in parts if damage]

    def repair(self, path: Path, damage: Sequence[Damage]) -> None:
        """Remove the damaged bytes of a file: write the others to a new file, and rename it over the old one.

        A process that reads the file meanwhile reads the old one to its end. The caller holds the lock to append.
        """
        new_path = path.with_name(path.name + _NEW_SUFFIX)
        with path.open("rb") as old, new_path.open("wb") as new:
            start = 0
            for part in damage:
                _copy(old, new, start, part.start)
                start = part.end
            _copy(old, new, start, os.fstat(old.fileno()).st_size)
            new.flush()
            os.fsync(new.fileno())
        os.replace(new_path, path)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def remove_unfinished(self) -> None:
        """Remove the unfinished files of a repair that was killed."""
        for path in self.folder.glob(_FILE_NAMES + _NEW_SUFFIX):
            path.unlink()

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
        with naming_full_disk(self.folder):
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


def read_responses(path: Path, start: int = 0) -> Iterator[Member[Response] | Damage]:
    """Yield every intact response of a file from a byte on, and the damage between them.

    An incomplete response at the end of the file is none, unless the store has a later file: the next writer truncates it.
    """
    for part in read_members(path, start, MAGIC, _decode_response):
        if isinstance(part, Member) or not part.is_truncated or _has_next_file(path):
            yield part


def has_responses(path: Path) -> bool:
    """Whether there is an intact response anywhere in a file, however damaged its beginning is."""
    return any(isinstance(part, Member) for part in read_responses(path))


def _decode_response(line: bytes) -> Response:
    """Return the response in a line. Raises ``ValueError`` if it is damaged."""
    try:
        response = _decode(line)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if _digest(response.body) != response.sha256:
        raise ValueError("the checksum of the response does not match")
    return response


def _has_next_file(path: Path) -> bool:
    """Whether a file of the store is followed by another, so that nothing is appended to it any more."""
    return any(other.name > path.name for other in path.parent.glob(_FILE_NAMES)) and path.match(_FILE_NAMES)


def _copy(old: BinaryIO, new: BinaryIO, start: int, end: int) -> None:
    """Copy the bytes from ``start`` to before ``end``."""
    old.seek(start)
    while start < end:
        block = old.read(min(_COPIED_BYTES, end - start))
        new.write(block)
        start += len(block)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
