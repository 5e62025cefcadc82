"""The table that Parquet files and SQLite databases hold: one typed column for each of ``COLUMNS``, and the address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum, auto

import msgspec

from search.model.field_types import YES, Kind
from search.model.fields import FIELDS
from search.model.question import Question
from web.exports.columns import ADDRESS, COLUMNS, column_values
from web.exports.cut_marks import marked
from web.exports.description import ExportDescription
from web.site import urls

SCHEMA_VERSION = 1
"""Raised whenever a column changes its name, its type or its meaning, and not when a column is added."""

Value = str | int | bool | date | list[str] | None
"""A value of a cell; None if it has none."""

_NUMBERS = frozenset(("asked-id", "answered-id", "body-id"))
_LISTS = frozenset(("group", "file-title", "file", "cut"))


class Type(Enum):
    """The type of a column.

    TEXT differs in nearly every record. WORD repeats, so a format may use a dictionary of its values.
    """

    TEXT = auto()
    WORD = auto()
    NUMBER = auto()
    FLAG = auto()
    DAY = auto()
    LIST = auto()


class Column(msgspec.Struct, frozen=True):
    """A column. Its ``name`` is that of its field with underscores, as SQL and most languages need it."""

    name: str
    type: Type
    label: str
    read: Callable[[Question], tuple[str, ...]]

    def value(self, question: Question) -> Value:
        """Return the cell of a record."""
        values = self.read(question)
        if self.type is Type.LIST:
            return list(values)
        return _READERS[self.type](values[0]) if values else None


_READERS: dict[Type, Callable[[str], Value]] = {
    Type.TEXT: str,
    Type.WORD: str,
    Type.NUMBER: int,
    Type.FLAG: lambda text: text == YES,
    Type.DAY: date.fromisoformat,
}


def columns(root: str) -> tuple[Column, ...]:
    """Return the columns in order. ``root`` begins the address of each record."""
    address = Column(ADDRESS, Type.TEXT, "Address", lambda question: (root + urls.record(question.id),))
    return (*(_column(name) for name in COLUMNS), address)


def row(columns: tuple[Column, ...], question: Question) -> list[Value]:
    """Return the cells of a record, with its cut texts marked."""
    record = marked(question)
    return [column.value(record) for column in columns]


def provenance(description: ExportDescription) -> dict[str, str]:
    """Return where a table comes from: the version of its schema, the search, how new the data are, and the licence."""
    about = {name: "" if value is None else str(value) for name, value in description.as_json().items()}
    return {"schema_version": str(SCHEMA_VERSION), **about}


def _column(name: str) -> Column:
    field = FIELDS[name]
    return Column(name.replace("-", "_"), _type(name, field.kind), field.label, column_values(name))


def _type(name: str, kind: Kind) -> Type:
    if name in _LISTS:
        return Type.LIST
    if name in _NUMBERS:
        return Type.NUMBER
    if kind is Kind.NUMBER:
        return Type.NUMBER
    if kind in (Kind.DATE, Kind.FLAG):
        return Type.DAY if kind is Kind.DATE else Type.FLAG
    return Type.TEXT if kind is Kind.TEXT or name in ("id", "uin") else Type.WORD
