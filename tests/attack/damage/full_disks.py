"""Disks that are full from one step of a build on, up to its publication, or too small for it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from tests.attack.damage import outcome
from tests.attack.damage.outcome import Outcome
from tests.engines.test_robustness import all_answers, limit_file_size
from tests.indexer.source_records import official, write_lines
from tests.invented import questions

ROOT = Path(__file__).parents[3]
NO_SPACE = ("No space left", "File too large", "disk is full", "disk I/O error")
"""What a message about a full disk has, by the way in which it is full."""

FULL_FROM = """
import errno, os, sys
from indexer.__main__ import main

folder, last, steps = sys.argv[1], int(sys.argv[2]), 0

def fill(event, arguments):
    global steps
    writes = event in ("os.rename", "os.mkdir", "os.link") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    )
    path = str(arguments[1] if event == "os.rename" else arguments[0]) if writes else ""
    if path.startswith(folder):
        steps += 1
        if steps > last:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

sys.addaudithook(fill)
code = main(sys.argv[3:])
print("steps", steps)
sys.exit(code)
"""
"""A command during which nothing can be created, opened for writing, linked or renamed in a folder after a given step."""

EVERY_STEP = 1_000_000
RECORDS = 40
ADDED = [
    official(id=number, uin=str(number), questionText=f"How many bridges have {number} lamps?")
    for number in range(70_000, 70_060)
]
BLOCK = 4_096
"""A file takes whole blocks of a disk, and a folder takes one."""


def fill_at_each_step(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Fill the disk at ``count`` steps of a build and of an update: the last steps, which publish, and some earlier steps."""
    result = outcome.new()
    commands = {name: _Command(folder, name) for name in ("build", "update")}
    for name, command in commands.items():
        steps = command.count_steps()
        last = list(range(max(0, steps - max(1, count // 4)), steps))
        others = dice.sample(range(last[0]), min(last[0], max(0, count // 2 - len(last))))
        for step in sorted({*last, *others}):
            command.judge(result, command.run(step), f"{name}, full after step {step} of {steps}")
    return result


def fill_small_disks(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Build on ``count`` disks of different sizes, each too small; where disks cannot be mounted, limit the size of files."""
    result = outcome.new()
    command = _Command(folder, "build")
    smallest, needed = _bytes_on_disk(command.old), _bytes_on_disk(command.new)
    for number in range(count):
        size = smallest + (needed - smallest) * number // count
        with _small_disk(folder / "disk", size) as is_mounted:
            ended = command.run(EVERY_STEP, None if is_mounted else dice.randrange(size // 4), folder / "disk" / "index")
            command.judge(result, ended, f"a disk of {size:,} bytes", folder / "disk" / "index")
    return result


class _Command:
    """A command that changes an index: the index before, the index after, and its answers then."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self.old, self.new = folder / f"{name}-old", folder / f"{name}-new"
        self._records = questions(RECORDS, seed=3)
        WhooshWriter(self.old).rebuild(self._records)
        (self.old / "rejected.ndjson").touch()
        self._data = write_lines(folder / f"{name}.ndjson", ADDED)
        shutil.copytree(self.old, self.new)
        self._before = all_answers(self.old, self._records)
        self._run(self.new, EVERY_STEP)
        self._after = all_answers(self.new, self._records)
        assert self._after != self._before

    def count_steps(self) -> int:
        """Return the number of steps of the whole command."""
        index = self._folder / "counted"
        shutil.copytree(self.old, index)
        ended = self._run(index, EVERY_STEP)
        shutil.rmtree(index)
        return int(ended.stdout.rpartition("steps")[2])

    def run(self, step: int, max_bytes: int | None = None, index: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the command on a copy of the old index. The disk is full after ``step``, or limits files to ``max_bytes``."""
        index = index or self._folder / "full"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(self.old, index)
        return self._run(index, step, max_bytes)

    def _run(self, index: Path, step: int, max_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
        arguments = [self._name, str(self._data), "--index", str(index), "--processes", "1"]
        if self._name == "update":
            arguments = arguments[:-2]
        return subprocess.run(
            [sys.executable, "-c", FULL_FROM, str(index), str(step), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=None if max_bytes is None else limit_file_size(max_bytes),
        )

    def judge(self, result: Outcome, ended: subprocess.CompletedProcess[str], where: str, index: Path | None = None) -> None:
        """Note whether the index is that of before or after, and whether the message is clear."""
        index = index or self._folder / "full"
        answers = all_answers(index, self._records)
        state = "as before" if answers == self._before else "as after" if answers == self._after else ""
        result.counts[f"answers {state or 'wrong'}"] += 1
        if not state:
            result.faults.append(f"{where}: an answer is neither that of the old build nor that of the new one")
        if state == "as before" and not ended.returncode:
            result.faults.append(f"{where}: the command ended with 0 and changed nothing")
        if ended.returncode and ("Traceback" in ended.stderr or not any(text in ended.stderr for text in NO_SPACE)):
            result.faults.append(f"{where}: exit code {ended.returncode} and {ended.stderr.strip()[-300:]!r}")
        result.faults += [f"{where}: {problem}" for problem in check(index)]


def _bytes_on_disk(index: Path) -> int:
    return sum(-(-path.stat().st_size // BLOCK) * BLOCK if path.is_file() else BLOCK for path in index.rglob("*")) + BLOCK


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a disk of ``size`` bytes at a folder, if the process may. Yields whether the disk is mounted."""
    folder.mkdir()
    can_mount = sys.platform.startswith("linux") and os.geteuid() == 0
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    is_mounted = can_mount and not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        shutil.rmtree(folder)
