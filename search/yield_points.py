"""Yield points: places in long work where a thread may pause so that other threads run. The server decides how long it pauses.

All threads share Python's global interpreter lock (GIL), which has no priorities: a search that computes for one second slows
every page that is rendered in that second. So long work passes a yield point every few milliseconds. Outside a server a yield
point does nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Local(threading.local):
    pause: Callable[[], object] | None = None
    """The function that this thread calls at each yield point; None outside a server."""


_local = _Local()


def yield_point() -> None:
    """Pause this thread if its request has to. The thread must not hold a lock that other threads need."""
    if _local.pause is not None:
        _local.pause()


@contextmanager
def pausing(pause: Callable[[], object]) -> Iterator[None]:
    """Call ``pause`` at each yield point that this thread passes in the block."""
    _local.pause = pause
    try:
        yield
    finally:
        _local.pause = None
