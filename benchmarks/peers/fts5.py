"""SQLite's FTS5."""

# ruff: noqa: S608 (statements are built from constants of this module; values are parameters)

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import ClassVar

import msgspec

from benchmarks.peers import FacetCounts, Page, Work
from benchmarks.query import PER_PAGE, Kind, Query
from search.model.field_types import Kind as FieldKind
from search.model.fields import FIELDS, RANKED
from search.model.question import Question

_FILE = "fts5.sqlite"
_CACHE_KILOBYTES = 400_000
"""The size of SQLite's page cache."""

_FACETS = [field for field in FIELDS.values() if field.facet]
_OTHER_FIELDS = [field for field in FIELDS.values() if not field.facet and field.kind is not FieldKind.TEXT]
_TEXTS = ", ".join(field.name for field in RANKED)
_BOOSTS = ", ".join(str(field.boost) for field in RANKED)
_DATES = [field.name for field in FIELDS.values() if field.kind is FieldKind.DATE]
_NAMES = ", ".join(f'"{field.name}"' for field in FIELDS.values() if field.kind is FieldKind.NAME)
_FACET_COLUMNS = ", ".join(f'facet."{field.name}"' for field in _FACETS)
_NUMBER_COLUMNS = ", ".join(f'"{name}" INTEGER' for name in (*_DATES, *(field.name for field in _FACETS)))
_SNIPPETS = ", ".join(f"snippet(words, {column}, '[', ']', '…', 40)" for column in range(len(RANKED)))
_SHOWN_VALUES = 5
_decode = msgspec.json.Decoder(Question).decode


class Fts5:
    """One database and one connection."""

    setup: ClassVar[str] = (
        "an external-content table over the three texts, with a prefix index of four letters, optimised, and ranked by "
        f"bm25({_BOOSTS}). Whole values are numbers in a narrow table, read once a page and counted by Python's Counter: one "
        "GROUP BY per facet takes twice as long, with or without a temporary table. It has a page cache of "
        f"{_CACHE_KILOBYTES // 1000} MB and a memory-mapped file. The record is a blob. There is no more like this"
    )

    def __init__(self, folder: Path) -> None:
        self._database = _connect(folder)
        self._database.execute(f"PRAGMA mmap_size={1 << 40}")
        self._values = dict(self._database.execute("SELECT number, value FROM value"))
        self._numbers = {value: number for number, value in self._values.items()}

    @staticmethod
    def version() -> str:
        """Return the version of the SQLite library that Python uses."""
        return sqlite3.sqlite_version

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index in one transaction without a journal, and create the indexes last."""
        with closing(_connect(folder)) as database:
            database.execute("PRAGMA journal_mode=off")
            database.execute("PRAGMA synchronous=off")
            database.executescript(_SCHEMA)
            _fill(database, questions)
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            database.execute(f"INSERT INTO words (words, rank) VALUES ('rank', 'bm25({_BOOSTS})')")
            database.executescript(_INDEXES)
            database.commit()

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return True, except for more like this: FTS5 has no key terms."""
        return kind is not Kind.LIKE

    def top_ten(self, query: Query) -> Sequence[int]:
        """Sort by the hidden column ``rank``, which stops at the limit."""
        source, parameters = _source_and_parameters(query)
        order = "facet.tabled DESC" if query.form == "everything" else "rank"
        sql = f"SELECT facet.id {source} ORDER BY {order} LIMIT {PER_PAGE} OFFSET {query.offset}"
        if query.form != "everything" and not query.tabled:
            sql = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT {PER_PAGE} OFFSET {query.offset}"
        return [row[0] for row in self._database.execute(sql, self._with_value_numbers(parameters))]

    def top_ten_and_total(self, query: Query) -> int:
        """Run one statement for the hits and another for the total."""
        self.top_ten(query)
        source, parameters = _source_and_parameters(query)
        sql = f"SELECT count(*) {source}"
        if query.form != "everything" and not query.tabled:
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
        return int(self._database.execute(sql, self._with_value_numbers(parameters)).fetchone()[0])

    def page(self, query: Query) -> Page:
        """Fetch the facet columns of all matching rows once; the number of rows is the total."""
        hits = self.top_ten(query)
        source, parameters = _source_and_parameters(query)
        rows = self._database.execute(f"SELECT {_FACET_COLUMNS} {source}", self._with_value_numbers(parameters)).fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(_FACETS)
        facets = {field.name: self._counts(field.name, column) for field, column in zip(_FACETS, columns, strict=True)}
        if query.body:  # the site counts a facet without its own filter
            source, parameters = _source_and_parameters(query, without_body=True)
            column = [
                row[0] for row in self._database.execute(f"SELECT facet.body {source}", self._with_value_numbers(parameters))
            ]
            facets["body"] = self._counts("body", column)
        return Page(len(rows), [self._record(hit) for hit in hits], facets, [self._snippets(query, hit) for hit in hits])

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    def _with_value_numbers(self, parameters: list[object]) -> list[object]:
        """Replace each facet value among the parameters by its number."""
        return [
            self._numbers.get(parameter.value, -1) if isinstance(parameter, _FacetValue) else parameter
            for parameter in parameters
        ]

    def _counts(self, name: str, column: Iterable[int | None]) -> FacetCounts:
        counts = Counter(column)
        counts.pop(None, None)
        if FIELDS[name].chronological:
            latest = sorted(((self._values[number], count) for number, count in counts.items() if number), reverse=True)
            return latest[:_SHOWN_VALUES]
        return [(self._values[number], count) for number, count in counts.most_common(_SHOWN_VALUES) if number]

    def _record(self, hit: int) -> Question:
        return _decode(self._database.execute("SELECT packed FROM record WHERE id = ?", (hit,)).fetchone()[0])

    def _snippets(self, query: Query, hit: int) -> object:
        if query.form == "everything":
            return self._database.execute(f"SELECT {_TEXTS} FROM record WHERE id = ?", (hit,)).fetchone()
        sql = f"SELECT {_SNIPPETS} FROM words WHERE words MATCH ? AND rowid = ?"
        return self._database.execute(sql, (_match_expression(query), hit)).fetchone()


