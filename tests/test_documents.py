"""The documents name only files that exist, and describe nothing twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
FOLDERS = "benchmarks|cluster|docs|examples|indexer|search|static|templates|tests|web"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")
ITEM_CHARACTERS = 60
"""Two list items or paragraphs that begin with the same characters are one that was merged twice."""


def missing_paths(text: str) -> list[str]:
    return [path for path in PATH.findall(text) if not (ROOT / path).exists()]


def repeated_items(text: str) -> list[str]:
    starts = Counter(line[:ITEM_CHARACTERS] for line in text.splitlines() if re.match(r"- |\*\*", line))
    return [start for start, count in starts.items() if count > 1 and len(start) == ITEM_CHARACTERS]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_only_files_that_exist(path: Path) -> None:
    assert missing_paths(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_describes_nothing_twice(path: Path) -> None:
    assert repeated_items(path.read_text("utf-8")) == []


def test_a_missing_file_and_a_repeated_item_are_noticed() -> None:
    assert missing_paths("the table in `search/nowhere.py`, and `search/settings.py`") == ["search/nowhere.py"]
    item = "- `derived`: what the index adds to the record, from its text, its days and the other records."
    assert len(repeated_items(f"{item} One.\n{item} Two.")) == 1
