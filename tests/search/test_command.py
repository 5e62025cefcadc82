"""``python -m search``: a search from a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search.__main__ import main
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from tests.invented import questions


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(60))
    return str(folder)


@pytest.mark.parametrize(
    "arguments", [["flood", "--house", "Lords"], ["--house", "Lords", "flood"], ["--house=Lords", "flood"]]
)
def test_filters_may_come_before_or_after_the_text(
    index: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--index", index]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.endswith("questions for flood · House: Lords")


def test_prints_the_relaxation_and_every_problem(index: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flood xyzzy school (", "--index", index]) == 0
    output = capsys.readouterr().out
    assert "close matches for flood xyzzy school" in output
    assert "No question matches all your words. 39 questions are close matches, with at least 2 of your 3 words" in output
    assert "A bracket is not closed" in output


def test_a_record_without_any_text_is_listed_by_its_heading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    WhooshWriter(tmp_path).rebuild([Question(id="1", house="Commons", text="", heading="Lanterns")])
    assert main(["lanterns", "--index", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("1. Lanterns")


@pytest.mark.parametrize(("arguments", "code"), [(["x", "--house", "Mars"], 2), (["x", "--page", "0"], 2)])
def test_an_invalid_search_prints_one_line(
    index: str, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--index", index]) == code
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_missing_index_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["x", "--index", str(tmp_path)]) == 1
    assert "There is no index" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error(index: str) -> None:
    command = [sys.executable, "-m", "search", "--index", index, "--per", "100"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == ""
