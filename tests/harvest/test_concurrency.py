"""Two updates and a rebuild at once lose nothing; a daemon ends when asked."""

from __future__ import annotations

import signal
from pathlib import Path

from indexer.files.lock import WRITE_LOCK, exclusive
from search.engines.memory import MemoryEngine
from tests.harvest import command_process
from tests.harvest.api_values import read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import start_proxy
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import change_values
from tests.harvest.test_update import FIRST_DAY, TODAY, indexed_questions, make_recent_values, without_versions


def test_two_updates_and_a_rebuild_lose_nothing(run: Run, tmp_path: Path) -> None:
    before = make_recent_values(200)
    after, done = change_values(before, 0.25, TODAY)
    far_end = LocalSite(MemoryEngine(read_questions(before)))
    with serve(far_end) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", FIRST_DAY, "--source", proxy.address)[0] == 0
        far_end.show(MemoryEngine(read_questions(after)))
        to_update = ("update", "--source", proxy.address, "--index", tmp_path, "--wait", 60)
        to_build = ("build", tmp_path / "raw", "--index", tmp_path, "--wait", 60)
        with exclusive(tmp_path / WRITE_LOCK, "The test", 0):
            hasty = run("build", tmp_path / "raw", "--wait", 0)
            running = [command_process.start_command(*command) for command in (to_update, to_build, to_update)]
            waiting = [each.stderr.readline() for each in running if each.stderr]
        said = [each.communicate()[1] for each in running]
    assert (hasty[0], "gave up after 0 seconds of waiting for The test (process" in hasty[2]) == (1, True)
    assert all(" waits for The " in line for line in waiting), waiting
    assert [each.returncode for each in running] == [0, 0, 0], said
    found = indexed_questions(tmp_path)
    assert run("build", tmp_path / "raw", "--index", tmp_path / "other")[0] == 0
    assert indexed_questions(tmp_path / "other") == found
    for question in read_questions(after):
        assert without_versions(found)[question.id] == question
    assert {number for number, each in found.items() if each.is_removed_at_source} == set(map(str, done["vanished"]))


def test_a_daemon_outlives_a_bad_round_and_ends_when_asked(run: Run, tmp_path: Path) -> None:
    far_end = LocalSite(MemoryEngine(read_questions(make_recent_values(40))))
    with serve(far_end) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", FIRST_DAY, "--source", proxy.address)[0] == 0
        proxy.fault = "400"
        daemon = command_process.start_command("update", "--every", "1s", "--source", proxy.address, "--index", tmp_path)
        assert daemon.stderr is not None
        assert any("The round failed" in line or "ended with code 1" in line for line in daemon.stderr)
        proxy.fault = ""
        assert any("ended with code 0" in line for line in daemon.stderr)
        daemon.send_signal(signal.SIGTERM)
        told, said = daemon.communicate(timeout=60)
    assert (daemon.returncode, "Stopped." in said) == (0, True), told
