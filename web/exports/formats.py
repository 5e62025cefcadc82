"""Records -> the bytes of a file, a record at a time, so that no more than one is in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from search.model.fields import FIELDS
from search.model.question import Question
from web.exports import bibtex, ris, spreadsheet
from web.exports.about import About
from web.exports.columns import ADDRESS, COLUMNS, SEVERAL, SOURCE
from web.json.builders import record_data
from web.linked_data.formats import streams
from web.site import urls

_FORMULA = frozenset("=+-@\t\r")
_BOM = b"\xef\xbb\xbf"

Write = Callable[[Iterable[Question], About], Iterator[bytes]]
"""From records, and what is to be said of them where the format has room for it, to pieces of a file."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its name in words, its media type, what writes it, and how many records it can hold if there is a most."""

    label: str
    media_type: str
    write: Write
    most: int | None = None


def csv_rows(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """For people and their spreadsheets: UTF-8 with its mark, a header, and a row a record, its texts whole.

    A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
    """
    rows = io.StringIO(newline="")
    write = csv.writer(rows).writerow
    values = [FIELDS[name].values for name in COLUMNS]
    yield _BOM
    write((*COLUMNS, ADDRESS, SOURCE))
    for question in questions:
        cells = (_harmless(SEVERAL.join(each(question))) for each in values)
        write([*cells, f"{root}{urls.record(question.id)}", _harmless(source)])
        yield rows.getvalue().encode()
        rows.seek(0)
        rows.truncate()
    yield rows.getvalue().encode()


def json_lines(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """An object a line."""
    return (_object(question, root, source) + b"\n" for question in questions)


def json_array(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """The same objects in one array."""
    opening = b"["
    for question in questions:
        yield opening + b"\n" + _object(question, root, source)
        opening = b","
    yield b"[]\n" if opening == b"[" else b"\n]\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA and cell else cell


def _object(question: Question, root: str, source: str) -> bytes:
    """A record as our own JSON has it, its address whole, and what the file is of."""
    return msgspec.json.encode(record_data(question) | {ADDRESS: root + urls.record(question.id), SOURCE: source})


EXPORTS = {
    "csv": Export("CSV", "text/csv", lambda questions, about: csv_rows(questions, about.root, about.source)),
    "xlsx": Export("Excel", spreadsheet.MEDIA_TYPE, spreadsheet.workbook, spreadsheet.MOST_ROWS),
    "ris": Export("RIS", ris.MEDIA_TYPE, ris.references),
    "bib": Export("BibTeX", bibtex.MEDIA_TYPE, bibtex.references),
    "ndjson": Export(
        "JSON Lines", "application/x-ndjson", lambda questions, about: json_lines(questions, about.root, about.source)
    ),
    "json": Export("JSON", "application/json", lambda questions, about: json_array(questions, about.root, about.source)),
    "xml": Export("XML", "application/xml", lambda questions, about: streams.xml(questions, about.remark)),
    "ttl": Export("Turtle", "text/turtle", lambda questions, about: streams.turtle(questions, about.remark)),
}
"""Every format by the ending of its address."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A format that one record alone is cited in; ``write`` takes what its address begins with and the day of the data."""

    label: str
    media_type: str
    write: Callable[[Question, str, str], bytes]


REFERENCES = {
    "bib": Reference("BibTeX", bibtex.MEDIA_TYPE, bibtex.reference),
    "ris": Reference("RIS", ris.MEDIA_TYPE, ris.reference),
}
"""Every one by the ending of a record's address."""
