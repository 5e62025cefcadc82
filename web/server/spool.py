"""The output buffer of a connection: a little in memory, the rest in an unnamed temporary file of bounded size.

So a thread is free for the next request as soon as it has made a response, however slowly the client reads it.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque

MEMORY_BYTES = 1 << 17
"""The bytes of a response that are buffered in memory. For a thousand slow clients that is 131 MB."""

SEND_BYTES = 1 << 17
"""The most that is read from the file to be sent at once."""


class Spool:
    """The number of bytes on disk of all responses of this process, and its limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._used = 0
        self._lock = threading.Lock()

    def add(self, count: int) -> None:
        """Add to the number of bytes on disk; a negative number is of bytes that were freed."""
        with self._lock:
            self._used += count

    @property
    def used(self) -> int:
        """The bytes on disk."""
        return self._used

    @property
    def is_half_full(self) -> bool:
        """Whether the spool is more than half full. Then the minimum rate of clients is higher."""
        return self._used * 2 > self.limit

    def has_room(self, waiting: int) -> bool:
        """Whether a response with ``waiting`` buffered bytes may continue: no response uses more than half of the spool."""
        return waiting < MEMORY_BYTES or (self._used < self.limit and waiting * 2 < self.limit)


class SpooledBuffer:
    """The unsent bytes of one connection, oldest first, with the interface of ``waitress.buffers``.

    Bytes are appended in memory up to ``MEMORY_BYTES``, then to a file, until the file has been sent and is closed.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._memory: deque[bytes] = deque()
        self._in_memory = 0
        self._file: int | None = None
        self._start = self._end = 0

    def __len__(self) -> int:
        return self._in_memory + self._end - self._start

    def __bool__(self) -> bool:
        return len(self) > 0

    def append(self, data: bytes) -> None:
        """Add bytes at the end. Raises ``OSError`` if the disk is full."""
        if self._file is None and self._in_memory + len(data) <= MEMORY_BYTES:
            self._memory.append(bytes(data))
            self._in_memory += len(data)
            return
        if self._file is None:
            self._file = _temporary_file()
        rest = memoryview(data)
        while rest:
            count = _write(self._file, rest, self._end)
            self._end += count
            self._spool.add(count)
            rest = rest[count:]

    def get(self, count: int = -1) -> bytes:
        """Return some of the first bytes, at most ``count``, without removing them."""
        count = SEND_BYTES if count < 0 else min(count, SEND_BYTES)
        if self._memory:
            return self._memory[0][:count]
        if self._file is None:
            return b""
        return os.pread(self._file, min(count, self._end - self._start), self._start)

    def skip(self, count: int, _prune: bool = False) -> None:
        """Remove the first ``count`` bytes, which ``get`` has returned."""
        if self._memory:
            first = self._memory.popleft()
            if count < len(first):
                self._memory.appendleft(first[count:])
            self._in_memory -= count
            return
        self._start += count
        if self._start == self._end:
            self._close_file()

    def close(self) -> None:
        """Discard the bytes."""
        self._memory.clear()
        self._in_memory = 0
        self._close_file()

    def _close_file(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._spool.add(-self._end)
            self._file, self._start, self._end = None, 0, 0


def _write(descriptor: int, data: memoryview, start: int) -> int:
    """Write some bytes. The folder is added to an ``OSError``: that of a full disk has no file name."""
    try:
        return os.pwrite(descriptor, data, start)
    except OSError as error:
        error.filename = tempfile.gettempdir()
        raise


def _temporary_file() -> int:
    """Open an unnamed file, which is deleted when its descriptor is closed."""
    descriptor, path = tempfile.mkstemp(prefix="wrans-answer-")
    os.unlink(path)
    return descriptor
