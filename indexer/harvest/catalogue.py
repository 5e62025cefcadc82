"""The catalogue of the raw store: an SQLite file of the list pages and questions it has. Derived from the store; deletable."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from indexer.files.response_store import START, Position, RawStore, Response
from indexer.harvest.date_windows import QUESTIONS_PATH, is_harvest_list, question_id_in
from indexer.harvest.response_checks import ListPage, decode_list

_SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS position (file TEXT, offset INTEGER);
    CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, fetched_at REAL, total INTEGER, ids BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS question (id INTEGER PRIMARY KEY, entry BLOB, is_incomplete INTEGER, fetched_entry BLOB);
    CREATE INDEX IF NOT EXISTS to_fetch ON question (id) WHERE is_incomplete AND fetched_entry IS NOT entry;
"""
"""``entry`` is the digest of the newest list entry, ``fetched_entry`` the value of ``entry`` when the question was fetched."""

_CLEAR = "DELETE FROM position; DELETE FROM page; DELETE FROM question;"
_IDS_TO_FETCH = "SELECT id FROM question WHERE is_incomplete AND fetched_entry IS NOT entry"
_COUNT_TO_FETCH = "SELECT count(*) FROM question WHERE is_incomplete AND fetched_entry IS NOT entry"
_PUT_ENTRY = """
    INSERT INTO question VALUES (?, ?, ?, NULL)
    ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, is_incomplete = excluded.is_incomplete
"""
_PUT_FETCHED = "INSERT INTO question VALUES (?, NULL, 0, NULL) ON CONFLICT (id) DO UPDATE SET fetched_entry = entry"
_PUT_MISSING = """
    INSERT INTO question VALUES (?, NULL, 0, NULL)
    ON CONFLICT (id) DO UPDATE SET entry = NULL, fetched_entry = NULL, is_incomplete = 0
"""
_ABOVE_EVERY_ID = 1 << 62
_BATCH_IDS = 1_000


class PageIds(msgspec.Struct, frozen=True):
    """The questions on one page of a list. ``total`` is the number of questions in the whole list."""

    total: int
    ids: list[int]

    @classmethod
    def of(cls, page: ListPage) -> PageIds:
        """Return the ids of a decoded page."""
        return cls(page.total, [entry.id for entry in page.entries])


class Catalogue:
    """The catalogue of one raw store. Only one process may use it at a time. ``open`` makes one that is up to date."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path, store: RawStore) -> Catalogue:
        """Open the catalogue in a file, or make it; add the store's new responses; cut a torn response off the store's end.

        Raises ``StoreDamaged`` if the store cannot be read.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = cls(sqlite3.connect(path, isolation_level=None))
        catalogue.create_tables()
        catalogue.add_new_responses(store)
        catalogue.repair_tail(store)
        return catalogue

    def create_tables(self) -> None:
        """Create the tables that do not exist yet."""
        self._database.executescript(_SCHEMA)

    def add_new_responses(self, store: RawStore) -> None:
        """Add every response after ``position``; all of them if the store is shorter than that. Raises ``StoreDamaged``."""
        if not store.contains(self.position()):
            self._database.executescript(_CLEAR)
        for position, response in store.read(self.position()):
            page = decode_list(response.body) if question_id_in(_path(response)) is None else None
            self.add(position, response, page)

    def repair_tail(self, store: RawStore) -> None:
        """Cut from the store whatever follows ``position``: a response that a kill left torn."""
        store.truncate_after(self.position())

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def position(self) -> Position:
        """Return the end of the last response added."""
        row = self._database.execute("SELECT file, offset FROM position").fetchone()
        return Position(*row) if row else START

    def add(self, position: Position, response: Response, page: ListPage | None) -> None:
        """Add a response of the store that ends at ``position``. ``page`` is its content if it is a list, else None."""
        path = _path(response)
        with self._database:
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM position")
            self._database.execute("INSERT INTO position VALUES (?, ?)", position)
            if page is not None:
                self._add_page(path, response.fetched_at, page)
            else:
                self._database.execute(_PUT_FETCHED if response.status == 200 else _PUT_MISSING, (question_id_in(path),))

    def page_ids(self, path: str, fetched_since: datetime) -> PageIds | None:
        """Return a harvest's list page if the store has one that was fetched at that time or later."""
        query = "SELECT total, ids FROM page WHERE path = ? AND fetched_at >= ?"
        row = self._database.execute(query, (path, fetched_since.timestamp())).fetchone()
        return PageIds(row[0], msgspec.json.decode(row[1], type=list[int])) if row else None

    def has_changes(self, page: ListPage) -> bool:
        """Whether any entry of a page differs from the newest entry in the store."""
        query = "SELECT entry FROM question WHERE id = ?"
        return any(self._database.execute(query, (entry.id,)).fetchone() != (entry.digest,) for entry in page.entries)

    def ids_to_fetch(self) -> Iterator[int]:
        """Yield the ids of incomplete questions that were not fetched since their list entry changed, greatest id first."""
        below = _ABOVE_EVERY_ID
        query = f"{_IDS_TO_FETCH} AND id < ? ORDER BY id DESC LIMIT {_BATCH_IDS}"
        while rows := self._database.execute(query, (below,)).fetchall():
            yield from (question_id for (question_id,) in rows)
            below = rows[-1][0]

    def ids_to_fetch_among(self, ids: Collection[int]) -> list[int]:
        """Return those of the given ids that ``ids_to_fetch`` yields, in ascending order."""
        query = f"{_IDS_TO_FETCH} AND id = ?"
        return [question_id for question_id in sorted(ids) if self._database.execute(query, (question_id,)).fetchone()]

    def count_to_fetch(self) -> int:
        """Return the number of ids that ``ids_to_fetch`` yields."""
        return int(self._database.execute(_COUNT_TO_FETCH).fetchone()[0])

    def _add_page(self, path: str, fetched_at: datetime, page: ListPage) -> None:
        self._database.executemany(_PUT_ENTRY, [(entry.id, entry.digest, entry.is_incomplete) for entry in page.entries])
        if is_harvest_list(path):
            ids = msgspec.json.encode([entry.id for entry in page.entries])
            timestamp = fetched_at.astimezone(UTC).timestamp()
            self._database.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (path, timestamp, page.total, ids))


def _path(response: Response) -> str:
    return response.address[response.address.index(QUESTIONS_PATH) :]
