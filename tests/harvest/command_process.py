"""The commands of the indexer as a process: ``python -m tests.harvest.command_process COMMAND...``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from indexer.__main__ import main
from indexer.harvest import command
from indexer.harvest.client import RequestPolicy

ROOT = Path(__file__).parents[2]


def fast_policy(contact: str, per_second: float) -> RequestPolicy:
    """No pause between requests, and hardly one before they are tried again."""
    return RequestPolicy(contact, 100_000, 0.005)


def start_command(*arguments: object) -> subprocess.Popen[str]:
    """The process."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.harvest.command_process", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    command.RequestPolicy = fast_policy  # type: ignore[assignment, misc]
    sys.exit(main())