class _FacetValue(msgspec.Struct, frozen=True):
    """A facet value among the parameters of a statement, stored as a number."""

    value: str


_SCHEMA = f"""
    CREATE TABLE record (id INTEGER PRIMARY KEY, {_TEXTS}, packed BLOB);
    CREATE TABLE facet (id INTEGER PRIMARY KEY, {_NUMBER_COLUMNS});
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


def _connect(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / _FILE)
    database.execute(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
    database.execute("PRAGMA temp_store=memory")
    return database


def _fill(database: sqlite3.Connection, questions: Iterable[Question]) -> None:
    """Insert every field: texts and names as words, dates as day numbers, facet values as numbers, other values as text."""
    numbers: dict[str, int] = {}

    def value_number(value: str) -> int:
        return numbers.setdefault(value, len(numbers) + 1)

    names = [field for field in FIELDS.values() if field.kind is FieldKind.NAME]
    inserts = {
        "record": f"INSERT INTO record VALUES ({_placeholders(len(RANKED) + 2)})",
        "words": f"INSERT INTO words (rowid, {_TEXTS}) VALUES ({_placeholders(len(RANKED) + 1)})",
        "names": f"INSERT INTO names (rowid, {_NAMES}) VALUES ({_placeholders(len(names) + 1)})",
        "facet": f"INSERT INTO facet VALUES ({_placeholders(1 + len(_DATES) + len(_FACETS))})",
    }
    for row, question in enumerate(questions, 1):
        values = {name: field.values(question) for name, field in FIELDS.items()}
        texts = [" ".join(values[field.name]) for field in RANKED]
        days = [date.fromisoformat(values[name][0]).toordinal() if values[name] else None for name in _DATES]
        facet_numbers = [value_number(values[field.name][0]) if values[field.name] else None for field in _FACETS]
        database.execute(inserts["record"], (row, *texts, msgspec.json.encode(question)))
        database.execute(inserts["words"], (row, *texts))
        database.execute(inserts["names"], (row, *(" ".join(values[field.name]) for field in names)))
        database.execute(inserts["facet"], (row, *days, *facet_numbers))
        rows = [(column, value, row) for column, field in enumerate(_OTHER_FIELDS) for value in values[field.name]]
        database.executemany("INSERT OR IGNORE INTO whole VALUES (?, ?, ?)", rows)
    database.executemany("INSERT INTO value VALUES (?, ?)", ((number, value) for value, number in numbers.items()))


def _source_and_parameters(query: Query, without_body: bool = False) -> tuple[str, list[object]]:
    """Return the FROM and WHERE clauses of a query, and the parameters. CROSS JOIN makes SQLite match the words first."""
    tables, conditions, parameters = ["facet"], [], list[object]()
    if query.form != "everything":
        tables = ["words", "facet ON facet.id = words.rowid"]
        conditions.append("words MATCH ?")
        parameters.append(_match_expression(query))
    if query.body and not without_body:
        conditions.append("facet.body = ?")
        parameters.append(_FacetValue(query.body))
    if query.tabled:
        conditions.append("facet.tabled BETWEEN ? AND ?")
        parameters += [day.toordinal() for day in query.tabled]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"FROM {' CROSS JOIN '.join(tables)} {where}", parameters


def _match_expression(query: Query) -> str:
    match query.form:
        case "any":
            return " OR ".join(query.words)
        case "phrase":
            return f'"{" ".join(query.words)}"'
        case "prefix":
            return f"{query.words[0]}*"
        case _:
            return " AND ".join(query.words)


def _placeholders(count: int) -> str:
    return ", ".join("?" * count)
