"""The limits of one server process, and the number of open files that they need."""

from __future__ import annotations

import logging
import resource

import msgspec

HEADER_SECONDS = 15.0
"""A request has to bring its whole header in this time, counted from its first byte, or from connecting for the first one."""

REQUEST_SECONDS = 30.0
"""A request has to be whole in this time."""

IDLE_SECONDS = 120
"""A connection without a request is closed after this time. It is longer than the 60 s of nginx, which then closes first."""

RATE_SECONDS = 60.0
"""The time over which the rate of a reader is averaged."""

MIN_RATE = 1_000
"""Bytes a second. The connection of a slower reader is closed."""

MIN_RATE_WHEN_HALF_FULL = 32_000
"""The same while the spool of the process is more than half full."""

MAX_BODY_BYTES = 1 << 16
"""Limit of a request body. No page of the site reads a body."""

MAX_HEADER_BYTES = 1 << 15
"""Limit of a request's first line and headers together."""

MAX_DISCARDED_BYTES = 1 << 20
"""The bytes of a longer request that are read, and forgotten, before it is refused."""

FILES_OF_A_CONNECTION = 2
"""Its socket, and the file that its answer waits in."""

FILES_OF_THE_REST = 200
"""The open files of two builds of the index, of workbooks that are being written, and of the log."""

_log = logging.getLogger("wrans.server")


class Limits(msgspec.Struct, frozen=True):
    """The limits of one process.

    ``threads`` answer requests; ``connections`` are open at once, ``connections_per_address`` of them from one client;
    ``spool_bytes`` wait on disk for slow readers. ``proxy`` is the address whose X-Forwarded-For is believed, or "".
    ``concurrency`` requests of one client that are not costly run at once.
    """

    threads: int
    connections: int = 1_000
    connections_per_address: int = 100
    spool_bytes: int = 1 << 30
    proxy: str = ""
    concurrency: int = 1


def open_files_for(connections: int) -> int:
    """Let this process open the files that its connections need. Returns the number of connections that it can keep open."""
    needed = connections * FILES_OF_A_CONNECTION + FILES_OF_THE_REST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed == needed:
        return connections
    possible = max(1, (allowed - FILES_OF_THE_REST) // FILES_OF_A_CONNECTION)
    _log.warning(
        "The system allows this process %d open files, and %d connections need %d: it keeps %d connections.",
        *(allowed, connections, needed, possible),
    )
    return possible
