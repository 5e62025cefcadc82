"""Paths to files, and files to bytes. Never looks at what the bytes mean, and never raises for a file damaged part-way."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.files.json_depth import DepthLimiter

_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 17


def input_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those under the folders named, each folder in sorted order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        else:
            yield path


class InputStream(io.RawIOBase):
    """A file's bytes, unpacked if it is gzip. Where the file is damaged it ends, and ``damage`` says why."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.damage = ""
        self._file: BinaryIO | gzip.GzipFile | None = None
        try:
            self._file = _opened(path)
        except OSError as error:
            self.damage = f"the file cannot be read: {error.strerror or error}"

    def readable(self) -> bool:
        """Always: what cannot be read is empty."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As ``io.RawIOBase``; 0 at the end and at any damage."""
        if self._file is None or self.damage:
            return 0
        try:
            found = self._file.read1(len(buffer))  # type: ignore[union-attr]
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.damage = "the gzip file is damaged or cut short here"
            return 0
        except OSError as error:
            self.damage = f"the file cannot be read further: {error.strerror or error}"
            return 0
        return self._fill(found, buffer)

    def _fill(self, found: bytes, buffer: bytearray | memoryview) -> int:
        """Hand over what was read."""
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
        super().close()


class DepthLimitedStream(InputStream):
    """The same for a JSON document, which ends where its brackets are nested too deep to be parsed in bounded memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._nesting = DepthLimiter()

    def _fill(self, found: bytes, buffer: bytearray | memoryview) -> int:
        shallow = self._nesting.limit(found)
        if len(shallow) < len(found):
            self.damage = "the brackets are nested too deep here"
        return super()._fill(shallow, buffer)


def read_head(path: Path, size: int) -> tuple[bytes, str]:
    """The first bytes of a file, unpacked if it is gzip, and the damage if there is any so early."""
    source = InputStream(path)
    with buffered(source) as stream:
        return stream.read(size), source.damage


def buffered(stream: InputStream) -> io.BufferedReader:
    """The stream with lines and a buffer."""
    return io.BufferedReader(stream, _CHUNK)


def _opened(path: Path) -> BinaryIO | gzip.GzipFile:
    with path.open("rb") as file:
        packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    return gzip.GzipFile(path) if packed else path.open("rb")
