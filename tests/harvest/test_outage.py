"""A source that is down is said at once on standard error, on a terminal or not, with what happens next."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ProtocolError, ReadTimeoutError

from indexer.harvest.client import MAX_TRIES, Client, FetchFailed, RequestPolicy, plain_reason
from indexer.harvest.date_windows import question_path
from indexer.harvest.outage import MAX_SILENT_SECONDS
from indexer.harvest.response_checks import check_question_response
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import make_values, read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import Proxy, start_proxy
from tests.harvest.local_site import LocalSite, serve

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 30


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that refuses connections: it is bound, and nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with serve(LocalSite(MemoryEngine(read_questions(make_values(3))))) as port, start_proxy(port) as running_proxy:
        yield running_proxy


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits of a client, which pass without waiting."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(waits))
    return waits


def test_refused_connection_is_said_before_the_first_wait(closed_port: int, tmp_path: Path) -> None:
    source = f"http://127.0.0.1:{closed_port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "harvest", "--index", str(tmp_path), "--source", source],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    started = time.monotonic()
    line = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert line.startswith(f"A request to {source} failed: no connection (Connection refused). Next in ")
    assert line.endswith(f" seconds: try 3 of {MAX_TRIES}.\n")
    assert time.monotonic() - started < SECONDS_TO_START
    assert process.returncode == 1
    assert errors == "Stopped. What was fetched is stored, and the next run goes on from there. The index has not changed.\n"


def test_harvest_without_a_source_ends_with_one_line_and_no_index(closed_port: int, run: Run, tmp_path: Path) -> None:
    code, output, errors = run("harvest", "--since", "2024-01-01", "--source", f"http://127.0.0.1:{closed_port}")
    *notices, stopped, last = errors.splitlines()
    assert code == 1
    assert all(notice.startswith("Gave up on http://127.0.0.1:") for notice in notices)
    assert stopped.startswith("10 requests failed in a row. The last failure: http://127.0.0.1:")
    assert last == "The harvest is not complete: the source does not answer. Run it again to fetch the rest."
    assert output.splitlines()[-1].startswith("in 0 = indexed 0")
    assert not (tmp_path / "CURRENT").exists()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("500", "it answers 500 (Internal Server Error)"), ("429 for long", "it answers 429 (Too Many Requests)")],
)
def test_outage_is_never_silent_for_long(
    fault: str, reason: str, proxy: Proxy, clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(proxy.address, RequestPolicy("", 1e6))
    proxy.fault = fault
    with pytest.raises(FetchFailed):
        client.get(question_path(3000), check_question_response)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"A request to {proxy.address} failed: {reason}. Next in ")
    long_waits = [wait for wait in clock if wait >= MAX_SILENT_SECONDS]
    assert len(lines) >= len(long_waits)
    assert all(any(f"Next in {wait:.0f} seconds" in line for line in lines) for wait in long_waits)
    proxy.fault = ""
    client.get(question_path(3000), check_question_response)
    assert capsys.readouterr().err == f"{proxy.address} answers again.\n"
    client.get(question_path(3000), check_question_response)
    assert capsys.readouterr().err == ""


def test_dropped_connection_that_the_next_try_mends_is_not_mentioned(
    clock: list[float], capsys: pytest.CaptureFixture[str], proxy: Proxy
) -> None:
    proxy.faults = {"drop": 0.1}
    client = Client(proxy.address, RequestPolicy("", 1e6, 0.001))
    for _ in range(40):
        client.get(question_path(3000), check_question_response)
    assert client.traffic.retries > 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectTimeoutError(None, "x"), "no connection in time"),
        (ReadTimeoutError(None, "", "x"), "no response in time"),  # type: ignore[arg-type]
        (ProtocolError("Connection aborted."), "the connection broke off"),
        (HTTPError("its own words"), "its own words"),
    ],
)
def test_reason_is_in_plain_words(error: HTTPError, reason: str) -> None:
    assert plain_reason(error) == reason
