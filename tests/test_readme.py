"""The README agrees with the program."""

from __future__ import annotations

import re
from pathlib import Path

from search.settings import SETTINGS

README = Path(__file__).parents[1] / "README.md"
_ROW = re.compile(r"\| `(WRANS_[A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|")


def test_the_table_of_settings_is_that_of_the_program() -> None:
    rows = [_ROW.fullmatch(line) for line in README.read_text("utf-8").splitlines() if line.startswith("| `WRANS_")]
    table = [(row[1], row[2] or "", row[3]) if row else None for row in rows]
    assert table == [(setting.name, setting.default, setting.help) for setting in SETTINGS]
