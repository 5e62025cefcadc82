"""A file lock: one process at a time fetches or changes an index; others wait, or raise ``LockTimeout``."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from search.errors import SearchError

WRITE_LOCK = "WRITE_LOCK"
"""Name of the file, in the index folder, that a process locks to change the index."""

FETCH_LOCK = "FETCH_LOCK"
"""Name of the file, in the harvest folder, that a process locks to fetch from the source."""

WAIT_SECONDS = 600.0
"""The default time that a command waits for a lock."""

_POLL_SECONDS = 0.2
_NAMING_SECONDS = 2.0
"""The time that a process may take, on a busy machine, between getting the lock and writing its name."""


class LockTimeout(SearchError):
    """Another process held the lock for the whole waiting time: the operator has to try again later."""


@contextmanager
def exclusive(lock: Path, activity: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold an exclusive lock on a file, and write the activity and process id into it for as long.

    The operating system releases the lock when the process ends, however it ends. Raises ``LockTimeout`` if another process
    does not release it within ``wait_seconds``.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW  # a symbolic link could lead to any file
    with os.fdopen(os.open(lock, flags, 0o666), "a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait_seconds
        has_reported = False
        while not _try_lock(file):
            holder = _holder(lock)
            if time.monotonic() >= deadline:
                raise LockTimeout(
                    f"{activity} gave up after {wait_seconds:.0f} seconds of waiting for {holder}; try again later."
                )
            if not has_reported:
                print(f"{activity} waits for {holder}.", file=sys.stderr, flush=True)
                has_reported = True
            time.sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(f"{activity} (process {os.getpid()})\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _holder(lock: Path) -> str:
    """Return the activity and process that a lock file names. A process that has only just got the lock is waited for."""
    deadline = time.monotonic() + _NAMING_SECONDS
    while not (name := lock.read_text("utf-8").strip()) and time.monotonic() < deadline:
        time.sleep(_NAMING_SECONDS / 100)
    return name or "another process"


def _try_lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
