"""The formats of exports: each writes records to bytes one at a time, so that only one record is in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

import msgspec

from search.model.question import Question
from web.exports import bibtex, ris, spreadsheet
from web.exports.columnar import parquet
from web.exports.columns import ADDRESS, COLUMNS, SOURCE, VALUE_SEPARATOR, column_values
from web.exports.cut_marks import all_marked
from web.exports.description import ExportDescription
from web.json.builders import record_data
from web.linked_data.formats import streams
from web.site import urls
from web.site.formula_text import without_formula

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

WriteExport = Callable[[Iterable[Question], ExportDescription], Iterator[bytes]]
"""Writes records, and the description of the export where the format has room for it, as pieces of a file."""


class Export(msgspec.Struct, frozen=True):
    """A format of exports: its name, its media type and its writer.

    ``max_records`` is the most records that a file can hold, ``at_once`` the most files that a process makes at once; None is
    no limit.
    """

    label: str
    media_type: str
    write: WriteExport
    max_records: int | None = None
    at_once: int | None = None


def csv_rows(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """Write CSV for spreadsheets: UTF-8 with a byte order mark, a header, and one row per record. Cut texts are marked.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    rows = io.StringIO(newline="")
    write = csv.writer(rows).writerow
    values = [column_values(name) for name in COLUMNS]
    yield BYTE_ORDER_MARK
    write((*COLUMNS, ADDRESS, SOURCE))
    for question in all_marked(questions):
        cells = (without_formula(VALUE_SEPARATOR.join(field_values(question))) for field_values in values)
        write([*cells, f"{root}{urls.record(question.id)}", without_formula(source)])
        yield rows.getvalue().encode()
        rows.seek(0)
        rows.truncate()
    yield rows.getvalue().encode()


def json_lines(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """Write one JSON object per line."""
    return (_object(question, root, source) + b"\n" for question in questions)


def json_array(questions: Iterable[Question], root: str, source: str) -> Iterator[bytes]:
    """Write the same objects in one JSON array."""
    separator = b"["
    for question in questions:
        yield separator + b"\n" + _object(question, root, source)
        separator = b","
    yield b"[]\n" if separator == b"[" else b"\n]\n"


def _object(question: Question, root: str, source: str) -> bytes:
    """Write a record as the site's own JSON does, with its whole address and the source of the export."""
    return msgspec.json.encode(record_data(question) | {ADDRESS: root + urls.record(question.id), SOURCE: source})


EXPORTS = {
    "csv": Export("CSV", "text/csv", lambda questions, export: csv_rows(questions, export.root, export.source)),
    "xlsx": Export("Excel", spreadsheet.MEDIA_TYPE, spreadsheet.workbook, spreadsheet.MAX_ROWS, at_once=1),
    "ris": Export("RIS", ris.MEDIA_TYPE, ris.references),
    "bib": Export("BibTeX", bibtex.MEDIA_TYPE, bibtex.references),
    "ndjson": Export(
        "JSON Lines", "application/x-ndjson", lambda questions, export: json_lines(questions, export.root, export.source)
    ),
    "json": Export("JSON", "application/json", lambda questions, export: json_array(questions, export.root, export.source)),
    "parquet": Export("Parquet", parquet.MEDIA_TYPE, parquet.parquet, at_once=1),
    "xml": Export("XML", "application/xml", lambda questions, export: streams.xml(all_marked(questions), export.comment)),
    "ttl": Export("Turtle", "text/turtle", lambda questions, export: streams.turtle(all_marked(questions), export.comment)),
}
"""Every format of exports by the ending of its address."""

UNAVAILABLE = (
    {}
    if parquet.is_available()
    else {"parquet": "This site does not make Parquet files: the extra wrans[columns] is not installed. Use CSV or JSON Lines."}
)
"""Why a format is not offered here, by the ending of its address."""


class Reference(msgspec.Struct, frozen=True):
    """A format to cite one record in. ``write`` takes the record, the root of the site's addresses, how new the data are
    and ``is_sample``."""

    label: str
    media_type: str
    write: Callable[..., bytes]


REFERENCES = {
    "bib": Reference("BibTeX", bibtex.MEDIA_TYPE, bibtex.reference),
    "ris": Reference("RIS", ris.MEDIA_TYPE, ris.reference),
}
"""Every format of references by the ending of a record's address."""
