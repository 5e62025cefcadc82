"""Measure our site under load, with every kind of query mixed."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks import site_request
from benchmarks.free_port import free_port
from benchmarks.memory import own_megabytes
from benchmarks.query import Queries, Query
from benchmarks.speed import clients
from web.site import urls

CLIENT_COUNTS = (1, 8, 32)
WORKER_COUNTS = (1, 2)
"""Numbers of server processes."""

_LOAD_SECONDS = 10.0


class Load(msgspec.Struct, frozen=True):
    """The result of one load: pages a second, the median and the 99th percentile of a page's milliseconds, failed requests.

    ``megabytes``: the private memory of all server processes afterwards.
    """

    workers: int
    clients: int
    pages_a_second: float
    median_milliseconds: float
    percentile_99_milliseconds: float
    failed: int
    megabytes: float | None


def measure_loads(folder: Path, queries: Queries) -> list[Load]:
    """Measure every number of clients with every number of server processes."""
    addresses = [_address(query) for kind_queries in queries.values() for query in kind_queries]
    loads = []
    for workers in WORKER_COUNTS:
        port = free_port()
        with clients.serving([*clients.site_command(folder, port), "--workers", str(workers)], port) as process:
            clients.run_client(port, addresses, len(addresses), float("inf"), {})  # every page once, not measured
            for count in CLIENT_COUNTS:
                answers = clients.run_clients(port, addresses, count, _LOAD_SECONDS)
                loads.append(
                    Load(
                        workers,
                        count,
                        answers.pages_a_second,
                        answers.milliseconds(0.5),
                        answers.milliseconds(0.99),
                        answers.failed,
                        own_megabytes(process),
                    )
                )
    return loads


def _address(query: Query) -> str:
    if query.form == "like":
        return urls.similar(query.id, urls.SimilarParams())
    return urls.search(site_request.request(query))
