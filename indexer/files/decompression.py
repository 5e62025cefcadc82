"""Decompresses gzip up to any damage. Returns every byte before it, and the number of bytes after it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WBITS = 31
"""``wbits`` with which zlib reads gzip headers and checksums."""


class GzipDamaged(Exception):
    """A gzip file is damaged or cut short. ``rest_bytes`` is the number of compressed bytes after the damage.

    ``is_content_doubtful`` is true if the damage is in the content of a member. Decompression notices damage some bytes after
    it, and the member's checksum is at its end, so all content of the member may be wrong.
    """

    def __init__(self, rest_bytes: int, *, is_content_doubtful: bool) -> None:
        super().__init__(rest_bytes)
        self.rest_bytes = rest_bytes
        self.is_content_doubtful = is_content_doubtful


def decompressed(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content of the gzip members whose bytes ``blocks`` yields. Raises ``GzipDamaged`` at the damage.

    Zero bytes after a member are padding.
    """
    decompressor = zlib.decompressobj(_GZIP_WBITS)
    block, is_started, has_content = b"", False, False
    while block := block or next(blocks, b""):
        if not is_started and not block.strip(b"\0"):
            block = b""
            continue
        before = decompressor.copy()
        try:
            content = decompressor.decompress(block)
        except zlib.error:
            intact, good_bytes = _up_to_the_damage(before, block)
            yield intact
            rest_bytes = len(block) - good_bytes + sum(map(len, blocks))
            raise GzipDamaged(rest_bytes, is_content_doubtful=has_content or bool(intact)) from None
        yield content
        block, is_started = decompressor.unused_data, not decompressor.eof
        has_content = is_started and (has_content or bool(content))
        if decompressor.eof:
            decompressor = zlib.decompressobj(_GZIP_WBITS)
    if is_started:
        raise GzipDamaged(0, is_content_doubtful=False)


def _up_to_the_damage(decompressor: zlib._Decompress, block: bytes) -> tuple[bytes, int]:
    """Return the decompressed bytes of a damaged block before the damage, and the number of compressed bytes before it."""
    content = bytearray()
    for position in range(len(block)):
        try:
            content += decompressor.decompress(block[position : position + 1])
        except zlib.error:
            return bytes(content), position
    return bytes(content), len(block)
