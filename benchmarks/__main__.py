"""``make bench``: measure the speed of our engine beside its peers, on one corpus, in one run.

    python -m benchmarks [--size N]... [--peers ours,tantivy]

Without ``--size``: 100,000 records, then 700,000. A run with every peer writes its tables into docs/speed.md
and docs/tables/speed.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks import corpus, peers
from benchmarks.corpus import CACHE
from benchmarks.names_option import add_names_option
from benchmarks.speed import build_time, opening_time, query_sampling, query_time, report, results, site_load

SIZES = (100_000, 700_000)
MAX_WHOOSH_RECORDS = 100_000
"""The limit for stock Whoosh: 700,000 records take it half an hour to index, and gigabytes of memory to search."""

_MULTICORE_PEERS = ("ours", "tantivy")


def main() -> None:
    """Measure each size; write and print the tables."""
    parser = argparse.ArgumentParser("make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, action="append", help="number of records")
    add_names_option(parser, "--peers", peers.CLASSES, "engines")
    arguments = parser.parse_args()
    has_every_peer = len(arguments.peers) == len(peers.CLASSES)
    for size in arguments.size or SIZES:
        names = [name for name in arguments.peers if name != "whoosh" or size <= MAX_WHOOSH_RECORDS]
        measured = run(size, names)
        print(report.targets_section([measured]), report.section(measured), report.tables_section(measured), sep="\n")
        if has_every_peer:
            measured.save()
            report.write(measured)
        print(report.summary_line(measured), flush=True)


def run(size: int, names: Sequence[str]) -> results.Results:
    """Measure the engines at one size."""
    _print_progress(f"{size:,} records: making the corpus and choosing the queries")
    path = corpus.make_corpus(size)
    chosen_queries = query_sampling.choose_queries(corpus.questions(path), size)
    for kind, kind_queries in chosen_queries.items():
        _print_progress(f"  {kind}: {len(kind_queries)}")
    builds: dict[str, dict[int, build_time.Build]] = {}
    folders = {name: CACHE / f"index-{size}-{name}" for name in names}
    reading = build_time.build(build_time.READING_ONLY, path, CACHE / "reading-only", 1)
    for name, folder in folders.items():
        for cores in (2, 1) if name in _MULTICORE_PEERS else (1,):
            _print_progress(f"{name}: building on {cores} core{'s' * (cores > 1)}")
            builds.setdefault(name, {})[cores] = build_time.build(name, path, folder, cores)
    _print_progress("measuring opening")
    openings = {name: opening_time.measure_opening(name, folder) for name, folder in folders.items()}
    _print_progress("measuring queries")
    timings = query_time.measure_queries(folders, chosen_queries)
    loads = []
    if "ours" in folders:
        _print_progress("measuring the site under load")
        loads = site_load.measure_loads(folders["ours"], chosen_queries)
    versions = {name: peers.load_class(name).version() for name in names}
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


def _print_progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
