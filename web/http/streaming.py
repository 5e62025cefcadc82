"""Bodies that are sent while they are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MIN_CHUNK_BYTES = 1 << 16


def chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in chunks of at least ``MIN_CHUNK_BYTES``, but for the last.

    An error of ``pieces`` is raised before the last chunk is sent. It breaks the connection, so that clients do not take an
    incomplete file for a complete one.
    """
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        if len(buffer) >= MIN_CHUNK_BYTES:
            yield bytes(buffer)
            buffer.clear()
    if buffer:
        yield bytes(buffer)
