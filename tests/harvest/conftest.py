"""A hurried harvester in this process, and what it needs to be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import __main__ as indexing
from indexer.harvest import command
from tests.harvest.command_process import fast_policy

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command of the indexer over the index in ``tmp_path``: its exit code, and what it printed."""
    monkeypatch.setattr(command, "RequestPolicy", fast_policy)

    def ran(*arguments: object) -> tuple[int, str, str]:
        first, *others = map(str, arguments)
        code = indexing.main([first, "--index", str(tmp_path), *others])
        return code, *capsys.readouterr()

    return ran
