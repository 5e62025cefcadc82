"""Input paths -> files -> bytes. Knows nothing of their content; a damaged file ends early, and raises nothing."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import IO

from indexer.files.decompression import GZIP_MAGIC, GzipDamaged, decompressed
from indexer.files.json_depth import DepthLimiter
from indexer.files.size_limits import MAX_RECORD_BYTES, too_long
from indexer.files.text_encodings import to_utf_8
from indexer.files.zip_archives import DAMAGED_CONTENT, MEMBER_ERRORS, is_damaged_archive, members, open_member

_BUFFER_BYTES = 1 << 17
_BLOCK_BYTES = 1 << 14
"""Bytes that are decompressed at once: gzip makes at most a thousand times as many of them."""


def input_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file of the paths: files as they are, folders and zip archives as all files below them, sorted by path."""
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            yield from members(file)


class InputStream(io.RawIOBase):
    """The bytes of a file, decompressed if it is gzip, in UTF-8 if it is in UTF-16.

    ``is_compressed``, true for gzip and for a member of a zip archive, is known after the first read.
    At damage the stream ends, and ``damage`` gives the reason and how much of the file could not be read. ``is_doubtful`` is
    then true where the content up to there may be wrong too: it was compressed, and its checksum cannot be right.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.damage = ""
        self.is_compressed = False
        self.is_doubtful = False
        self._chunks = to_utf_8(self._read(path))
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        """Return True; a file that cannot be opened reads as empty."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read as ``io.RawIOBase`` does; return 0 at the end of the file and at damage."""
        while not self._pending:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._pending = memoryview(chunk)
        data, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file."""
        self._chunks.close()  # type: ignore[attr-defined]
        super().close()

    def _read(self, path: Path) -> Iterator[bytes]:
        """Yield the content of the file; at damage, set ``damage`` and stop."""
        try:
            with _open(path) as file:
                blocks = iter(lambda: file.read(_BLOCK_BYTES), b"")
                first = next(blocks, b"")
                if is_damaged_archive(path, first):
                    self.damage = "the zip file is damaged: its list of files cannot be read; it could not be counted"
                    return
                blocks = chain([first], blocks)
                is_gzip = first.startswith(GZIP_MAGIC)
                self.is_compressed = is_gzip or not path.is_file()
                yield from decompressed(blocks) if is_gzip else blocks
        except GzipDamaged as damage:
            self.is_doubtful = damage.is_content_doubtful
            self.damage = f"the gzip file is damaged or cut short here; {_uncounted(damage.rest_bytes)}"
        except (*MEMBER_ERRORS, zlib.error) as error:
            self.is_doubtful = isinstance(error, DAMAGED_CONTENT)
            self.damage = f"the file in the zip file is damaged or encrypted ({error}); {_uncounted(0)}"
        except OSError as error:
            self.damage = f"the file cannot be read: {error.strerror or error}"


class SingleItemStream(InputStream):
    """The bytes of one JSON object, which end where it is too long or nested too deep to be parsed in bounded memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._chunks = self._limited(self._chunks)

    def _limited(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        limiter, size = DepthLimiter(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_RECORD_BYTES:
                self.damage = too_long("object", MAX_RECORD_BYTES)
                return
            limited = limiter.limit(chunk)
            yield limited
            if len(limited) < len(chunk):
                self.damage = f"the brackets are nested too deep here; {_uncounted(0)}"
                return


def read_head(path: Path, size: int) -> tuple[bytes, str]:
    """Return the first ``size`` bytes of a file, decompressed if it is gzip, and any damage within them."""
    source = InputStream(path)
    with buffered(source) as stream:
        return stream.read(size), source.damage


def has_doubtful_content(path: Path) -> bool:
    """Return whether a file is compressed and its content damaged, so that any record of it may be wrong.

    Reads a compressed file to its end, where its checksum is.
    """
    source = InputStream(path)
    with buffered(source) as stream:
        while stream.read(_BUFFER_BYTES) and source.is_compressed:
            pass
    return source.is_doubtful


def buffered(stream: InputStream) -> io.BufferedReader:
    """Return a buffered reader of the stream, which also reads by lines."""
    return io.BufferedReader(stream, _BUFFER_BYTES)


def _open(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except NotADirectoryError:
        member = open_member(path)
        if member is None:
            raise
        return member


def _uncounted(rest_bytes: int) -> str:
    size = f", {rest_bytes:,} bytes," if rest_bytes else ""
    return f"the rest of the file{size} could not be counted"
