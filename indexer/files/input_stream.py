"""Input paths -> files -> bytes. Knows nothing of their content; a damaged file ends early, and raises nothing."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.files.json_depth import DepthLimiter

_GZIP_MAGIC = b"\x1f\x8b"
_BUFFER_BYTES = 1 << 17


def input_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file of the paths: files as they are, folders as all files below them, sorted by path."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file())
        else:
            yield path


class InputStream(io.RawIOBase):
    """The bytes of a file, decompressed if it is gzip. At damage the stream ends, and ``damage`` gives the reason."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.damage = ""
        self._file: BinaryIO | gzip.GzipFile | None = None
        try:
            self._file = _open(path)
        except OSError as error:
            self.damage = f"the file cannot be read: {error.strerror or error}"

    def readable(self) -> bool:
        """Return True; a file that cannot be opened reads as empty."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read as ``io.RawIOBase`` does; return 0 at the end of the file and at damage."""
        if self._file is None or self.damage:
            return 0
        try:
            data = self._file.read1(len(buffer))  # type: ignore[union-attr]
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.damage = "the gzip file is damaged or cut short here"
            return 0
        except OSError as error:
            self.damage = f"the file cannot be read further: {error.strerror or error}"
            return 0
        return self._fill(buffer, data)

    def _fill(self, buffer: bytearray | memoryview, data: bytes) -> int:
        """Copy the data into the buffer; return the number of bytes copied."""
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()


class DepthLimitedStream(InputStream):
    """The bytes of a JSON file, which end where its brackets are nested too deep to be parsed in bounded memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._limiter = DepthLimiter()

    def _fill(self, buffer: bytearray | memoryview, data: bytes) -> int:
        limited = self._limiter.limit(data)
        if len(limited) < len(data):
            self.damage = "the brackets are nested too deep here"
        return super()._fill(buffer, limited)


def read_head(path: Path, size: int) -> tuple[bytes, str]:
    """Return the first ``size`` bytes of a file, decompressed if it is gzip, and any damage within them."""
    source = InputStream(path)
    with buffered(source) as stream:
        return stream.read(size), source.damage


def buffered(stream: InputStream) -> io.BufferedReader:
    """Return a buffered reader of the stream, which also reads by lines."""
    return io.BufferedReader(stream, _BUFFER_BYTES)


def _open(path: Path) -> BinaryIO | gzip.GzipFile:
    with path.open("rb") as file:
        is_gzip = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    return gzip.GzipFile(path) if is_gzip else path.open("rb")
