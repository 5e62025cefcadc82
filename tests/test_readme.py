"""The README agrees with the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search.__main__ import show
from search.settings import SETTINGS
from tests.sample import sample_engine

README = Path(__file__).parents[1] / "README.md"
_ROW = re.compile(r"\| `(WRANS_[A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|")


def test_the_table_of_settings_is_that_of_the_program() -> None:
    rows = [_ROW.fullmatch(line) for line in README.read_text("utf-8").splitlines() if line.startswith("| `WRANS_")]
    table = [(row[1], row[2] or "", row[3]) if row else None for row in rows]
    assert table == [(setting.name, setting.default, setting.help) for setting in SETTINGS]


def test_the_example_prints_what_the_program_prints(capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"    \$ \.venv/bin/wrans search '(.+)'\n((?:    .+\n|\n)+)", README.read_text("utf-8"))
    assert example
    show(sample_engine(), [("q", example[1])], explain=False)
    assert capsys.readouterr().out.split() == example[2].split()


def test_the_picture_is_one_of_the_help() -> None:
    picture = re.search(r"!\[.+\]\((.+)\)", README.read_text("utf-8"))
    assert picture
    assert (README.parent / picture[1]).is_file()
