"""A process for one peer, which does what it is told, one thing at a time, so that peers share neither memory nor a lock."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import peers
from benchmarks.memory import own_megabytes
from benchmarks.peers import Counts, Peer, Work
from benchmarks.speed.query import Kind, Queries, Query

Answered = TypeVar("Answered")

_PATIENCE = 15.0
"""Seconds after which a first pass stops, be it over or not."""

_COMPARED = "house"
"""The facet whose counts are held against those of the others."""


@dataclass(frozen=True, slots=True)
class FirstPass:
    """The first time each query is put to an engine just opened: seconds, totals, and the counts of one facet.

    It is shorter than the queries when the peer is slow.
    """

    seconds: list[float] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)


class Worker:
    """The far end of a process that holds one peer."""

    def __init__(self, name: str, folder: Path, queries: Queries) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._near, far = spawning.Pipe()
        self._process = spawning.Process(target=_serve, args=(far, name, folder, queries), daemon=True)
        self._process.start()
        far.close()

    def first_pass(self, kind: Kind) -> FirstPass:
        """Open the index anew and put every query of a kind to it, the whole page each."""
        found: FirstPass = self._ask("first_pass", kind)
        return found

    def seconds(self, kind: Kind, work: Work) -> list[float]:
        """One round: what each query of a kind took, in order. Nothing where the peer cannot do it."""
        found: list[float] = self._ask("seconds", kind, work)
        return found

    def totals(self, kind: Kind) -> list[int]:
        """What each query of a kind matches. Nothing where the peer cannot tell."""
        found: list[int] = self._ask("totals", kind)
        return found

    def megabytes(self) -> float | None:
        """The memory that is its own."""
        found: float | None = self._ask("megabytes")
        return found

    def end(self) -> None:
        """Let the process go."""
        self._near.send(None)
        self._process.join()

    def _ask(self, what: str, *given: object) -> Any:
        self._near.send((what, given))
        return self._near.recv()


def _serve(asked: Connection, name: str, folder: Path, queries: Queries) -> None:
    held = _Held(peers.named(name), folder, queries)
    while (command := asked.recv()) is not None:
        what, given = command
        asked.send(getattr(held, what)(*given))


class _Held:
    """A peer in its process."""

    def __init__(self, kind: type[Peer], folder: Path, queries: Queries) -> None:
        self._kind = kind
        self._folder = folder
        self._queries = queries
        self._peer = kind(folder)

    def first_pass(self, kind: Kind) -> FirstPass:
        found = FirstPass()
        self._peer.close()
        self._peer = self._kind(self._folder)
        if not self._kind.can(kind, Work.PAGE):
            return found
        for query in self._queries[kind]:
            seconds, page = _timed(self._peer.page, query)
            found.seconds.append(seconds)
            found.totals.append(page.total)
            found.counts.append(page.facets.get(_COMPARED, []))
            if sum(found.seconds) > _PATIENCE:
                break
        return found

    def seconds(self, kind: Kind, work: Work) -> list[float]:
        if not self._kind.can(kind, work):
            return []
        does: dict[Work, Callable[[Query], object]] = {
            Work.TOP: self._peer.top,
            Work.TOTAL: self._peer.top_and_total,
            Work.PAGE: self._peer.page,
        }
        call = does[work]
        gc.collect()
        gc.disable()
        try:
            return [_timed(call, query)[0] for query in self._queries[kind]]
        finally:
            gc.enable()

    def totals(self, kind: Kind) -> list[int]:
        if not self._kind.can(kind, Work.TOTAL):
            return []
        return [self._peer.top_and_total(query) for query in self._queries[kind]]

    def megabytes(self) -> float | None:
        gc.collect()
        return own_megabytes()


def _timed(call: Callable[[Query], Answered], query: Query) -> tuple[float, Answered]:
    began = time.perf_counter()
    answered = call(query)
    return time.perf_counter() - began, answered
