"""How long a peer takes to be ready, and the memory it has then. ``python -m benchmarks.speed.opening_time PEER FOLDER``."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_TRIALS = 5
_BARE = "import time; print(time.monotonic())"
_TRIAL = "from benchmarks.speed.open_once import main; main()"


@dataclass(frozen=True, slots=True)
class Opening:
    """Milliseconds from the start of a process until the index is open, less what a bare Python takes to start.

    ``opening`` is the part that comes after the imports; ``megabytes`` the memory that is the process's own.
    """

    ready: float
    opening: float
    megabytes: float | None


def opened(name: str, folder: Path) -> Opening:
    """The middle one of some trials, each in a process of its own."""
    bare = median(_bare() for _ in range(_TRIALS))
    trials = []
    _output(_TRIAL, name, str(folder))  # modules are compiled once, as pip does
    for _ in range(_TRIALS):
        began = time.monotonic()
        ready, seconds, megabytes = _output(_TRIAL, name, str(folder)).split()
        held = None if megabytes == "None" else float(megabytes)
        trials.append(Opening((float(ready) - began - bare) * 1000, float(seconds) * 1000, held))
    return sorted(trials, key=lambda trial: trial.ready)[_TRIALS // 2]


def _bare() -> float:
    began = time.monotonic()
    return float(_output(_BARE)) - began


def _output(program: str, *given: str) -> str:
    command = [sys.executable, "-c", program, *given]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=compiled).stdout  # noqa: S603 (our own)


if __name__ == "__main__":
    print(opened(sys.argv[1], Path(sys.argv[2])))
