"""SQLite's FTS5."""

# ruff: noqa: S608 (the statements are put together from this module's own words; what is asked for is a parameter)

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec

from benchmarks.peers import Counts, Page, Work
from benchmarks.speed.query import PER_PAGE, Kind, Query
from search.model.fields import FIELDS, RANKED
from search.model.fields import Kind as FieldKind
from search.model.question import Question

_FILE = "fts5.sqlite"
_CACHE = 400_000
"""Kilobytes of SQLite's own page cache."""

_FACETS = [field for field in FIELDS.values() if field.facet]
_OTHERS = [field for field in FIELDS.values() if not field.facet and field.kind is not FieldKind.TEXT]
_TEXTS = ", ".join(field.name for field in RANKED)
_BOOSTS = ", ".join(str(field.boost) for field in RANKED)
_DATES = [field.name for field in FIELDS.values() if field.kind is FieldKind.DATE]
_NAMES = ", ".join(f'"{field.name}"' for field in FIELDS.values() if field.kind is FieldKind.NAME)
_COLUMNS = ", ".join(f'facet."{field.name}"' for field in _FACETS)
_WHOLE = ", ".join(f'"{name}" INTEGER' for name in (*_DATES, *(field.name for field in _FACETS)))
_SNIPPETS = ", ".join(f"snippet(words, {at}, '[', ']', '…', 40)" for at in range(len(RANKED)))
_SHOWN = 5
_decode = msgspec.json.Decoder(Question).decode


class Fts5:
    """One database and one connection."""

    said: ClassVar[str] = (
        "an external-content table over the three texts with an index of prefixes of four letters, optimised, ranked by "
        f"bm25({_BOOSTS}); whole values as numbers in a narrow table of their own, read once a page and counted by Python's "
        "Counter, which takes half the time of a GROUP BY a facet, over a temporary table or not; a page cache of "
        f"{_CACHE // 1000} MB and the file mapped; the record as a blob; no more like this"
    )

    def __init__(self, folder: Path) -> None:
        self._database = _connected(folder)
        self._database.execute(f"PRAGMA mmap_size={1 << 40}")
        self._values = dict(self._database.execute("SELECT number, value FROM value"))
        self._numbers = {value: number for number, value in self._values.items()}

    @staticmethod
    def version() -> str:
        """The library's, as Python has it."""
        return sqlite3.sqlite_version

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """One transaction without a journal; the indexes at the end."""
        with closing(_connected(folder)) as database:
            database.execute("PRAGMA journal_mode=off")
            database.execute("PRAGMA synchronous=off")
            database.executescript(_SCHEMA)
            _fill(database, questions)
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            database.execute(f"INSERT INTO words (words, rank) VALUES ('rank', 'bm25({_BOOSTS})')")
            database.executescript(_INDEXES)
            database.commit()

    @staticmethod
    def can(kind: Kind, work: Work) -> bool:
        """It has no key terms."""
        return kind is not Kind.LIKE

    def top(self, query: Query) -> Sequence[int]:
        """By its own hidden column ``rank``, which knows the limit."""
        found, given = _found(query)
        order = "facet.tabled DESC" if query.form == "everything" else "rank"
        sql = f"SELECT facet.id {found} ORDER BY {order} LIMIT {PER_PAGE} OFFSET {query.first}"
        if query.form != "everything" and not query.tabled:
            sql = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {PER_PAGE} OFFSET {query.first}"
        return [row[0] for row in self._database.execute(sql, self._given(given))]

    def top_and_total(self, query: Query) -> int:
        """Two statements."""
        self.top(query)
        found, given = _found(query)
        sql = f"SELECT count(*) {found}"
        if query.form != "everything" and not query.tabled:
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
        return int(self._database.execute(sql, self._given(given)).fetchone()[0])

    def page(self, query: Query) -> Page:
        """The rows found are fetched once, with the columns of every facet; their number is the total."""
        hits = self.top(query)
        found, given = _found(query)
        rows = self._database.execute(f"SELECT {_COLUMNS} {found}", self._given(given)).fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(_FACETS)
        facets = {field.name: self._counts(field.name, column) for field, column in zip(_FACETS, columns, strict=True)}
        if query.body:  # the site counts a facet without the values chosen of it
            found, given = _found(query, but_body=True)
            column = [row[0] for row in self._database.execute(f"SELECT facet.body {found}", self._given(given))]
            facets["body"] = self._counts("body", column)
        return Page(len(rows), [self._record(hit) for hit in hits], facets, [self._snippets(query, hit) for hit in hits])

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _given(self, given: list[object]) -> list[object]:
        """Parameters, a value as its number."""
        return [self._numbers.get(each.value, -1) if isinstance(each, _Value) else each for each in given]

    def _counts(self, name: str, column: Iterable[int | None]) -> Counts:
        counts = Counter(column)
        counts.pop(None, None)
        if FIELDS[name].chronological:
            latest = sorted(((self._values[number], count) for number, count in counts.items() if number), reverse=True)
            return latest[:_SHOWN]
        return [(self._values[number], count) for number, count in counts.most_common(_SHOWN) if number]

    def _record(self, hit: int) -> Question:
        return _decode(self._database.execute("SELECT packed FROM record WHERE id = ?", (hit,)).fetchone()[0])

    def _snippets(self, query: Query, hit: int) -> object:
        if query.form == "everything":
            return self._database.execute(f"SELECT {_TEXTS} FROM record WHERE id = ?", (hit,)).fetchone()
        sql = f"SELECT {_SNIPPETS} FROM words WHERE words MATCH ? AND rowid = ?"
        return self._database.execute(sql, (_expression(query), hit)).fetchone()


