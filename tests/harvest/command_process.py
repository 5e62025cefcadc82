"""Runs an indexer command as a process, without pauses: ``python -m tests.harvest.command_process COMMAND...``."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

from indexer.__main__ import main
from indexer.harvest import command
from indexer.harvest.client import RequestPolicy
from tests.harvest.api_values import SPAN_OPTIONS
from tests.harvest.faulty_proxy import Proxy

ROOT = Path(__file__).parents[2]
POLL_SECONDS = 0.002
MAX_EXTRA_SECONDS = 0.02


def fast_policy(contact: str, per_second: float) -> RequestPolicy:
    """Return a policy without pauses between requests, and with very short ones before retries."""
    return RequestPolicy(contact, 100_000, 0.005)


def start_command(*arguments: object) -> subprocess.Popen[str]:
    """Start a command of the indexer with the fast policy."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.harvest.command_process", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_harvest(proxy: Proxy, index: Path, after: int, rng: random.Random) -> None:
    """Start a harvest of the made values' span, and kill it after it has sent ``after`` requests."""
    kill_at = proxy.requests.total() + after
    process = start_command("harvest", *SPAN_OPTIONS, "--source", proxy.address, "--index", index)
    while proxy.requests.total() < kill_at and process.poll() is None:
        time.sleep(POLL_SECONDS)
    time.sleep(rng.random() * MAX_EXTRA_SECONDS)
    process.send_signal(signal.SIGKILL)
    process.communicate()


if __name__ == "__main__":
    with patch.object(command, "RequestPolicy", fast_policy):
        sys.exit(main())
