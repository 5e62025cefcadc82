"""Starting and stopping the site as an operator does: one process or several, one line of trouble at most."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import app
import search

ROOT = Path(__file__).parents[1]
PATIENCE = 60
"""Seconds, for a machine that is slow and busy; nothing here waits longer than it must."""


@dataclass(frozen=True)
class Site:
    """A site being served, and its log."""

    server: subprocess.Popen[str]
    port: int
    log: Path

    def health(self) -> dict[str, object]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=PATIENCE) as answer:
            said: dict[str, object] = json.load(answer)
            return said

    def workers(self) -> list[int]:
        """Every worker there ever was, the oldest first."""
        return [int(pid) for pid in re.findall(r"Worker (\d+) answers", self.log.read_text())]

    def answered(self) -> set[int]:
        """Who has answered a request."""
        return {int(pid) for pid in re.findall(r" (\d+) GET ", self.log.read_text())}

    def ended(self) -> int:
        """The exit code, once no process is left: each holds the end of a pipe."""
        self.server.communicate(timeout=PATIENCE)
        return self.server.returncode


@contextmanager
def serving(folder: Path, port: int, *options: str, program: Sequence[str] = (str(ROOT / "app.py"),)) -> Iterator[Site]:
    """The site, as soon as it says that it serves."""
    log = folder / "log"
    command = [sys.executable, "-W", "always:This process", *program, "serve", "--index", "data", "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("Wrans serves 318 made-up sample questions at http://127.0.0.1:")
            yield Site(server, port, log)
        finally:
            server.kill()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that is to happen."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Serving in the tests' own process leaves its handler of SIGTERM there.

    Tests that a script runs in its background ignore SIGINT, and so would the servers they start.
    """
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_serves_the_sample_from_any_folder_and_stops_when_asked(tmp_path: Path, free: int, asked: signal.Signals) -> None:
    with serving(tmp_path, free) as site:
        assert site.health()["sample"] is True
        site.server.send_signal(asked)
        assert site.ended() == 0
    assert (tmp_path / "data" / "CURRENT").is_file()


def test_workers_answer_on_one_port_and_a_killed_one_is_replaced(tmp_path: Path, free: int) -> None:
    with serving(tmp_path, free, "--workers", "2") as site, ThreadPoolExecutor(4) as readers:

        def all_answer(workers: set[int]) -> bool:
            assert all(said["sample"] for said in readers.map(lambda _: site.health(), range(8)))
            return workers <= site.answered()

        first, second = site.workers()
        until(lambda: all_answer({first, second}))
        os.kill(first, signal.SIGKILL)
        until(lambda: f"Worker {first} ended (exit code -9); another takes its place" in site.log.read_text())
        assert site.health()["status"] == "ok"
        until(lambda: len(site.workers()) == 3)
        until(lambda: all_answer({second, site.workers()[2]}))
        assert "multi-threaded" not in site.log.read_text(), "a process with threads was forked"


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_their_parent_when_asked(tmp_path: Path, free: int, asked: signal.Signals) -> None:
    with serving(tmp_path, free, "--workers", "2") as site:
        if asked == signal.SIGINT:  # a terminal sends Ctrl+C to every process
            os.killpg(site.server.pid, asked)
        else:
            site.server.send_signal(asked)
        assert site.ended() == 0
    assert len(site.log.read_text().splitlines()) == 2


def test_workers_end_when_their_parent_is_killed(tmp_path: Path, free: int) -> None:
    with serving(tmp_path, free, "--workers", "2") as site:
        site.server.kill()
        assert site.ended() == -signal.SIGKILL
    with socket.create_server(("127.0.0.1", free)):
        assert "Traceback" not in site.log.read_text()


def test_a_worker_that_cannot_be_replaced_ends_all(tmp_path: Path, free: int) -> None:
    hasty = "import sys, app; app.prefork.RESTART_PAUSE_SECONDS = 0; sys.exit(app.main())"
    with serving(tmp_path, free, "--workers", "2", program=("-c", hasty)) as site:
        (tmp_path / "data" / "CURRENT").write_text("gone")
        os.kill(site.workers()[0], signal.SIGKILL)
        assert site.ended() == 1
    *_, reason, last = site.log.read_text().splitlines()
    assert "The build gone has no readable manifest" in reason
    assert last == "No worker could be started in 5 tries."


def test_workers_that_cannot_start_are_one_line(tmp_path: Path, free: int) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--index", "file", "--port", str(free), "--workers", "2"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert "file" in line


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "." * 100])
def test_a_place_that_cannot_be_listened_on_is_one_line(
    tmp_path: Path, taken: int, host: str, workers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["serve", "--index", str(tmp_path), "--port", str(taken), "--host", host, "--workers", workers]) == 2
    assert f"Port {taken} of {host} cannot be used" in one_line(capsys)


def test_a_bad_setting_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["serve", "--index", str(tmp_path), "--port", "lots"]) == 2
    assert "whole number from 1 to 65,535" in one_line(capsys)


def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert app.main(["serve", "--index", str(tmp_path / "file")]) == 1
    assert "file" in one_line(capsys)


def test_every_other_command_is_the_indexers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["status", "--index", str(tmp_path)]) == 1
    assert "There is no index" in one_line(capsys)


def test_the_version_is_stated_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"wrans {search.__version__}\n"
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_search_builds_the_sample_where_there_is_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["search", "housing", "--index", str(tmp_path / "data")]) == 0
    first_line, *_ = capsys.readouterr().out.splitlines()
    assert first_line.endswith(" questions for housing")


def test_search_names_itself_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["search", "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: wrans search")
