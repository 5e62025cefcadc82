"""A port for a server that a test or a benchmark starts in another process."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress

FIRST, LAST = 20_000, 32_767
"""Linux gives connections ports from 32,768. A port that it chose was once taken by a connection before the server had it."""


def free_port() -> int:
    """Return a port that nothing listens on, and that no connection will take."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST + 1)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
