"""The catalogue of the raw store: an SQLite file of the list pages and questions it has. Derived from the store; deletable."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import msgspec

from indexer.files.gzip_members import Damage
from indexer.files.response_store import START, Position, RawStore, Response
from indexer.harvest.date_windows import QUESTIONS_PATH, is_harvest_list, question_id_in
from indexer.harvest.response_checks import ListPage, decode_list

_SCHEMA_VERSION = 2
"""A catalogue of another version is made again from the store."""

_SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS position (file TEXT, offset INTEGER);
    CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, fetched_at REAL, total INTEGER, ids BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS question (
        id INTEGER PRIMARY KEY, entry BLOB, is_incomplete INTEGER, fetched_entry BLOB, listed_at REAL, fetched_at REAL,
        is_lost INTEGER
    );
    CREATE INDEX IF NOT EXISTS lost ON question (id) WHERE is_lost;
    CREATE TABLE IF NOT EXISTS lost_days (days BLOB);
"""
"""``entry`` is the digest of the newest list entry, of ``listed_at``. ``fetched_entry`` is the value of ``entry`` when the
question was fetched, at ``fetched_at``. ``is_lost``: the newest list entry or response of the question was lost by damage.
``lost_days`` has the days around damage whose questions are not known."""

_DROP = "DROP TABLE IF EXISTS position; DROP TABLE IF EXISTS page; DROP TABLE IF EXISTS question;"
_CLEAR = ("DELETE FROM position", "DELETE FROM page", "DELETE FROM question")
_IDS_TO_FETCH = "SELECT id FROM question WHERE (is_incomplete AND fetched_entry IS NOT entry OR is_lost)"
_COUNT_TO_FETCH = "SELECT count(*) FROM question WHERE is_incomplete AND fetched_entry IS NOT entry OR is_lost"
_PUT_ENTRY = """
    INSERT INTO question VALUES (?, ?, ?, NULL, ?, NULL, 0) ON CONFLICT (id) DO UPDATE SET
    entry = excluded.entry, is_incomplete = excluded.is_incomplete, listed_at = excluded.listed_at, is_lost = 0
"""
_PUT_FETCHED = """
    INSERT INTO question VALUES (?, NULL, 0, NULL, NULL, ?, 0) ON CONFLICT (id) DO UPDATE SET
    fetched_entry = entry, fetched_at = excluded.fetched_at, is_lost = 0
"""
_PUT_MISSING = """
    INSERT INTO question VALUES (?, NULL, 0, NULL, NULL, ?, 0) ON CONFLICT (id) DO UPDATE SET
    entry = NULL, fetched_entry = NULL, is_incomplete = 0, fetched_at = excluded.fetched_at, is_lost = 0
"""
_KEEP_KNOWN = "CREATE TEMP TABLE known AS SELECT * FROM question"
_RESTORE_ENTRIES = """
    UPDATE question SET entry = known.entry, is_incomplete = known.is_incomplete, fetched_entry = known.fetched_entry,
    listed_at = known.listed_at
    FROM known WHERE known.id = question.id AND known.fetched_at = question.fetched_at
    AND known.fetched_entry IS known.entry AND known.listed_at > ifnull(question.listed_at, 0)
"""
"""If the response with the whole text after the newest list entry is intact, nothing is lost with the entry."""

