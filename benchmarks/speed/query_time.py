"""Every peer's time for every query: round by round, the peers in turns, so that a busy machine slows them all alike."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.peers import Counts, Work
from benchmarks.speed.peer_process import Worker
from benchmarks.speed.query import Kind, Queries

ROUNDS = 5
_PATIENCE = 8.0
"""Seconds: a peer whose round took longer sits out the rounds that are left."""

_TOLERANCE = 0.02


@dataclass(slots=True)
class Timings:
    """Seconds of each query of each kind by peer: ``warm`` the median of its rounds, ``first`` the first time, the whole page.

    ``totals`` are the numbers of matches. ``alike`` is the share of queries for which a peer's total, and the counts of one
    facet, are ours within 2 % or one record.
    ``megabytes`` is what its process holds after everything.
    """

    warm: dict[Work, dict[Kind, dict[str, list[float]]]] = field(default_factory=dict)
    first: dict[Kind, dict[str, list[float]]] = field(default_factory=dict)
    totals: dict[Kind, dict[str, list[int]]] = field(default_factory=dict)
    alike: dict[Kind, dict[str, float]] = field(default_factory=dict)
    megabytes: dict[str, float | None] = field(default_factory=dict)


def measured(folders: Mapping[str, Path], queries: Queries) -> Timings:
    """Measure the peers whose indexes lie in these folders."""
    workers = {name: Worker(name, folder, queries) for name, folder in folders.items()}
    timings = Timings(warm={work: {} for work in Work})
    for kind in queries:
        print(f"  {kind}", file=sys.stderr)
        passes = {name: worker.first_pass(kind) for name, worker in workers.items()}
        timings.first[kind] = {
            name: found.seconds for name, found in passes.items() if len(found.seconds) == len(queries[kind])
        }
        for work in Work:
            timings.warm[work][kind] = _rounds(workers, kind, work)
        timings.totals[kind] = {name: found for name, worker in workers.items() if (found := worker.totals(kind))}
        counts = {name: found.counts for name, found in passes.items() if found.counts}
        timings.alike[kind] = _alike(timings.totals[kind], counts)
    timings.megabytes = {name: worker.megabytes() for name, worker in workers.items()}
    for worker in workers.values():
        worker.end()
    return timings


def _rounds(workers: Mapping[str, Worker], kind: Kind, work: Work) -> dict[str, list[float]]:
    """The median of each query's rounds by peer. Another begins each round, and those who cannot do it are left out."""
    rounds: dict[str, list[list[float]]] = {name: [] for name in workers}
    taking = list(workers)
    for _ in range(ROUNDS):
        for name in tuple(taking):
            found = workers[name].seconds(kind, work)
            if found:
                rounds[name].append(found)
            if not found or sum(found) > _PATIENCE:
                taking.remove(name)
        taking = taking[1:] + taking[:1]
    return {name: [median(query) for query in zip(*found, strict=True)] for name, found in rounds.items() if found}


def _alike(totals: Mapping[str, list[int]], counts: Mapping[str, list[Counts]]) -> dict[str, float]:
    """The share of our queries that each other peer answers alike."""
    if "ours" not in totals:
        return {}
    shares = {}
    for name in totals.keys() - {"ours"}:
        agreed = [_near(a, b) for a, b in zip(totals["ours"], totals[name], strict=True)]
        for at, (a, b) in enumerate(zip(counts.get("ours", ()), counts.get(name, ()), strict=False)):
            agreed[at] = agreed[at] and _all_near(dict(a), dict(b))
        shares[name] = sum(agreed) / len(agreed)
    return shares


def _all_near(a: Mapping[str, int], b: Mapping[str, int]) -> bool:
    values: Iterable[str] = a.keys() | b.keys()
    return all(_near(a.get(value, 0), b.get(value, 0)) for value in values)


def _near(a: int, b: int) -> bool:
    return abs(a - b) <= max(1, _TOLERANCE * max(a, b))
