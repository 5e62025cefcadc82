"""ARCHITECTURE.md names only files and folders that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"`([^`]+)`")
LINES = [line for line in (ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines() if not line.startswith("    ")]
"""The lines outside indented blocks."""


def is_path(name: str) -> bool:
    return re.fullmatch(r"[\w./-]+", name) is not None and ("/" in name or name.endswith(".py"))


def folder_tables() -> list[tuple[str, list[str], str]]:
    """Return, for each row of a folder table, the folder of its section, the names in the first cell, and the last cell."""
    rows = []
    section = ""
    for line in LINES[LINES.index("## Folders, and the question each answers") : LINES.index("## Where to make a change")]:
        if line.startswith("### "):
            title = line.removeprefix("### ").partition(":")[0]
            section = "" if title == "The rest" else title
        elif line.startswith("| `"):
            cells = line.strip("| ").split(" | ")
            rows.append((section, CODE.findall(cells[0]), cells[-1]))
    return rows


@pytest.mark.parametrize("name", sorted({name for line in LINES for name in CODE.findall(line) if is_path(name)}))
def test_every_path_exists(name: str) -> None:
    sections = {section for section, names, _ in folder_tables() if name in names}
    assert any((ROOT / section / name).exists() for section in sections or {""})


@pytest.mark.parametrize(("section", "names"), [(section, names) for section, names, _ in folder_tables()])
def test_every_folder_and_file_of_the_tables_exists(section: str, names: list[str]) -> None:
    assert [name for name in names if not (ROOT / section / name).exists()] == []


@pytest.mark.parametrize(
    ("folder", "contents"),
    [(f"{section}/{names[0]}", contents) for section, names, contents in folder_tables() if section and names[0].endswith("/")],
)
def test_every_module_of_the_tables_is_in_its_folder(folder: str, contents: str) -> None:
    modules = [name for name in CODE.findall(contents) if re.fullmatch(r"[a-z_0-9]+", name)]
    missing = [name for name in modules if not any((ROOT / folder / entry).exists() for entry in (f"{name}.py", name))]
    assert missing == []


def test_the_links_lead_to_files() -> None:
    targets = [target for line in LINES for target in re.findall(r"\]\(([^)#]+)", line)]
    assert [target for target in targets if not (ROOT / target).exists()] == []
