"""Runs the indexer's commands in this process, without pauses between requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.__main__ import main
from indexer.harvest import command
from tests.harvest.command_process import fast_policy

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return a function that runs a command on the index in ``tmp_path``: it returns exit code, output and errors."""
    monkeypatch.setattr(command, "RequestPolicy", fast_policy)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        name, *options = map(str, arguments)
        code = main([name, "--index", str(tmp_path), *options])
        output, errors = capsys.readouterr()
        return code, output, errors

    return run_command
