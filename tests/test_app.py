"""Starting the site as an operator does: one process, one line of trouble at most."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[1]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def test_serves_the_sample_from_any_folder_and_stops_when_asked(tmp_path: Path, free: int) -> None:
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--index", "data", "--port", str(free)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("Wrans serves 318 made-up sample questions at http://127.0.0.1:")
        with urllib.request.urlopen(f"http://127.0.0.1:{free}/health") as answer:
            assert json.load(answer)["sample"] is True
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
    assert (tmp_path / "data" / "CURRENT").is_file()


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    (line,) = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid"])
def test_a_place_that_cannot_be_listened_on_is_one_line(tmp_path: Path, taken: int, host: str) -> None:
    # In a process of its own: waitress leaves its sockets open when it cannot bind.
    command = [sys.executable, str(ROOT / "app.py"), "serve", "--index", str(tmp_path), "--port", str(taken), "--host", host]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert f"Port {taken} of {host} cannot be used" in line


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
