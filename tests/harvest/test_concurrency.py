"""Two updates and a rebuild at the same time lose nothing. Repeated updates go on after a failure, and end on SIGTERM."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from indexer.files.lock import WRITE_LOCK, exclusive
from indexer.harvest import command
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import read_questions
from tests.harvest.command_process import start_command
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import start_proxy
from tests.harvest.index_contents import by_id, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import RECENT_FIRST_DAY, TODAY, change_values, make_recent_values


def test_two_updates_and_a_rebuild_lose_nothing(run: Run, tmp_path: Path) -> None:
    before = make_recent_values(200)
    after, changed = change_values(before, 0.25, TODAY)
    site = LocalSite(MemoryEngine(read_questions(before)))
    with serve(site) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", RECENT_FIRST_DAY, "--source", proxy.address)[0] == 0
        site.show(MemoryEngine(read_questions(after)))
        update = ("update", "--source", proxy.address, "--index", tmp_path, "--wait", 60)
        build = ("build", tmp_path / "raw", "--index", tmp_path, "--wait", 60)
        with exclusive(tmp_path / WRITE_LOCK, "The test", 0):
            assert run("build", tmp_path / "raw", "--wait", 0)[0] == 1
            processes = [start_command(*arguments) for arguments in (update, build, update)]
            waiting = [process.stderr.readline() for process in processes if process.stderr]
        errors = [process.communicate()[1] for process in processes]
    assert all(" waits for The " in line for line in waiting), waiting
    assert [process.returncode for process in processes] == [0, 0, 0], errors
    questions = indexed_questions(tmp_path)
    assert run("build", tmp_path / "raw", "--index", tmp_path / "other")[0] == 0
    assert indexed_questions(tmp_path / "other") == questions
    current = without_versions(questions)
    assert {question_id: current[question_id] for question_id in map(str, after)} == by_id(read_questions(after))
    assert {question_id for question_id, question in questions.items() if question.is_removed_at_source} == set(
        map(str, changed["removed"])
    )


def test_repeated_updates_outlast_a_failure_and_end_on_sigterm(run: Run, tmp_path: Path) -> None:
    with serve(LocalSite(MemoryEngine(read_questions(make_recent_values(40))))) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", RECENT_FIRST_DAY, "--source", proxy.address)[0] == 0
        proxy.fault = "400"
        process = start_command("update", "--every", "1s", "--source", proxy.address, "--index", tmp_path)
        assert process.stderr is not None
        assert any("The update failed" in line or "ended with exit code 1" in line for line in process.stderr)
        proxy.fault = ""
        assert any("ended with exit code 0" in line for line in process.stderr)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, "Stopped." in errors) == (0, True), output


def test_sleeps_between_updates_are_short_so_that_a_signal_before_one_is_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    sleeps: list[float] = []

    def sleep_as_if_a_signal_came_before(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep_as_if_a_signal_came_before)
    with pytest.raises(KeyboardInterrupt):
        command._sleep_until(time.monotonic() + 3_600)
    assert sleeps == [1, 1]
