"""The memory of processes. That of a process with its children is known on Linux only: elsewhere it is None."""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

_PROCESSES = Path("/proc")


def own_megabytes(process: int | None = None) -> float | None:
    """Return the anonymous memory of a process (None: this one) and its children, in megabytes; shared pages count once."""
    return _process_tree_megabytes(process or os.getpid(), "Pss_Anon")


def resident_megabytes(process: int) -> float | None:
    """Return the resident memory of a process and its children, in megabytes, with mapped files; shared pages count once."""
    return _process_tree_megabytes(process, "Pss")


def peak_megabytes() -> float:
    """Return the peak resident memory of this process, in megabytes. Where there is no ``/proc``, the parent's if greater."""
    try:
        match = re.search(r"^VmHWM:\s+(\d+) kB$", (_PROCESSES / "self/status").read_text(), re.MULTILINE)
    except OSError:
        match = None
    if match is not None:
        return int(match[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _process_tree_megabytes(process: int, name: str) -> float | None:
    """Return a field of ``smaps_rollup`` for a process and its children, added up; None if the process has none."""
    try:
        match = re.search(rf"^{name}:\s+(\d+) kB$", (_PROCESSES / str(process) / "smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return None
    if match is None:
        return None
    return int(match[1]) * 1024 / 1e6 + sum(_process_tree_megabytes(child, name) or 0 for child in _children(process))


def _children(process: int) -> list[int]:
    children: list[int] = []
    for path in (_PROCESSES / str(process) / "task").glob("*/children"):
        try:
            children += map(int, path.read_text().split())
        except OSError:  # the process has ended
            continue
    return children
