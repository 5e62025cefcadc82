"""``make bench``: our engine beside its peers, on one corpus, in one run.

    python -m benchmarks [--size N]... [--peers ours,tantivy]

Without a size, 100,000 records and then 700,000. A run of every peer writes its tables into docs/speed.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks import corpus, peers
from benchmarks.corpus import CACHE
from benchmarks.speed import build_time, opening_time, query_sampling, query_time, report, results, site_load

SIZES = (100_000, 700_000)
MOST_FOR_WHOOSH = 100_000
"""Stock Whoosh is not measured beyond: its index of 700,000 records takes half an hour and gigabytes a searcher."""

_TWO_CORES = ("ours", "tantivy")


def main() -> None:
    """Measure, write and print."""
    arguments = argparse.ArgumentParser("make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--size", type=int, action="append", help="how many records")
    arguments.add_argument("--peers", type=lambda given: given.split(","), default=list(peers.NAMES), help="which engines")
    given = arguments.parse_args()
    unknown = set(given.peers) - peers.NAMES.keys()
    if unknown:
        arguments.error(f"there is no peer called {min(unknown)}; they are {', '.join(peers.NAMES)}")
    is_whole = len(given.peers) == len(peers.NAMES)
    for size in given.size or SIZES:
        names = [name for name in peers.NAMES if name in given.peers and (name != "whoosh" or size <= MOST_FOR_WHOOSH)]
        found = run(size, names)
        print(report.section(found))
        if is_whole:
            found.save()
            report.write(found)
        print(report.last_line(found), flush=True)


def run(size: int, names: Sequence[str]) -> results.Results:
    """Everything at one size."""
    _say(f"{size:,} records: the corpus and the queries")
    path = corpus.made(size)
    chosen = query_sampling.chosen(corpus.questions(path), size)
    for kind, some in chosen.items():
        _say(f"  {kind}: {len(some)}")
    builds: dict[str, dict[int, build_time.Build]] = {}
    folders = {name: CACHE / f"index-{size}-{name}" for name in names}
    reading = build_time.build(build_time.READING, path, CACHE / "nothing", 1)
    for name, folder in folders.items():
        for cores in (2, 1) if name in _TWO_CORES else (1,):
            _say(f"{name}: building on {cores} core{'s' * (cores > 1)}")
            builds.setdefault(name, {})[cores] = build_time.build(name, path, folder, cores)
    _say("opening")
    openings = {name: opening_time.opened(name, folder) for name, folder in folders.items()}
    _say("queries")
    timings = query_time.measured(folders, chosen)
    loads = []
    if "ours" in folders:
        _say("the site under load")
        loads = site_load.loads(folders["ours"], chosen)
    versions = {name: peers.named(name).version() for name in names}
    return results.Results(
        size,
        datetime.now(UTC).date(),
        results.machine(),
        {**results.versions(), **versions},
        reading,
        builds,
        openings,
        timings,
        loads,
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
