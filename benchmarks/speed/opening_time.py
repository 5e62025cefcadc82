"""Measure how long a peer takes to open an index: ``python -m benchmarks.speed.opening_time PEER FOLDER``."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import msgspec

_RUNS = 5
_EMPTY_PROGRAM = "import time; print(time.monotonic())"
_OPEN_PROGRAM = "from benchmarks.speed.open_once import main; main()"


class Opening(msgspec.Struct, frozen=True):
    """Milliseconds from the start of a process until the index is open, less the start-up time of an empty Python program.

    ``opening_milliseconds`` is the part that comes after the imports; ``megabytes`` the memory that is the process's own.
    """

    ready_milliseconds: float
    opening_milliseconds: float
    megabytes: float | None


def measure_opening(name: str, folder: Path) -> Opening:
    """Return the median of several runs, each in a separate process."""
    startup = median(_python_startup_seconds() for _ in range(_RUNS))
    openings = []
    _output(_OPEN_PROGRAM, name, str(folder))  # compiles the modules, as pip does when it installs them
    for _ in range(_RUNS):
        start = time.monotonic()
        ready, seconds, megabytes = _output(_OPEN_PROGRAM, name, str(folder)).split()
        own_megabytes = None if megabytes == "None" else float(megabytes)
        openings.append(Opening((float(ready) - start - startup) * 1000, float(seconds) * 1000, own_megabytes))
    return sorted(openings, key=lambda opening: opening.ready_milliseconds)[_RUNS // 2]


def _python_startup_seconds() -> float:
    start = time.monotonic()
    return float(_output(_EMPTY_PROGRAM)) - start


def _output(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment).stdout  # noqa: S603 (our own program)


if __name__ == "__main__":
    print(measure_opening(sys.argv[1], Path(sys.argv[2])))
