"""What the raw store holds, by address and by question: a look-up made from the store alone, which may be deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from indexer.files.response_store import START, Position, RawStore, Response
from indexer.harvest.date_windows import QUESTIONS_PATH, is_harvest_list, question_id
from indexer.harvest.response_checks import decode_list

_SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS position (file TEXT, offset INTEGER);
    CREATE TABLE IF NOT EXISTS listed (path TEXT PRIMARY KEY, at REAL, total INTEGER, ids BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS question (id INTEGER PRIMARY KEY, entry BLOB, is_short INTEGER, whole BLOB);
    CREATE INDEX IF NOT EXISTS due ON question (id) WHERE is_short AND whole IS NOT entry;
"""
"""``entry`` is the digest of the newest list entry, ``whole`` what it was when the whole text was fetched."""

_IDS_TO_FETCH = "SELECT id FROM question WHERE is_short AND whole IS NOT entry"
_COUNT_TO_FETCH = "SELECT count(*) FROM question WHERE is_short AND whole IS NOT entry"
_PUT_ENTRY = """
    INSERT INTO question VALUES (?, ?, ?, NULL)
    ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, is_short = excluded.is_short
"""
_PUT_FETCHED = "INSERT INTO question VALUES (?, NULL, 0, NULL) ON CONFLICT (id) DO UPDATE SET whole = entry"
_PUT_MISSING = (
    "INSERT INTO question VALUES (?, NULL, 0, NULL) ON CONFLICT (id) DO UPDATE SET entry = NULL, whole = NULL, is_short = 0"
)


class PageIds(NamedTuple):
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
            self.add(position, response)
        store.truncate_after(self.position())

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def position(self) -> Position:
        """How far the store is known here."""
        row = self._database.execute("SELECT file, offset FROM position").fetchone()
        return Position(*row) if row else START

    def add(self, position: Position, response: Response) -> None:
        """Note an answer that ends at a position of the store."""
        path = response.address[response.address.index(QUESTIONS_PATH) :]
        item = question_id(path)
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM position")
            self._database.execute("INSERT INTO position VALUES (?, ?)", position)
            if item is None:
                self._add_page(path, response)
            else:
                self._database.execute(_PUT_FETCHED if response.status == 200 else _PUT_MISSING, (item,))

    def page_ids(self, path: str, since: datetime) -> PageIds | None:
        """What a list said, if it was asked for at that time or later."""
        query = "SELECT total, ids FROM listed WHERE path = ? AND at >= ?"
        row = self._database.execute(query, (path, since.timestamp())).fetchone()
        return PageIds(row[0], msgspec.json.decode(row[1], type=list[int])) if row else None

    def has_changes(self, body: bytes) -> bool:
        """Whether a list tells anything of any question that the newest list entry of it did not."""
        query = "SELECT entry FROM question WHERE id = ?"
        return any(
            self._database.execute(query, (entry.id,)).fetchone() != (entry.digest,) for entry in decode_list(body).entries
        )

    def ids_to_fetch(self) -> Iterator[int]:
        """The questions whose whole text is not here, or was there before their list entry changed; the newest first."""
        below = 1 << 62
        while rows := self._database.execute(f"{_IDS_TO_FETCH} AND id < ? ORDER BY id DESC LIMIT 1000", (below,)).fetchall():
            yield from (number for (number,) in rows)
            below = rows[-1][0]

    def ids_to_fetch_among(self, ids: Collection[int]) -> list[int]:
        """Those of some questions that are due."""
        return [number for number in sorted(ids) if self._database.execute(f"{_IDS_TO_FETCH} AND id = ?", (number,)).fetchone()]

    def count_to_fetch(self) -> int:
        """How many are due."""
        return int(self._database.execute(_COUNT_TO_FETCH).fetchone()[0])

    def _add_page(self, path: str, response: Response) -> None:
        page = decode_list(response.body)
        self._database.executemany(_PUT_ENTRY, [(entry.id, entry.digest, entry.is_short) for entry in page.entries])
        if is_harvest_list(path):
            ids = msgspec.json.encode([entry.id for entry in page.entries])
            at = response.fetched_at.astimezone(UTC).timestamp()
            self._database.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?)", (path, at, page.total, ids))