_MARK_LOST = """
    UPDATE question SET is_lost = 1 FROM known WHERE known.id = question.id AND (
        known.is_lost
        OR known.fetched_at > ifnull(question.fetched_at, 0)
        OR known.listed_at > ifnull(question.listed_at, 0) AND known.entry IS NOT question.entry
    )
"""
_ADD_LOST = """
    INSERT INTO question SELECT id, NULL, 0, NULL, NULL, NULL, 1 FROM known WHERE id NOT IN (SELECT id FROM question)
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


class LostDays(msgspec.Struct, frozen=True):
    """The days around damage: of tabling, and of answers and corrections. The lists of these days are read again."""

    tabled_first: date
    tabled_last: date
    active_first: date
    active_last: date


class Catalogue:
    """The catalogue of one raw store. Only one process may use it at a time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open the catalogue in a file, or make an empty one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, isolation_level=None)
        if database.execute("PRAGMA user_version").fetchone() != (_SCHEMA_VERSION,):
            database.executescript(_DROP)
            database.execute(f"PRAGMA user_version = {_SCHEMA_VERSION}")
        database.executescript(_SCHEMA)
        return cls(database)

    def add_new_responses(self, store: RawStore) -> bool:
        """Add every response after ``position``. Return False at damage, and if the store is shorter than that."""
        if not store.contains(self.position()):
            return False
        for position, part in store.scan(self.position()):
            if isinstance(part, Damage):
                return False
            self.add(position, part, _page_of(part))
        return True

    def rebuild(self, store: RawStore, lost_days: Iterable[LostDays]) -> None:
        """Make the catalogue again from the intact responses of the store, in one step; add the days around damage.

        If the catalogue knew a newer response of a question than the store has now, the question is marked as lost.
        """
        with self._database:
            for statement in ("BEGIN", _KEEP_KNOWN, *_CLEAR):
                self._database.execute(statement)
            for position, response in store.read():
                self._add(position, response, _page_of(response))
            for statement in (_RESTORE_ENTRIES, _MARK_LOST, _ADD_LOST, "DROP TABLE known"):
                self._database.execute(statement)
            self._database.executemany("INSERT INTO lost_days VALUES (?)", [(msgspec.json.encode(days),) for days in lost_days])

    def set_position(self, position: Position) -> None:
        """Record the end of the last response added, which a repair of the store has moved."""
        with self._database:
            self._database.execute("BEGIN")
            self._set_position(position)

    def lost_ids(self) -> list[int]:
        """Return the ids of questions whose newest response was lost, in ascending order."""
        return [question_id for (question_id,) in self._database.execute("SELECT id FROM question WHERE is_lost ORDER BY id")]

    def lost_days(self) -> list[LostDays]:
        """Return the days around each damage that are not read again yet."""
        rows = self._database.execute("SELECT days FROM lost_days ORDER BY rowid")
        return [msgspec.json.decode(days, type=LostDays) for (days,) in rows]

    def delete_lost_days(self) -> None:
        """Delete the days around damage: their lists were read again."""
        self._database.execute("DELETE FROM lost_days")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def position(self) -> Position:
        """Return the end of the last response added."""
        row = self._database.execute("SELECT file, offset FROM position").fetchone()
        return Position(*row) if row else START

    def add(self, position: Position, response: Response, page: ListPage | None) -> None:
        """Add a response of the store that ends at ``position``. ``page`` is its content if it is a list, else None."""
        with self._database:
            self._database.execute("BEGIN")
            self._add(position, response, page)

    def _add(self, position: Position, response: Response, page: ListPage | None) -> None:
        path = _path(response)
        self._set_position(position)
        if page is not None:
            self._add_page(path, response.fetched_at, page)
        else:
            statement = _PUT_FETCHED if response.status == 200 else _PUT_MISSING
            self._database.execute(statement, (question_id_in(path), response.fetched_at.timestamp()))

    def _set_position(self, position: Position) -> None:
        self._database.execute("DELETE FROM position")
        self._database.execute("INSERT INTO position VALUES (?, ?)", position)

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
        timestamp = fetched_at.timestamp()
        rows = [(entry.id, entry.digest, entry.is_incomplete, timestamp) for entry in page.entries]
        self._database.executemany(_PUT_ENTRY, rows)
        if is_harvest_list(path):
            ids = msgspec.json.encode([entry.id for entry in page.entries])
            self._database.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", (path, timestamp, page.total, ids))


def _page_of(response: Response) -> ListPage | None:
    """Return the content of a response that is a list; None for a question."""
    return decode_list(response.body) if question_id_in(_path(response)) is None else None


def _path(response: Response) -> str:
    return response.address[response.address.index(QUESTIONS_PATH) :]
