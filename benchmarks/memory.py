"""The memory of a process and its children. Known on Linux only; elsewhere None, and the tables show a dash."""

from __future__ import annotations

import os
import re
import resource
import sys
from pathlib import Path

_PROCESSES = Path("/proc")


def own_megabytes(process: int | None = None) -> float | None:
    """Return the private memory of a process and its children: no mapped files, and shared memory counted once."""
    return _process_tree_megabytes(process or os.getpid(), "Pss_Anon")


def resident_megabytes(process: int) -> float | None:
    """Return the resident memory of a process and its children, including mapped files."""
    return _process_tree_megabytes(process, "Pss")


def peak_megabytes() -> float:
    """Return the peak resident memory of this process. (``ru_maxrss`` is the parent's if that was greater.)"""
    try:
        match = re.search(r"^VmHWM:\s+(\d+) kB$", (_PROCESSES / "self/status").read_text(), re.MULTILINE)
    except OSError:
        match = None
    if match is not None:
        return int(match[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _process_tree_megabytes(process: int, name: str) -> float | None:
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
