"""Points in long work at which a thread may let others go first. Whether and how long it waits there, the server decides.

All threads share Python's lock, and it knows no priorities: a search that computes for a second slows every page that is made
meanwhile. So what may take long passes a yield point every few milliseconds. Where no server answers, this does nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class _Local(threading.local):
    give_way: Callable[[], object] | None = None
    """What the work of this thread calls at its yield points."""


_local = _Local()


def yield_point() -> None:
    """Let other threads go first, if the work of this thread has to. Never called while a lock is held that they need."""
    if _local.give_way is not None:
        _local.give_way()


@contextmanager
def giving_way(give_way: Callable[[], object]) -> Iterator[None]:
    """Call ``give_way`` at each yield point that this thread passes in the block."""
    _local.give_way = give_way
    try:
        yield
    finally:
        _local.give_way = None
