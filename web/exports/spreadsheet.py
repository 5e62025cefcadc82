"""An Excel workbook: a sheet of records, and a sheet that describes them. Texts are cells of text, never formulas.

A text that begins as a formula does is marked as text ("quote prefix"), so that it stays text when its cell is edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, NamedTuple

from search.errors import naming_full_disk
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.model.question import Question
from web.exports.columns import COLUMNS, VALUE_SEPARATOR, column_values
from web.exports.cut_marks import all_marked
from web.exports.description import ExportDescription
from web.site import licence, urls
from web.site.formula_text import is_formula
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_ROWS = 1_048_575
"""The most records that a sheet holds below its header."""

MAX_CELL_UNITS = 32_767
"""The most UTF-16 code units that a cell holds."""

CUT_NOTICE = " … [cut: a cell holds 32,767 characters; the whole text is at the address in the last column]"

_FIRST_DATE = date(1900, 3, 1)
"""Spreadsheets do not agree how to count the days before this one, so earlier dates are written as text."""

_READ_BYTES = 1 << 16
_COLUMN_WIDTHS = {Kind.TEXT: 60, Kind.NAME: 24, Kind.DATE: 11}
_OTHER_WIDTH = 12


def workbook(questions: Iterable[Question], description: ExportDescription) -> Iterator[bytes]:
    """Write the workbook to a temporary file row by row, then yield the finished file in pieces."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (30 ms that few who start the site ever need)

    with TemporaryDirectory(prefix="wrans-") as folder, naming_full_disk(Path(gettempdir())):
        path = Path(folder) / "workbook.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True, "default_date_format": "yyyy-mm-dd"}
        book = Workbook(str(path), options)  # not in a with block, which would finish the file after an error too
        try:
            _fill(book, questions, description)
        except BaseException:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        _close(book)
        with path.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                yield piece


def _close(book: Any) -> None:
    """Write the file. An error of the disk is raised as it is, not as XlsxWriter's own."""
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    try:
        book.close()
    except FileCreateError as error:
        raise (error.__context__ or error) from error


class Formats(NamedTuple):
    """The formats of cells: headings, and texts that begin as a formula does."""

    bold: Any
    quoted: Any


def _fill(book: Any, questions: Iterable[Question], description: ExportDescription) -> None:
    formats = Formats(book.add_format({"bold": True}), book.add_format({"quote_prefix": True}))
    records_sheet = book.add_worksheet("Questions")
    about_sheet = book.add_worksheet("About")
    record_count, cut_count = _write_records(records_sheet, formats, questions, description.root)
    _write_about(about_sheet, formats, description, record_count, cut_count)


def _write_records(sheet: Any, formats: Formats, questions: Iterable[Question], root: str) -> tuple[int, int]:
    """Fill the sheet of records. Returns the number of records and the number of texts that were cut."""
    fields = [(FIELDS[name], column_values(name)) for name in COLUMNS]
    row = cut_count = 0
    for column, (field, _) in enumerate(fields):
        sheet.set_column(column, column, _COLUMN_WIDTHS.get(field.kind, _OTHER_WIDTH))
        sheet.write_string(0, column, field.label, formats.bold)
    sheet.write_string(0, len(fields), "Address", formats.bold)
    sheet.freeze_panes(1, 0)
    for row, question in enumerate(all_marked(questions), 1):
        for column, (field, field_values) in enumerate(fields):
            values = field_values(question)
            if field.kind is Kind.DATE and values and (day := date.fromisoformat(values[0])) >= _FIRST_DATE:
                sheet.write_datetime(row, column, day)
            elif field.kind is Kind.NUMBER and values:
                sheet.write_number(row, column, int(values[0]))
            elif values:
                cut_count += _write_text(sheet, (row, column), VALUE_SEPARATOR.join(values), formats.quoted)
        sheet.write_string(row, len(fields), f"{root}{urls.record(question.id)}")
    return row, cut_count


def _write_text(sheet: Any, place: tuple[int, int], text: str, quoted: Any) -> bool:
    """Write a text as text, in the format ``quoted`` if it begins as a formula does. Returns whether it was too long for a cell
    and was cut. ``place`` is its row and column."""
    text_format = quoted if is_formula(text) else None
    text = without_forbidden(text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CELL_UNITS // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * MAX_CELL_UNITS:
            room = 2 * (MAX_CELL_UNITS - len(CUT_NOTICE))
            sheet.write_string(*place, units[:room].decode("utf-16-le", "ignore") + CUT_NOTICE, text_format)
            return True
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # or XlsxWriter 3.3 would take it for its own markup and write it as it is
    sheet.write_string(*place, text, text_format)
    return False


def _write_about(sheet: Any, formats: Formats, description: ExportDescription, record_count: int, cut_count: int) -> None:
    lines = {
        "Search": description.search,
        "Questions": record_count,
        "Newest answer": description.info.newest_answer or "not known",
        "Address": description.search_url,
        "Licence": licence.notice(description.info.is_sample),
        "Terms": licence.ADDRESS,
        "Cut short by the source": description.cut_count,
        "Texts cut": cut_count,
        "Why cut": "A cell holds 32,767 characters. A longer text ends by saying so; CSV and JSON have it whole.",
    }
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(lines.items()):
        sheet.write_string(row, 0, name, formats.bold)
        match value:
            case int():
                sheet.write_number(row, 1, value)
            case date():
                sheet.write_datetime(row, 1, value)
            case str():
                _write_text(sheet, (row, 1), value, formats.quoted)
