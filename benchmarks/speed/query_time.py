"""Measure every peer's time for every query. In each round the peers take turns, so that a busy machine slows all of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

import msgspec

from benchmarks.peers import FacetCounts, Work
from benchmarks.query import Kind, Queries
from benchmarks.speed.peer_process import PeerProcess

ROUNDS = 5
_MAX_ROUND_SECONDS = 8.0
"""A peer whose round takes longer is left out of the remaining rounds."""

_TOLERANCE = 0.02


class Timings(msgspec.Struct):
    """The seconds of each query, by kind and peer.

    ``warm``: the median of the rounds. ``first``: the whole page, the first time each query runs after opening the index.
    ``totals``: the number of matches of each query. ``agreement``: the share of queries for which a peer's total, and its
    counts of one facet, differ from ours by at most 2 % or one record. ``megabytes``: private memory after all queries.
    """

    warm: dict[Work, dict[Kind, dict[str, list[float]]]] = msgspec.field(default_factory=dict)
    first: dict[Kind, dict[str, list[float]]] = msgspec.field(default_factory=dict)
    totals: dict[Kind, dict[str, list[int]]] = msgspec.field(default_factory=dict)
    agreement: dict[Kind, dict[str, float]] = msgspec.field(default_factory=dict)
    megabytes: dict[str, float | None] = msgspec.field(default_factory=dict)


def measure_queries(folders: Mapping[str, Path], queries: Queries) -> Timings:
    """Measure the peers, each with its index folder."""
    workers = {name: PeerProcess(name, folder, queries) for name, folder in folders.items()}
    timings = Timings(warm={work: {} for work in Work})
    for kind in queries:
        print(f"  {kind}", file=sys.stderr)
        passes = {name: worker.first_pass(kind) for name, worker in workers.items()}
        timings.first[kind] = {
            name: first_pass.seconds for name, first_pass in passes.items() if len(first_pass.seconds) == len(queries[kind])
        }
        for work in Work:
            timings.warm[work][kind] = _median_seconds(workers, kind, work)
        timings.totals[kind] = {name: first_pass for name, worker in workers.items() if (first_pass := worker.totals(kind))}
        counts = {name: first_pass.counts for name, first_pass in passes.items() if first_pass.counts}
        timings.agreement[kind] = _agreement(timings.totals[kind], counts)
    timings.megabytes = {name: worker.megabytes() for name, worker in workers.items()}
    for worker in workers.values():
        worker.stop()
    return timings


def _median_seconds(workers: Mapping[str, PeerProcess], kind: Kind, work: Work) -> dict[str, list[float]]:
    """Return the median seconds of each query over the rounds, by peer. A different peer begins each round.

    A peer that does not support the query is left out.
    """
    rounds: dict[str, list[list[float]]] = {name: [] for name in workers}
    active = list(workers)
    for _ in range(ROUNDS):
        for name in tuple(active):
            seconds = workers[name].seconds(kind, work)
            if seconds:
                rounds[name].append(seconds)
            if not seconds or sum(seconds) > _MAX_ROUND_SECONDS:
                active.remove(name)
        active = active[1:] + active[:1]
    return {name: [median(query) for query in zip(*seconds, strict=True)] for name, seconds in rounds.items() if seconds}


def _agreement(totals: Mapping[str, list[int]], counts: Mapping[str, list[FacetCounts]]) -> dict[str, float]:
    """Return, by peer, the share of queries for which its total and facet counts agree with ours."""
    if "ours" not in totals:
        return {}
    shares = {}
    for name in totals.keys() - {"ours"}:
        agrees = [_is_close(a, b) for a, b in zip(totals["ours"], totals[name], strict=True)]
        for index, (a, b) in enumerate(zip(counts.get("ours", ()), counts.get(name, ()), strict=False)):
            agrees[index] = agrees[index] and _are_close(dict(a), dict(b))
        shares[name] = sum(agrees) / len(agrees)
    return shares


def _are_close(a: Mapping[str, int], b: Mapping[str, int]) -> bool:
    values: Iterable[str] = a.keys() | b.keys()
    return all(_is_close(a.get(value, 0), b.get(value, 0)) for value in values)


def _is_close(a: int, b: int) -> bool:
    return abs(a - b) <= max(1, _TOLERANCE * max(a, b))
