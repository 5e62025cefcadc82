"""A temporary SQLite table of records by id. SQLite keeps it in a private file, which is gone when it is closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Self

import msgspec
from msgspec.structs import replace

from search.model.question import House, Question, SourceName

_SOURCES: tuple[SourceName, ...] = ("official-api", "linked-data", "theyworkforyou")
_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE record (
        id TEXT PRIMARY KEY, house TEXT, uin TEXT, tabled TEXT, answered TEXT, sources INTEGER, file INTEGER, body BLOB
    );
    CREATE TABLE file (number INTEGER PRIMARY KEY, ends_on TEXT);
"""
_INSERT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
_SAME_QUESTION = """
    SELECT a.id, b.id FROM record a JOIN record b ON a.house = b.house AND a.uin = b.uin
    WHERE a.uin <> '' AND a.id < b.id AND a.sources & b.sources = 0 AND (a.tabled = b.tabled OR a.answered = b.answered)
    ORDER BY coalesce(a.tabled = b.tabled, 0) DESC, a.id, b.id
"""
_SELECT = "SELECT body, ends_on FROM record LEFT JOIN file ON file = number"
_NEWEST_FIRST = f"{_SELECT} ORDER BY tabled DESC NULLS LAST, id"


class RecordTable:
    """Questions by id, on disk. A question read from a plain file gets its ``file_ends_on`` once that file has been read."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Question).decode

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Create an empty table in a temporary database, and delete it at the end."""
        with closing(sqlite3.connect("", isolation_level=None)) as database:
            database.executescript(_SCHEMA)
            database.execute("BEGIN")
            yield cls(database)

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM record").fetchone()[0])

    def __contains__(self, id: str) -> bool:
        return self._database.execute("SELECT 1 FROM record WHERE id = ?", (id,)).fetchone() is not None

    def get(self, id: str) -> Question:
        """Return the record of an id that is in the table."""
        return self._question(*self._database.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone())

    def add_file(self, number: int, ends_on: date | None) -> None:
        """Add a file that has been read, with its newest activity."""
        self._database.execute("INSERT INTO file VALUES (?, ?)", (number, ends_on and ends_on.isoformat()))

    def insert(self, question: Question, file: int | None = None) -> bool:
        """Insert a record; return False, and change nothing, if its id is in the table.

        ``file`` is the number of the file being read, None if the record's day of fetching is known.
        """
        answered = question.answer and question.answer.answered_on
        row = (
            question.id,
            question.house,
            question.uin,
            question.tabled_on and question.tabled_on.isoformat(),
            answered and answered.isoformat(),
            source_bits(question),
            file,
            self._encode(question),
        )
        return self._database.execute(_INSERT, row).rowcount == 1

    def replace(self, ids: list[str], question: Question, file: int | None = None) -> None:
        """Delete the records of some ids, and insert one record."""
        self._database.executemany("DELETE FROM record WHERE id = ?", [(old_id,) for old_id in ids])
        self.insert(question, file)

    def index_by_uin(self) -> None:
        """Create the index that ``same_question_pairs`` needs to be fast."""
        self._database.execute("CREATE INDEX by_uin ON record (house, uin)")

    def index_by_date(self) -> None:
        """Create the index that ``newest_first`` needs to be fast."""
        self._database.execute("CREATE INDEX by_date ON record (tabled DESC, id)")

    def uins(self) -> list[tuple[House, str]]:
        """Return every pair of House and UIN in the table."""
        return self._database.execute("SELECT DISTINCT house, uin FROM record WHERE uin <> ''").fetchall()

    def same_question_pairs(self) -> list[tuple[str, str]]:
        """Return the ids of records of different sources that are one question.

        Their House and UIN are the same, and the day tabled or the day answered. Pairs tabled on the same day come first.
        """
        return self._database.execute(_SAME_QUESTION).fetchall()

    def newest_first(self) -> Iterator[Question]:
        """Yield every record, the most recently tabled first and those without a date last, then by id."""
        for row in self._database.execute(_NEWEST_FIRST):
            yield self._question(*row)

    def _question(self, body: bytes, ends_on: str | None) -> Question:
        question = self._decode(body)
        return with_file_end(question, date.fromisoformat(ends_on)) if ends_on else question


def with_file_end(question: Question, ends_on: date | None) -> Question:
    """Return the question with ``file_ends_on`` of another file that has it, if that is later than the days known."""
    if ends_on is None or (question.current_to and ends_on <= question.current_to):
        return question
    return replace(question, file_ends_on=ends_on)


def source_bits(question: Question) -> int:
    """Return the sources of a question as a bit mask, one bit for each source."""
    return sum(1 << _SOURCES.index(source) for source in {record.source for record in question.source_records})
