"""Records -> the bytes of a file, a record at a time, so that no more than one is in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from search.fields import FIELDS
from search.records import Question
from web import links
from web.data.making import record
from web.linked_data import streams

COLUMNS = (
    *("id", "uin", "house", "state", "tabled", "due", "heading", "question", "asked", "asked-id", "constituency", "party"),
    *("body", "body-id", "answer", "answered", "answered-id", "answered-on", "held-on", "correction", "corrected-on"),
    *("corrected-by", "named-day", "interest", "group", "file-title", "file", "session"),
)
"""The fields of ``FIELDS`` that are columns of a CSV, in order; the last column is the record's address."""

ADDRESS = "address"
SEVERAL = "; "
"""Stands between the values of a field that has several."""

_FORMULA = frozenset("=+-@\t\r")
_BOM = b"\xef\xbb\xbf"

Write = Callable[[Iterable[Question], str], Iterator[bytes]]
"""From records, and what their addresses begin with, to pieces of a file."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name in words, its media type, and what writes it."""

    label: str
    media_type: str
    write: Write


def csv_rows(questions: Iterable[Question], root: str) -> Iterator[bytes]:
    """For people and their spreadsheets: UTF-8 with its mark, a header, and a row a record, its texts whole.

    A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
    """
    rows = io.StringIO(newline="")
    write = csv.writer(rows).writerow
    values = [FIELDS[name].values for name in COLUMNS]
    yield _BOM
    write((*COLUMNS, ADDRESS))
    for question in questions:
        write([*(_harmless(SEVERAL.join(each(question))) for each in values), f"{root}{links.record(question.id)}"])
        yield rows.getvalue().encode()
        rows.seek(0)
        rows.truncate()
    yield rows.getvalue().encode()


def json_lines(questions: Iterable[Question], root: str) -> Iterator[bytes]:
    """An object a line."""
    return (_object(question, root) + b"\n" for question in questions)


def json_array(questions: Iterable[Question], root: str) -> Iterator[bytes]:
    """The same objects in one array."""
    opening = b"["
    for question in questions:
        yield opening + b"\n" + _object(question, root)
        opening = b","
    yield b"[]\n" if opening == b"[" else b"\n]\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA and cell else cell


def _object(question: Question, root: str) -> bytes:
    """A record as our own JSON has it, its address whole."""
    return msgspec.json.encode(record(question) | {ADDRESS: root + links.record(question.id)})


EXPORTS = {
    "csv": Export("CSV", "text/csv", csv_rows),
    "ndjson": Export("JSON Lines", "application/x-ndjson", json_lines),
    "json": Export("JSON", "application/json", json_array),
    "xml": Export("XML", "application/xml", lambda questions, _: streams.xml(questions)),
    "ttl": Export("Turtle", "text/turtle", lambda questions, _: streams.turtle(questions)),
}
"""Every format by the ending of its address."""
