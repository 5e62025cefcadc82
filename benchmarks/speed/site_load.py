"""Measure the served site under load. Each client requests its next page as soon as it has received the last."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

import msgspec

from benchmarks import site_request
from benchmarks.memory import own_megabytes
from benchmarks.query import Queries, Query
from web.site import urls

CLIENT_COUNTS = (1, 8, 32)
WORKER_COUNTS = (1, 2)
"""Numbers of server processes."""

_LOAD_SECONDS = 10.0
_TIMEOUT_SECONDS = 60.0
_HOST = "127.0.0.1"
_SEED = 20240301


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
        with _serving(folder, workers) as (port, process):
            _run_client(port, addresses, len(addresses), float("inf"))  # every page once, not measured
            for clients in CLIENT_COUNTS:
                loads.append(_measure_load(port, process, addresses, workers, clients))
    return loads


def _measure_load(port: int, process: int, addresses: Sequence[str], workers: int, clients: int) -> Load:
    rng = random.Random(_SEED)
    orders = [rng.sample(addresses, len(addresses)) for _ in range(clients)]
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(_run_client, port, order, sys.maxsize, start + _LOAD_SECONDS) for order in orders]
    seconds = time.perf_counter() - start
    durations = sorted(duration for future in futures for duration in future.result()[0])
    failed = sum(future.result()[1] for future in futures)
    percentile_99 = durations[int(len(durations) * 0.99)]
    return Load(
        workers, clients, len(durations) / seconds, median(durations) * 1e3, percentile_99 * 1e3, failed, own_megabytes(process)
    )


def _run_client(port: int, addresses: Sequence[str], max_requests: int, deadline: float) -> tuple[list[float], int]:
    """Request pages one after another on one connection. Return the seconds of each page, and the number of failures."""
    durations: list[float] = []
    failed = 0
    connection = HTTPConnection(_HOST, port, timeout=_TIMEOUT_SECONDS)
    while len(durations) + failed < max_requests and time.perf_counter() < deadline:
        start = time.perf_counter()
        try:
            connection.request("GET", addresses[(len(durations) + failed) % len(addresses)])
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            connection.close()
            failed += 1
            continue
        durations.append(time.perf_counter() - start)
        if response.status != 200:
            durations.pop()
            failed += 1
    connection.close()
    return durations, failed


def _address(query: Query) -> str:
    if query.form == "like":
        return urls.similar(urls.SimilarParams(query.id))
    return urls.search(site_request.request(query))


@contextmanager
def _serving(folder: Path, workers: int) -> Iterator[tuple[int, int]]:
    """Start the site on an index; yield its port and its process id."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "app.py", "serve", "--index", str(folder), "--host", _HOST, "--port", str(port)]
    command += ["--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (our own program)
        try:
            assert process.stdout is not None
            if not process.stdout.readline():  # it prints a line when it can answer
                sys.exit("The server did not start.")
            yield port, process.pid
        finally:
            process.terminate()
