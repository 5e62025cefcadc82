"""The short form of the soak and of the restoration: every answer is that of a quiet twin, while updates and rebuilds go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.attack.restoration import SEARCHES, restore_and_compare
from tests.attack.soak import Answer, Served, Soak, index_command, soak
from tests.harvest.api_values import make_values

MINUTES = 0.06
UPDATE_SECONDS = 1.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    lines = (json.dumps({"value": value}) + "\n" for value in make_values(150).values())
    (folder / "values.ndjson").write_text("".join(lines))
    return folder


def test_every_answer_is_that_of_a_quiet_twin(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    soak(data, tmp_path, MINUTES, 3, "1", UPDATE_SECONDS, addresses=12)
    output = capsys.readouterr().out
    assert "failed: 0; wrong against the twin: 0; errors in the log: 0" in output
    assert "build " in output
    assert "update " in output


def test_an_answer_of_no_current_build_is_wrong(tmp_path: Path) -> None:
    soaked = Soak(tmp_path, tmp_path, ["/"])
    soaked.builds = [Served("a", 0, 10, {"/": "old"}), Served("b", 8, 99, {"/": "new"})]
    soaked.end()
    for digest, sent, received in (("old", 1, 2), ("old", 9, 9.5), ("new", 9, 9.5), ("old", 11, 12), ("other", 9, 9.5)):
        soaked.note(Answer("/", 200, digest, sent, received))
    soaked.compare()
    assert len(soaked.wrong) == 2
    assert soaked.statuses[200] == 5


def test_a_restored_index_answers_with_the_same_bytes(data: Path, tmp_path: Path) -> None:
    index_command("build", str(data), "--index", str(tmp_path / "index"))
    done = restore_and_compare(tmp_path / "index", tmp_path)
    assert done.different == []
    assert (done.records, len(SEARCHES)) == (150, 10)
    assert done.samples > 20
