"""Start and stop the site as an operator does, with one process and with several. An error is one line."""

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
from pathlib import Path

import msgspec
import pytest

import app
import search
from benchmarks.free_port import free_port
from web.http import prefork

ROOT = Path(__file__).parents[1]
TIMEOUT_SECONDS = 60
"""Long enough for a slow and busy machine. Every wait ends as soon as its condition is met."""


class Site(msgspec.Struct, frozen=True):
    """A running server and its log file."""

    server: subprocess.Popen[str]
    port: int
    log: Path

    def health(self) -> dict[str, object]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=TIMEOUT_SECONDS) as response:
            health: dict[str, object] = json.load(response)
            return health

    def workers(self) -> list[int]:
        """Return the process ids of all workers ever started, oldest first."""
        return [int(pid) for pid in re.findall(r"Worker (\d+) answers", self.log.read_text())]

    def answering_processes(self) -> set[int]:
        """Return the ids of the processes that have answered a request."""
        return {int(pid) for pid in re.findall(r" (\d+) GET ", self.log.read_text())}

    def wait_for_exit(self) -> int:
        """Wait for every process to end (each holds an end of the pipe), and return the server's exit code."""
        self.server.communicate(timeout=TIMEOUT_SECONDS)
        return self.server.returncode


@contextmanager
def serving(folder: Path, *options: str, program: Sequence[str] = (str(ROOT / "app.py"),)) -> Iterator[Site]:
    """Start the site, and yield it when its log says that it serves."""
    port, log = free_port(), folder / "log"
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
            assert server.stdout.readline().startswith("Wrans serves 322 made-up sample questions at http://127.0.0.1:")
            yield Site(server, port, log)
        finally:
            server.kill()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition to hold."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def port_in_use() -> Iterator[int]:
    """A port that another socket listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_serves_the_sample_from_any_folder_and_stops_on_a_signal(tmp_path: Path, stop_signal: signal.Signals) -> None:
    with serving(tmp_path) as site:
        assert site.health()["sample"] is True
        site.server.send_signal(stop_signal)
        assert site.wait_for_exit() == 0
    assert (tmp_path / "data" / "CURRENT").is_file()


def test_workers_share_a_port_and_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site, ThreadPoolExecutor(4) as clients:

        def all_answer(workers: set[int]) -> bool:
            assert all(health["sample"] for health in clients.map(lambda _: site.health(), range(8)))
            return workers <= site.answering_processes()

        first, second = site.workers()
        wait_until(lambda: all_answer({first, second}))
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: f"Worker {first} ended (exit code -9); another takes its place" in site.log.read_text())
        assert site.health()["status"] == "ok"
        wait_until(lambda: len(site.workers()) == 3)
        wait_until(lambda: all_answer({second, site.workers()[2]}))
        assert "multi-threaded" not in site.log.read_text(), "a process with threads was forked"


@pytest.mark.parametrize("stop_signal", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_workers(tmp_path: Path, stop_signal: signal.Signals) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        if stop_signal == signal.SIGINT:  # a terminal sends Ctrl+C to every process
            os.killpg(site.server.pid, stop_signal)
        else:
            site.server.send_signal(stop_signal)
        assert site.wait_for_exit() == 0
    assert len(site.log.read_text().splitlines()) == 2


def test_a_signal_just_before_a_wait_ends_the_workers_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    timeouts: list[float | None] = []

    def wait_as_if_a_signal_came_before(sentinels: list[int], timeout: float | None) -> list[int]:
        timeouts.append(timeout)
        if len(timeouts) == 2:
            raise KeyboardInterrupt
        return []

    monkeypatch.setattr(prefork, "wait", wait_as_if_a_signal_came_before)
    with pytest.raises(KeyboardInterrupt):
        prefork._replace_ended([], lambda on_ready, is_replacement: None)
    assert timeouts[0] is not None
    assert timeouts[0] <= 1


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        site.server.kill()
        assert site.wait_for_exit() == -signal.SIGKILL
    with socket.create_server(("127.0.0.1", site.port)):
        assert "Traceback" not in site.log.read_text()


def test_the_site_stops_when_no_worker_can_be_started(tmp_path: Path) -> None:
    program = "import sys, app; app.prefork.RESTART_PAUSE_SECONDS = 0; sys.exit(app.main())"
    with serving(tmp_path, "--workers", "2", program=("-c", program)) as site:
        (tmp_path / "data" / "CURRENT").write_text("gone")
        for manifest in tmp_path.glob("data/builds/*/manifest.json"):
            manifest.write_text("{}")
        for worker in site.workers():
            os.kill(worker, signal.SIGKILL)
        assert site.wait_for_exit() == 1
    *_, reason, last = site.log.read_text().splitlines()
    assert "The build gone has no readable manifest" in reason
    assert last == "No worker could be started in 5 tries."


def test_one_worker_goes_on_while_no_other_can_be_started(tmp_path: Path) -> None:
    program = "import sys, app; app.prefork.RESTART_PAUSE_SECONDS = 0.01; sys.exit(app.main())"
    with serving(tmp_path, "--workers", "2", program=("-c", program)) as site:
        pointer = tmp_path / "data" / "CURRENT"
        build, manifests = (
            pointer.read_text(),
            {path: path.read_bytes() for path in tmp_path.glob("data/builds/*/manifest.json")},
        )
        pointer.write_text("gone")
        for manifest in manifests:
            manifest.write_text("{}")
        os.kill(site.workers()[0], signal.SIGKILL)
        failure = "The build gone has no readable manifest"
        wait_until(lambda: site.log.read_text().count(failure) > 5)
        assert site.health()["status"] == "ok"
        for manifest, content in manifests.items():
            manifest.write_bytes(content)
        pointer.write_text(build)
        wait_until(lambda: len(site.workers()) == 3)


def test_a_new_worker_serves_the_build_before_where_the_current_one_cannot_be_opened(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as site:
        build = site.health()["build"]
        (tmp_path / "data" / "CURRENT").write_text("gone")
        for worker in site.workers():
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: len(site.workers()) >= 3)
        assert site.health()["build"] == build
        assert f"The current build cannot serve, so the build {build} does" in site.log.read_text()


def test_workers_that_cannot_start_are_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--index", "file", "--port", str(free_port()), "--workers", "2"]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=TIMEOUT_SECONDS)
    assert process.returncode == 1
    (line,) = process.stderr.splitlines()
    assert "file" in line


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "." * 100])
def test_an_unusable_port_or_host_is_reported_in_one_line(
    tmp_path: Path, port_in_use: int, host: str, workers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(["serve", "--index", str(tmp_path), "--port", str(port_in_use), "--host", host, "--workers", workers]) == 2
    assert f"Port {port_in_use} of {host} cannot be used" in error_line(capsys)


def test_a_bad_setting_is_reported_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["serve", "--index", str(tmp_path), "--port", "lots"]) == 2
    assert "whole number from 1 to 65,535" in error_line(capsys)


def test_an_unusable_folder_is_reported_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert app.main(["serve", "--index", str(tmp_path / "file"), "--port", str(free_port())]) == 1
    assert "file" in error_line(capsys)


def test_other_commands_are_passed_to_the_indexer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["status", "--index", str(tmp_path)]) == 1
    assert "There is no index" in error_line(capsys)


def test_the_version_is_stated_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"wrans {search.__version__}\n"
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_search_builds_the_sample_where_there_is_no_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["search", "housing", "--index", str(tmp_path / "data")]) == 0
    first_line, *_ = capsys.readouterr().out.splitlines()
    assert first_line.endswith(" questions for housing")


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app.main(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    commands = (app.SERVE, app.SEARCH, app.DUMP, app.ALERTS, app.MCP)
    assert [command for command in commands if f"`wrans {command}`" not in text] == []


def test_search_names_itself_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        app.main(["search", "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: wrans search")
