"""Limits the nesting depth of JSON before it is parsed: the memory of the parser grows with the square of the depth.

Depth is counted in brackets. Brackets inside strings count too; the limit is far above the depth of any real record.
"""

from __future__ import annotations

MAX_DEPTH = 2_000
_BLOCK_BYTES = 1 << 10


class DepthLimiter:
    """Cuts a stream of JSON, given in chunks, where its brackets are nested deeper than ``MAX_DEPTH``."""

    def __init__(self) -> None:
        self._depth = 0

    def limit(self, data: bytes) -> bytes:
        """Return the next chunk, cut before the first block of 1,024 bytes that exceeds ``MAX_DEPTH``."""
        for start in range(0, len(data), _BLOCK_BYTES):
            block = data[start : start + _BLOCK_BYTES]
            self._depth += block.count(b"[") + block.count(b"{")
            if self._depth > MAX_DEPTH:
                return data[:start]
            self._depth = max(0, self._depth - block.count(b"]") - block.count(b"}"))
        return data
