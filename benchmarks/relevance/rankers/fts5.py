"""SQLite's FTS5."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.relevance.collection import Document


class Fts5:
    """A full-text table with a column for the title and one for the text."""

    setup: ClassVar[str] = (
        "title and text as columns; its porter tokenizer; words joined by OR, repeated words included; bm25()"
    )

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        self._database.execute("CREATE VIRTUAL TABLE documents USING fts5(id UNINDEXED, title, text, tokenize='porter')")
        rows = ((document.id, document.title, document.text) for document in documents)
        self._database.executemany("INSERT INTO documents VALUES (?, ?, ?)", rows)

    @staticmethod
    def version() -> str:
        """Return the version of the SQLite library that Python uses."""
        return sqlite3.sqlite_version

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Sort by the hidden column ``rank``."""
        expression = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?"
        return [str(row[0]) for row in self._database.execute(sql, (expression, limit))]
