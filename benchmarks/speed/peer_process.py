"""A separate process for each peer, so that peers share neither memory nor a lock. It handles one call at a time."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from benchmarks import peers
from benchmarks.memory import own_megabytes
from benchmarks.peers import FacetCounts, Peer, Work
from benchmarks.query import Kind, Queries, Query

Answer = TypeVar("Answer")

_MAX_FIRST_PASS_SECONDS = 15.0
"""A first pass stops after this time, even if queries are left."""

_COMPARED_FACET = "house"
"""The facet whose counts are compared between peers."""


class FirstPass(msgspec.Struct, frozen=True):
    """Seconds, totals and counts of one facet, for each query run once on an engine just opened.

    The lists are shorter than the list of queries if the pass ran out of time.
    """

    seconds: list[float] = msgspec.field(default_factory=list)
    totals: list[int] = msgspec.field(default_factory=list)
    counts: list[FacetCounts] = msgspec.field(default_factory=list)


class PeerProcess:
    """Starts a process with one peer and calls it."""

    def __init__(self, name: str, folder: Path, queries: Queries) -> None:
        context = multiprocessing.get_context("spawn")
        self._near, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, name, folder, queries), daemon=True)
        self._process.start()
        far_end.close()

    def first_pass(self, kind: Kind) -> FirstPass:
        """Reopen the index and make the whole page for every query of a kind."""
        first_pass: FirstPass = self._call("first_pass", kind)
        return first_pass

    def seconds(self, kind: Kind, work: Work) -> list[float]:
        """Run one round: return the seconds of each query of a kind, in order; empty if the peer does not support it."""
        seconds: list[float] = self._call("seconds", kind, work)
        return seconds

    def totals(self, kind: Kind) -> list[int]:
        """Return the number of matches of each query of a kind; empty if the peer does not support it."""
        totals: list[int] = self._call("totals", kind)
        return totals

    def megabytes(self) -> float | None:
        """Return the private memory of the process, in megabytes."""
        megabytes: float | None = self._call("megabytes")
        return megabytes

    def stop(self) -> None:
        """End the process."""
        self._near.send(None)
        self._process.join()

    def _call(self, method: str, *arguments: object) -> Any:
        self._near.send((method, arguments))
        return self._near.recv()


def _serve(connection: Connection, name: str, folder: Path, queries: Queries) -> None:
    server = _PeerServer(peers.load_class(name), folder, queries)
    while (command := connection.recv()) is not None:
        method, arguments = command
        connection.send(getattr(server, method)(*arguments))


class _PeerServer:
    """A peer inside its process. The methods are those of ``PeerProcess``."""

    def __init__(self, kind: type[Peer], folder: Path, queries: Queries) -> None:
        self._kind = kind
        self._folder = folder
        self._queries = queries
        self._peer = kind(folder)

    def first_pass(self, kind: Kind) -> FirstPass:
        first_pass = FirstPass()
        self._peer.close()
        self._peer = self._kind(self._folder)
        if not self._kind.supports(kind, Work.PAGE):
            return first_pass
        for query in self._queries[kind]:
            seconds, page = _timed(self._peer.page, query)
            first_pass.seconds.append(seconds)
            first_pass.totals.append(page.total)
            first_pass.counts.append(page.facets.get(_COMPARED_FACET, []))
            if sum(first_pass.seconds) > _MAX_FIRST_PASS_SECONDS:
                break
        return first_pass

    def seconds(self, kind: Kind, work: Work) -> list[float]:
        if not self._kind.supports(kind, work):
            return []
        calls: dict[Work, Callable[[Query], object]] = {
            Work.TOP: self._peer.top_ten,
            Work.TOTAL: self._peer.top_ten_and_total,
            Work.PAGE: self._peer.page,
        }
        call = calls[work]
        gc.collect()
        gc.disable()
        try:
            return [_timed(call, query)[0] for query in self._queries[kind]]
        finally:
            gc.enable()

    def totals(self, kind: Kind) -> list[int]:
        if not self._kind.supports(kind, Work.TOTAL):
            return []
        return [self._peer.top_ten_and_total(query) for query in self._queries[kind]]

    def megabytes(self) -> float | None:
        gc.collect()
        return own_megabytes()


def _timed(call: Callable[[Query], Answer], query: Query) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = call(query)
    return time.perf_counter() - start, answer
