"""A site in processes of its own, to be attacked: its address, its log, its memory and its open files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.free_port import free_port

ROOT = Path(__file__).parents[2]


class Site(msgspec.Struct, frozen=True):
    """A running server of one or more processes."""

    server: subprocess.Popen[str]
    port: int
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """What a client connects to."""
        return "127.0.0.1", self.port

    @property
    def is_running(self) -> bool:
        """Whether the first process lives."""
        return self.server.poll() is None

    def processes(self) -> list[int]:
        """The ids of the first process and its workers."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [self.server.pid, *map(int, children.read_text().split())]

    def memory(self) -> int:
        """The memory of all processes in bytes, without the files of the index that they map."""
        return sum(_status_bytes(process, "RssAnon") for process in self.processes())

    def open_files(self) -> int:
        """The number of files and connections that are open in all processes."""
        return sum(len(os.listdir(f"/proc/{process}/fd")) for process in self.processes())

    def processor_seconds(self) -> float:
        """The processor time that all processes have used."""
        return sum(_processor_seconds(process) for process in self.processes())


@contextmanager
def serving(folder: Path, index: Path, *options: str, root: Path = ROOT, **settings: str) -> Iterator[Site]:
    """Serve an index with the program at ``root``; the log is in ``folder``. ``settings`` are environment variables."""
    port, log = free_port(), folder / "attacked.log"
    command = [sys.executable, str(root / "app.py"), "serve", "--index", str(index), "--port", str(port), *options]
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(folder), **settings}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith("Wrans serves "), log.read_text()
            yield Site(server, port, log)
        finally:
            server.kill()  # its workers end with it


def wait_for_lines(log: Path, text: str, timeout: float) -> Sequence[str]:
    """Return the lines of the log that hold the text, as soon as there is one; none after ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if lines := [line for line in log.read_text().splitlines() if text in line]:
            return lines
        time.sleep(0.05)
    return []


def _status_bytes(process: int, name: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
