"""The site as it is served, under a load of so many clients at once, each asking for the next page when it has the last."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

from benchmarks.memory import own_megabytes
from benchmarks.speed import site_request
from benchmarks.speed.query import Queries, Query
from web.site import urls

CLIENTS = (1, 8, 32)
WORKERS = (1, 2)
"""Processes that answer."""

_SECONDS = 10.0
_PATIENCE = 60.0
_HOST = "127.0.0.1"
_SEED = 20240301


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients got: pages a second, and in milliseconds the median page and where the slowest 1 % begin.

    ``megabytes`` is what the server holds afterwards, every process of it.
    """

    workers: int
    clients: int
    pages_a_second: float
    median: float
    slowest: float
    failed: int
    megabytes: float | None


def loads(folder: Path, queries: Queries) -> list[Load]:
    """Every number of clients against every number of processes."""
    addresses = [_address(query) for of_kind in queries.values() for query in of_kind]
    found = []
    for workers in WORKERS:
        with _serving(folder, workers) as (port, process):
            _client(port, addresses, len(addresses), float("inf"))  # everything once, unmeasured
            for clients in CLIENTS:
                found.append(_load(port, process, addresses, workers, clients))
    return found


def _load(port: int, process: int, addresses: Sequence[str], workers: int, clients: int) -> Load:
    rng = random.Random(_SEED)
    orders = [rng.sample(addresses, len(addresses)) for _ in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        asked = [pool.submit(_client, port, order, sys.maxsize, began + _SECONDS) for order in orders]
    seconds = time.perf_counter() - began
    taken = sorted(each for done in asked for each in done.result()[0])
    failed = sum(done.result()[1] for done in asked)
    slowest = taken[int(len(taken) * 0.99)]
    return Load(workers, clients, len(taken) / seconds, median(taken) * 1e3, slowest * 1e3, failed, own_megabytes(process))


def _client(port: int, addresses: Sequence[str], most: int, until: float) -> tuple[list[float], int]:
    """Ask for one page after the other over one connection. Returns the seconds of each, and how many did not come."""
    taken: list[float] = []
    failed = 0
    connection = HTTPConnection(_HOST, port, timeout=_PATIENCE)
    while len(taken) + failed < most and time.perf_counter() < until:
        began = time.perf_counter()
        try:
            connection.request("GET", addresses[(len(taken) + failed) % len(addresses)])
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            connection.close()
            failed += 1
            continue
        taken.append(time.perf_counter() - began)
        if response.status != 200:
            taken.pop()
            failed += 1
    connection.close()
    return taken, failed


def _address(query: Query) -> str:
    if query.form == "like":
        return urls.similar(urls.SimilarParams(query.id))
    return urls.search(site_request.request(query))


@contextmanager
def _serving(folder: Path, workers: int) -> Iterator[tuple[int, int]]:
    """The program serving an index: its port, and the number of its process."""
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "app.py", "serve", "--index", str(folder), "--host", _HOST, "--port", str(port)]
    command += ["--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (this program)
        try:
            assert process.stdout is not None
            if not process.stdout.readline():  # it says so once it can answer
                sys.exit("The server did not start.")
            yield port, process.pid
        finally:
            process.terminate()
