"""Clients of a served site. Each requests its next page as soon as it has received the last, on one connection."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

import msgspec

HOST = "127.0.0.1"
_TIMEOUT_SECONDS = 60.0
_START_SECONDS = 120.0
_SEED = 20240301


class Answers(msgspec.Struct, frozen=True):
    """The responses to all clients: the seconds of each page, the number of failures, and the seconds of the whole load."""

    durations: list[float]
    failed: int
    seconds: float

    @property
    def pages_a_second(self) -> float:
        """The pages received a second."""
        return len(self.durations) / self.seconds

    def milliseconds(self, share: float) -> float:
        """Return the milliseconds that this share of the pages stayed below; 0.5 for the median."""
        durations = sorted(self.durations)
        return (median(durations) if share == 0.5 else durations[int(len(durations) * share)]) * 1e3


def run_clients(
    port: int, addresses: Sequence[str], clients: int, seconds: float, headers: Mapping[str, str] | None = None
) -> Answers:
    """Let clients request pages for some seconds, each all addresses in an order of its own."""
    rng = random.Random(_SEED)
    orders = [rng.sample(addresses, len(addresses)) for _ in range(clients)]
    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(run_client, port, order, sys.maxsize, start + seconds, headers or {}) for order in orders]
    durations = [duration for future in futures for duration in future.result()[0]]
    return Answers(durations, sum(future.result()[1] for future in futures), time.perf_counter() - start)


def run_client(
    port: int, addresses: Sequence[str], max_requests: int, deadline: float, headers: Mapping[str, str]
) -> tuple[list[float], int]:
    """Request pages one after another on one connection. Return the seconds of each page, and the number of failures."""
    durations: list[float] = []
    failed = 0
    connection = HTTPConnection(HOST, port, timeout=_TIMEOUT_SECONDS)
    while len(durations) + failed < max_requests and time.perf_counter() < deadline:
        start = time.perf_counter()
        try:
            connection.request("GET", addresses[(len(durations) + failed) % len(addresses)], headers=dict(headers))
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            connection.close()
            failed += 1
            continue
        if response.status == 200:
            durations.append(time.perf_counter() - start)
        else:
            failed += 1
    connection.close()
    return durations, failed


def fetch(port: int, address: str, headers: Mapping[str, str]) -> bytes:
    """Return the body of a page as it is sent. Raises ``OSError`` for another status than 200."""
    connection = HTTPConnection(HOST, port, timeout=_TIMEOUT_SECONDS)
    connection.request("GET", address, headers=dict(headers))
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise OSError(f"{address} was answered with {response.status}")
    return body


def processor_seconds(process: int) -> float | None:
    """Return the processor seconds of a process since its start; None if the system does not report them."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def site_command(folder: Path, port: int) -> list[str]:
    """Return the command that serves our index in a folder on a port, in one process."""
    return [sys.executable, "app.py", "serve", "--index", str(folder), "--host", HOST, "--port", str(port)]


@contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[int]:
    """Start a site and wait until its first page is answered; yield its process id. It ends with the context."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603 (a site)
        try:
            _wait(process, port)
            yield process.pid
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            fetch(port, "/", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The server did not start.")
