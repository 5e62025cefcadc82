"""Measure how long an index takes to build: in a separate process, on a fixed number of cores.

``python -m benchmarks.speed.build_time PEER CORPUS FOLDER CORES`` is that process. With ``nobody`` as
PEER it only reads the records.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from benchmarks import corpus, peers
from benchmarks.memory import peak_megabytes, resident_megabytes

READING_ONLY = "nobody"
"""The name of a peer that discards the records, to measure the time of reading and decoding alone."""

_SAMPLING_SECONDS = 0.25


class Build(msgspec.Struct, frozen=True):
    """The cost of building an index. Seconds include reading the records; the memory is that of all processes together."""

    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    disk_megabytes: float


def build(name: str, path: Path, folder: Path, cores: int) -> Build:
    """Build a peer's index from scratch and measure the build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks.speed.build_time", name, str(path), str(folder), str(cores)]
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own program)
        while cores > 1 and process.poll() is None:  # a single process reports its own peak, which is more exact
            peak = max(peak, resident_megabytes(process.pid) or 0)
            time.sleep(_SAMPLING_SECONDS)
        assert process.stdout is not None
        output = process.stdout.read()
    if process.returncode:
        sys.exit(f"Building the index of {name} failed.")
    seconds, cpu_seconds, own_peak = json.loads(output)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Build(seconds, cpu_seconds, max(peak, own_peak), size / 1e6)


def main(name: str, path: Path, folder: Path, cores: int) -> None:
    """Build, and print a JSON list: seconds, processor seconds, and the peak memory of the process in megabytes."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    peer = None if name == READING_ONLY else peers.load_class(name)
    start = time.perf_counter()
    if peer is None:
        for _ in corpus.questions(path):
            pass
    else:
        peer.build(corpus.questions(path), folder, cores)
    seconds = time.perf_counter() - start
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([seconds, sum(usage.ru_utime + usage.ru_stime for usage in usages), peak_megabytes()]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