class _Value(msgspec.Struct, frozen=True):
    """A whole value among the parameters of a statement."""

    value: str


_SCHEMA = f"""
    CREATE TABLE record (id INTEGER PRIMARY KEY, {_TEXTS}, packed BLOB);
    CREATE TABLE facet (id INTEGER PRIMARY KEY, {_WHOLE});
    CREATE TABLE whole (field INTEGER, value TEXT, id INTEGER, PRIMARY KEY (field, value, id)) WITHOUT ROWID;
    CREATE TABLE value (number INTEGER PRIMARY KEY, value TEXT);
    CREATE VIRTUAL TABLE words USING
        fts5({_TEXTS}, content='record', content_rowid='id', tokenize='porter unicode61', prefix='4');
    CREATE VIRTUAL TABLE names USING fts5({_NAMES}, content='', tokenize='porter unicode61');
"""
_INDEXES = """
    CREATE INDEX by_tabled ON facet (tabled);
    CREATE INDEX by_body ON facet (body, tabled);
    ANALYZE;
"""


def _connected(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / _FILE)
    database.execute(f"PRAGMA cache_size=-{_CACHE}")
    database.execute("PRAGMA temp_store=memory")
    return database


def _fill(database: sqlite3.Connection, questions: Iterable[Question]) -> None:
    """Every field of ``FIELDS``: texts and names as words, dates as days, facets by number, others as they are."""
    numbers: dict[str, int] = {}

    def number(value: str) -> int:
        return numbers.setdefault(value, len(numbers) + 1)

    names = [field for field in FIELDS.values() if field.kind is FieldKind.NAME]
    into = {
        "record": f"INSERT INTO record VALUES ({_marks(len(RANKED) + 2)})",
        "words": f"INSERT INTO words (rowid, {_TEXTS}) VALUES ({_marks(len(RANKED) + 1)})",
        "names": f"INSERT INTO names (rowid, {_NAMES}) VALUES ({_marks(len(names) + 1)})",
        "facet": f"INSERT INTO facet VALUES ({_marks(1 + len(_DATES) + len(_FACETS))})",
    }
    for row, question in enumerate(questions, 1):
        values = {name: field.values(question) for name, field in FIELDS.items()}
        texts = [" ".join(values[field.name]) for field in RANKED]
        days = [date.fromisoformat(values[name][0]).toordinal() if values[name] else None for name in _DATES]
        whole = [number(values[field.name][0]) if values[field.name] else None for field in _FACETS]
        database.execute(into["record"], (row, *texts, msgspec.json.encode(question)))
        database.execute(into["words"], (row, *texts))
        database.execute(into["names"], (row, *(" ".join(values[field.name]) for field in names)))
        database.execute(into["facet"], (row, *days, *whole))
        rows = [(at, value, row) for at, field in enumerate(_OTHERS) for value in values[field.name]]
        database.executemany("INSERT OR IGNORE INTO whole VALUES (?, ?, ?)", rows)
    database.executemany("INSERT INTO value VALUES (?, ?)", ((at, value) for value, at in numbers.items()))


def _found(query: Query, but_body: bool = False) -> tuple[str, list[object]]:
    """The rows a query finds, as the rest of a statement and its parameters; the words first, which CROSS JOIN keeps to."""
    sources, conditions, given = ["facet"], [], list[object]()
    if query.form != "everything":
        sources = ["words", "facet ON facet.id = words.rowid"]
        conditions.append("words MATCH ?")
        given.append(_expression(query))
    if query.body and not but_body:
        conditions.append("facet.body = ?")
        given.append(_Value(query.body))
    if query.tabled:
        conditions.append("facet.tabled BETWEEN ? AND ?")
        given += [day.toordinal() for day in query.tabled]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"FROM {' CROSS JOIN '.join(sources)} {where}", given


def _expression(query: Query) -> str:
    match query.form:
        case "any":
            return " OR ".join(query.words)
        case "phrase":
            return f'"{" ".join(query.words)}"'
        case "prefix":
            return f"{query.words[0]}*"
        case _:
            return " AND ".join(query.words)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
