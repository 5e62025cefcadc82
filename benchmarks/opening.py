"""How long a peer takes to be ready, and what it holds then. ``python -m benchmarks.opening PEER FOLDER`` is one trial."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import peers
from benchmarks.memory import own_megabytes

_TRIALS = 5
_BARE = "import time; print(time.monotonic())"


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
    _output([sys.executable, "-m", "benchmarks.opening", name, str(folder)])  # modules are compiled once, as pip does
    for _ in range(_TRIALS):
        began = time.monotonic()
        said = _output([sys.executable, "-m", "benchmarks.opening", name, str(folder)])
        ready, opening, megabytes = json.loads(said)
        trials.append(Opening((ready - began - bare) * 1000, opening * 1000, megabytes))
    return sorted(trials, key=lambda trial: trial.ready)[_TRIALS // 2]


def _bare() -> float:
    began = time.monotonic()
    return float(_output([sys.executable, "-c", _BARE])) - began


def _output(command: list[str]) -> str:
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=compiled).stdout  # noqa: S603 (our own)


def main(name: str, folder: Path) -> None:
    """Open, and print the time on the clock, the seconds it took, and the megabytes held."""
    kind = peers.named(name)
    began = time.perf_counter()
    peer = kind(folder)
    seconds = time.perf_counter() - began
    print(json.dumps([time.monotonic(), seconds, own_megabytes()]))
    peer.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
