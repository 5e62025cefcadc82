"""SQLite's FTS5."""

# ruff: noqa: S608 (statements are built from constants; values are parameters)

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from benchmarks.relevance.collection import Document
from benchmarks.relevance.rankers import RECORD_WEIGHTS, TEXT_WEIGHTS


class Fts5:
    """A full-text table with a column for each text of a document."""

    setup: ClassVar[str] = (
        "title and text as columns; its porter tokenizer; words joined by OR, repeated words included; bm25()"
    )

    weights: ClassVar[Mapping[str, float]] = TEXT_WEIGHTS

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        columns = ", ".join(self.weights)
        self._database.execute(f"CREATE VIRTUAL TABLE documents USING fts5(id UNINDEXED, {columns}, tokenize='porter')")
        rank = f"bm25({', '.join(map(str, (0.0, *self.weights.values())))})"
        self._database.execute("INSERT INTO documents (documents, rank) VALUES ('rank', ?)", (rank,))
        rows = ((document.id, *(getattr(document, name) for name in self.weights)) for document in documents)
        self._database.executemany(f"INSERT INTO documents VALUES (?{', ?' * len(self.weights)})", rows)

    @staticmethod
    def version() -> str:
        """Return the version of the SQLite library that Python uses."""
        return sqlite3.sqlite_version

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Sort by the hidden column ``rank``."""
        expression = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?"
        return [str(row[0]) for row in self._database.execute(sql, (expression, limit))]


class RecordFts5(Fts5):
    """The same with the three texts of a record."""

    setup: ClassVar[str] = (
        "heading, question and answer as columns, weighted 3, 1 and ½ as ours; its porter tokenizer; words joined by OR; bm25()"
    )
    weights: ClassVar[Mapping[str, float]] = RECORD_WEIGHTS
