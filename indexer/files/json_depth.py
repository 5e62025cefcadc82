"""How deep JSON is nested, told by counting brackets, before a parser whose memory grows by the square of the depth reads it.

Brackets within texts count too, which a limit far beyond any real record allows for.
"""

from __future__ import annotations

MAX_DEPTH = 2_000
_BLOCK = 1 << 10


class DepthLimiter:
    """The depth at the end of what has been looked at so far."""

    def __init__(self) -> None:
        self._depth = 0

    def limit(self, data: bytes) -> bytes:
        """The next bytes, less what stands deeper than ``MAX_DEPTH``, to one block of 1,024 bytes."""
        for start in range(0, len(data), _BLOCK):
            block = data[start : start + _BLOCK]
            self._depth += block.count(b"[") + block.count(b"{")
            if self._depth > MAX_DEPTH:
                return data[:start]
            self._depth = max(0, self._depth - block.count(b"]") - block.count(b"}"))
        return data
