"""Whose turn it is to change what only one process may change at a time: others wait, or give up with a clear word."""

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

WAIT_SECONDS = 600.0
"""How long a command waits for its turn, unless it is told otherwise."""

_LOOK_EVERY = 0.2


class LockTimeout(SearchError):
    """The operator's move: another process has been at it all the while."""


@contextmanager
def exclusive(lock: Path, doing: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of a file, which says who does what. Ends with the process, however that ends. Raises ``LockTimeout``."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait_seconds
        is_told = False
        while not _locked(file):
            other = lock.read_text("utf-8").strip() or "another process"
            if time.monotonic() >= deadline:
                raise LockTimeout(f"{doing} gave up after {wait_seconds:.0f} seconds of waiting for {other}; try again later.")
            if not is_told:
                print(f"{doing} waits for {other}.", file=sys.stderr, flush=True)
                is_told = True
            time.sleep(_LOOK_EVERY)
        file.truncate(0)
        file.write(f"{doing} (process {os.getpid()})\n")
        file.flush()
        yield


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
