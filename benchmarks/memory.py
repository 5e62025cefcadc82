"""What memory a process and its children hold. Linux tells; elsewhere it is unknown, and the tables show a dash."""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

_PROCESSES = Path("/proc")


def own_megabytes(process: int | None = None) -> float | None:
    """What is theirs alone: files they have mapped are left out, and what they share counts once."""
    return _family(process or os.getpid(), "Pss_Anon")


def resident_megabytes(process: int) -> float | None:
    """All that is in memory for them, mapped files with it."""
    return _family(process, "Pss")


def peak_megabytes() -> float:
    """The most this process had in memory at once. (What the system calls its greatest is its parent's, when that was more.)"""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", (_PROCESSES / "self/status").read_text(), re.MULTILINE)
    except OSError:
        found = None
    if found is not None:
        return int(found[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _family(process: int, name: str) -> float | None:
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB$", (_PROCESSES / str(process) / "smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return None
    if found is None:
        return None
    return int(found[1]) * 1024 / 1e6 + sum(_family(child, name) or 0 for child in _children(process))


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in (_PROCESSES / str(process) / "task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:  # it has ended meanwhile
            continue
    return found
