"""A command whose output nobody reads any more ends quietly, with its work done. Ctrl+C says what is left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import __main__ as command
from indexer import maintenance
from indexer.sources.sample import SAMPLE
from tests.harvest.index_contents import indexed_questions

ROOT = Path(__file__).parents[1]


def run_unread(*arguments: object, both: bool = False) -> tuple[int, str]:
    """Run a command whose output is closed from the start; return its exit code and errors. ``both``: the errors are too."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT,
        stdout=write_end,
        stderr=subprocess.STDOUT if both else subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    os.close(write_end)
    return process.returncode, process.stderr or ""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample, which no test changes."""
    folder = tmp_path_factory.mktemp("sample")
    command.build_sample(folder)
    return folder


@pytest.mark.parametrize("program", [("app.py", "status"), ("-m", "indexer", "status"), ("-m", "indexer", "check")])
def test_reading_command_ends_quietly(program: tuple[str, ...], index: Path) -> None:
    assert run_unread(*program, "--index", index) == (0, "")


@pytest.mark.parametrize("program", [("app.py", "search"), ("-m", "search")])
def test_search_ends_quietly(program: tuple[str, ...], index: Path) -> None:
    assert run_unread(*program, "tide", "--index", index) == (0, "")


def test_build_does_its_work_though_nobody_reads(tmp_path: Path) -> None:
    code, _ = run_unread("app.py", "build", SAMPLE, tmp_path / "gone", "--index", tmp_path, both=True)
    assert code == 2, "the exit code is that of the failure"
    code, _ = run_unread("app.py", "build", SAMPLE, "--index", tmp_path, both=True)
    assert code == 0
    assert indexed_questions(tmp_path)


def test_help_and_version_end_quietly() -> None:
    assert run_unread("app.py", "--version") == (0, "")
    assert run_unread("app.py", "build", "--help") == (0, "")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("status",), "Stopped.\n"),
        (
            ("harvest",),
            "Stopped. What was fetched is stored, and the next run goes on from there. The index has not changed.\n",
        ),
        (("update",), "Stopped. What was fetched is stored, and the next run goes on from there. The index has not changed.\n"),
        (("update", "--remove", "1"), "Stopped. The index has not changed.\n"),
        (("meaning",), "Stopped. `wrans meaning` encodes the rest.\n"),
    ],
)
def test_interrupt_says_what_is_left(
    arguments: tuple[str, ...], text: str, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    for name in ("_fetch", "_update_from_files", "_meaning"):
        monkeypatch.setattr(command, name, interrupt)
    monkeypatch.setattr(maintenance, "run", interrupt)
    assert command.main([*arguments, "--index", str(index)]) == 1
    assert capsys.readouterr().err == text


def test_interrupt_after_the_new_index_is_in_place_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_print_report", interrupt)
    assert command.main(["build", str(SAMPLE), "--index", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith("Stopped. The new index is in place.\n")
