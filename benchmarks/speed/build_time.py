"""How an index is built: in a process of its own, held to so many cores, watched from outside.

``python -m benchmarks.speed.build_time PEER CORPUS FOLDER CORES`` is that process; as ``nobody`` it only reads the records.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus, peers
from benchmarks.memory import peak_megabytes, resident_megabytes

READING = "nobody"
"""Stands for a peer that throws the records away: what reading and decoding them takes."""

_LOOK_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Build:
    """Seconds with the reading of the records in them; the greatest memory of all its processes; what lies on the disk."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    disk_megabytes: float


def build(name: str, path: Path, folder: Path, cores: int) -> Build:
    """Build a peer's index anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks.speed.build_time", name, str(path), str(folder), str(cores)]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (a program of our own)
        while cores > 1 and process.poll() is None:  # one process tells its own peak better than looking does
            peak = max(peak, resident_megabytes(process.pid) or 0)
            time.sleep(_LOOK_EVERY)
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        sys.exit(f"Building the index of {name} failed.")
    seconds, cpu_seconds, own_peak = json.loads(said)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Build(seconds, cpu_seconds, max(peak, own_peak), size / 1e6)


def main(name: str, path: Path, folder: Path, cores: int) -> None:
    """Build, and print seconds, seconds of processor, and the process's own greatest memory in megabytes."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    found = None if name == READING else peers.named(name)
    began = time.perf_counter()
    if found is None:
        for _ in corpus.questions(path):
            pass
    else:
        found.build(corpus.questions(path), folder, cores)
    seconds = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([seconds, sum(each.ru_utime + each.ru_stime for each in used), peak_megabytes()]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
