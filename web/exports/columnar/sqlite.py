"""One SQLite database of the records, with full-text search, as Datasette and ``sqlite-utils`` find it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from search.model.question import Question
from web.exports.columnar.table import Column, Type, Value, columns, provenance, row
from web.exports.description import ExportDescription

INDEXED = ("uin", "house", "state", "tabled", "asked_id", "body_id", "answered_on")
"""The columns with an index, so that filters and counts of a database of 100,000 records take milliseconds."""

SEARCHED = ("heading", "question", "answer")

_TYPES = {Type.NUMBER: "INTEGER", Type.FLAG: "INTEGER"}


def write_database(questions: Iterable[Question], description: ExportDescription, path: Path) -> int:
    """Write a new database to a path that does not exist, one record at a time. Returns the number of records.

    Lists are JSON arrays, flags 1 or 0, days ISO 8601. The table ``about`` holds the provenance.
    """
    table_columns = columns(description.root)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA journal_mode = OFF")  # a database that could not be finished is deleted whole
        database.execute(f"CREATE TABLE questions ({', '.join(map(_declaration, table_columns))})")
        database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
        database.executemany("INSERT INTO about VALUES (?, ?)", provenance(description).items())
        marks = ", ".join("?" * len(table_columns))
        rows = (tuple(map(_cell, row(table_columns, question))) for question in questions)
        count = database.executemany(f"INSERT INTO questions VALUES ({marks})", rows).rowcount  # noqa: S608 (question marks)
        for name in INDEXED:
            database.execute(f"CREATE INDEX questions_{name} ON questions ({name})")
        searched = ", ".join(SEARCHED)
        # Datasette and sqlite-utils find the search of a table by this way of quoting its name
        database.execute(
            f"CREATE VIRTUAL TABLE questions_fts USING fts5 ({searched}, content=[questions], tokenize='porter unicode61')"
        )
        database.execute("INSERT INTO questions_fts (questions_fts) VALUES ('rebuild')")
        return max(count, 0)  # of no records, SQLite says -1


def _declaration(column: Column) -> str:
    key = " PRIMARY KEY" if column.name == "id" else ""
    return f'"{column.name}" {_TYPES.get(column.type, "TEXT")}{key}'


def _cell(value: Value) -> str | int | None:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
