"""The metrics of a running site: the numbers of all its workers, also of one that was killed."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from benchmarks.free_port import free_port
from tests.attack.site import serving, wait_for_lines
from tests.web.operations.test_metrics import Samples, parsed

SEARCH = ("wrans_requests_total", ("/search", "2xx"))


def read(port: int, path: str = "/metrics", **headers: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 (as above)
        return str(answer.read().decode())


def status(port: int, path: str, **headers: str) -> int:
    try:
        read(port, path, **headers)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def samples(port: int) -> Samples:
    return parsed(read(port))


def test_the_workers_are_summed_and_a_killed_one_stays_counted(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path / "data", "--workers", "2") as site:
        for _ in range(20):
            read(site.port, "/search?q=lighthouse")
        assert {samples(site.port)[SEARCH] for _ in range(6)} == {20}, "whichever worker answers"
        _, first, _ = site.processes()
        os.kill(first, signal.SIGKILL)
        assert wait_for_lines(site.log, "another takes its place", 20)
        deadline = time.monotonic() + 30
        while len(site.processes()) < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        for _ in range(5):
            read(site.port, "/search?q=lighthouse")
        assert {samples(site.port)[SEARCH] for _ in range(6)} == {25}
        assert samples(site.port)["wrans_files_in_progress", ()] == 0
    assert not list(tmp_path.glob("data/*.db")), "the counts are no part of the index"


def test_a_proxy_on_this_machine_does_not_open_the_metrics_to_its_clients(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path / "data") as site:
        assert status(site.port, "/metrics") == 200
        assert status(site.port, "/metrics", **{"X-Forwarded-For": "127.0.0.1"}) == 403
    with serving(tmp_path, tmp_path / "data", WRANS_PROXY="127.0.0.1") as site:
        assert status(site.port, "/metrics") == 200
        assert status(site.port, "/metrics", **{"X-Forwarded-For": "127.0.0.1"}) == 403
        assert status(site.port, "/metrics", **{"X-Forwarded-For": "192.0.2.1"}) == 403


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_second_port_answers_operators_alone(tmp_path: Path, workers: str) -> None:
    own = free_port()
    with serving(tmp_path, tmp_path / "data", "--workers", workers, WRANS_METRICS=str(own)) as site:
        read(site.port, "/search?q=lighthouse")
        assert samples(own)[SEARCH] == 1
        assert [status(own, path) for path in ("/livez", "/readyz", "/health", "/search", "/")] == [200, 200, 200, 404, 404]
        assert [status(site.port, path) for path in ("/livez", "/metrics", "/")] == [200, 404, 200]


def test_a_connection_that_the_server_closes_is_counted(tmp_path: Path) -> None:
    with serving(tmp_path, tmp_path / "data", WRANS_CONNECTIONS_PER_ADDRESS="2") as site:
        connections = [socket.create_connection(site.address, timeout=10) for _ in range(4)]
        deadline = time.monotonic() + 20
        key = ("wrans_closed_connections_total", ("room for others",))
        while not (closed := samples(site.port).get(key)) and time.monotonic() < deadline:
            time.sleep(0.1)
        for connection in connections:
            connection.close()
        assert closed
        assert closed >= 2
