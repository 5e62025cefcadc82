"""SQLite's FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.relevance.collection import Document


class Fts5:
    """A table of two columns."""

    said: ClassVar[str] = "title and text as columns; its porter tokenizer; words joined by OR, as often as they occur; bm25()"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        self._database.execute("CREATE VIRTUAL TABLE documents USING fts5(id UNINDEXED, title, text, tokenize='porter')")
        rows = ((each.id, each.title, each.text) for each in documents)
        self._database.executemany("INSERT INTO documents VALUES (?, ?, ?)", rows)

    @staticmethod
    def version() -> str:
        """The library's, as Python has it."""
        return sqlite3.sqlite_version

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """By its own hidden column ``rank``."""
        asked = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?"
        return [str(row[0]) for row in self._database.execute(sql, (asked, wanted))]
