"""What the raw store holds, by address and by question: a look-up made from the store alone, which may be deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from indexer.files.response_store import START, Position, RawStore, Response
from indexer.harvest.date_windows import QUESTIONS, is_lasting, item_id
from indexer.harvest.response_checks import read_page

_SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS position (file TEXT, offset INTEGER);
    CREATE TABLE IF NOT EXISTS listed (path TEXT PRIMARY KEY, at REAL, total INTEGER, ids BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS question (id INTEGER PRIMARY KEY, entry BLOB, is_short INTEGER, whole BLOB);
    CREATE INDEX IF NOT EXISTS due ON question (id) WHERE is_short AND whole IS NOT entry;
"""
"""``entry`` is the digest of the newest list entry, ``whole`` what it was when the whole text was fetched."""

_DUE = "SELECT id FROM question WHERE is_short AND whole IS NOT entry"
_COUNT_DUE = "SELECT count(*) FROM question WHERE is_short AND whole IS NOT entry"
_ENTRY = """
    INSERT INTO question VALUES (?, ?, ?, NULL)
    ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, is_short = excluded.is_short
"""
_ITEM = "INSERT INTO question VALUES (?, NULL, 0, NULL) ON CONFLICT (id) DO UPDATE SET whole = entry"
_MISSING = (
    "INSERT INTO question VALUES (?, NULL, 0, NULL) ON CONFLICT (id) DO UPDATE SET entry = NULL, whole = NULL, is_short = 0"
)


class Listed(NamedTuple):
    """A page of a list: how many the whole list has, and which questions the page."""

    total: int
    ids: list[int]


class Catalogue:
    """The look-up beside a raw store. Opening it reads what was added to the store since; one process at a time."""

    def __init__(self, path: Path, store: RawStore) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(_SCHEMA)
        if not store.contains(self.position()):
            self._database.executescript("DELETE FROM position; DELETE FROM listed; DELETE FROM question;")
        for position, response in store.read(self.position()):
            self.take_in(position, response)
        store.truncate_after(self.position())

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def position(self) -> Position:
        """How far the store is known here."""
        found = self._database.execute("SELECT file, offset FROM position").fetchone()
        return Position(*found) if found else START

    def take_in(self, position: Position, response: Response) -> None:
        """Note an answer that ends at a position of the store."""
        path = response.address[response.address.index(QUESTIONS) :]
        item = item_id(path)
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM position")
            self._database.execute("INSERT INTO position VALUES (?, ?)", position)
            if item is None:
                self._take_in_list(path, response)
            else:
                self._database.execute(_ITEM if response.status == 200 else _MISSING, (item,))

    def listed(self, path: str, since: datetime) -> Listed | None:
        """What a list said, if it was asked for at that time or later."""
        query = "SELECT total, ids FROM listed WHERE path = ? AND at >= ?"
        found = self._database.execute(query, (path, since.timestamp())).fetchone()
        return Listed(found[0], msgspec.json.decode(found[1], type=list[int])) if found else None

    def says_more(self, body: bytes) -> bool:
        """Whether a list tells anything of any question that the newest list entry of it did not."""
        query = "SELECT entry FROM question WHERE id = ?"
        return any(
            self._database.execute(query, (entry.id,)).fetchone() != (entry.digest,) for entry in read_page(body).entries
        )

    def due(self) -> Iterator[int]:
        """The questions whose whole text is not here, or was there before their list entry changed; the newest first."""
        below = 1 << 62
        while found := self._database.execute(f"{_DUE} AND id < ? ORDER BY id DESC LIMIT 1000", (below,)).fetchall():
            yield from (number for (number,) in found)
            below = found[-1][0]

    def due_among(self, ids: Collection[int]) -> list[int]:
        """Those of some questions that are due."""
        return [each for each in sorted(ids) if self._database.execute(f"{_DUE} AND id = ?", (each,)).fetchone()]

    def count_due(self) -> int:
        """How many are due."""
        return int(self._database.execute(_COUNT_DUE).fetchone()[0])

    def _take_in_list(self, path: str, response: Response) -> None:
        page = read_page(response.body)
        self._database.executemany(_ENTRY, [(entry.id, entry.digest, entry.is_short) for entry in page.entries])
        if is_lasting(path):
            ids = msgspec.json.encode([entry.id for entry in page.entries])
            at = response.fetched_at.astimezone(UTC).timestamp()
            self._database.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?)", (path, at, page.total, ids))
