"""Records -> an Excel workbook: a sheet of records, and one that says what they are. Every text is a text, never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from search.model.fields import FIELDS, Kind
from search.model.question import Question
from web.exports.about import About
from web.exports.columns import COLUMNS, SEVERAL
from web.site import licence, urls
from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""Records that a sheet holds below its header."""

MOST_CHARACTERS = 32_767
"""UTF-16 units that a cell holds."""

CUT = " … [cut: a cell holds 32,767 characters; the whole text is at the address in the last column]"

_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count days each in its own way."""

_PIECE = 1 << 16
_WIDTHS = {Kind.TEXT: 60, Kind.NAME: 24, Kind.DATE: 11}
_OTHER_WIDTH = 12


def workbook(questions: Iterable[Question], about: About) -> Iterator[bytes]:
    """The pieces of the workbook. It is written to a temporary file, a row at a time, and sent when it is whole."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (30 ms that few who start the site ever need)

    with TemporaryDirectory(prefix="wrans-") as folder:
        path = Path(folder) / "workbook.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True, "default_date_format": "yyyy-mm-dd"}
        with Workbook(str(path), options) as book:
            bold = book.add_format({"bold": True})
            records = book.add_worksheet("Questions")
            explained = book.add_worksheet("About")
            count, cut = _records(records, bold, questions, about.root)
            _about(explained, bold, about, count, cut)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _records(sheet: Any, bold: Any, questions: Iterable[Question], root: str) -> tuple[int, int]:
    """Fill the first sheet. Gives how many records there were, and how many of their texts had to be cut."""
    fields = [FIELDS[name] for name in COLUMNS]
    row = cut = 0
    for column, field in enumerate(fields):
        sheet.set_column(column, column, _WIDTHS.get(field.kind, _OTHER_WIDTH))
        sheet.write_string(0, column, field.label, bold)
    sheet.write_string(0, len(fields), "Address", bold)
    sheet.freeze_panes(1, 0)
    for row, question in enumerate(questions, 1):
        for column, field in enumerate(fields):
            values = field.values(question)
            if field.kind is Kind.DATE and values and (day := date.fromisoformat(values[0])) >= _FIRST_DAY:
                sheet.write_datetime(row, column, day)
            elif values:
                cut += _write(sheet, row, column, SEVERAL.join(values))
        sheet.write_string(row, len(fields), f"{root}{urls.record(question.id)}")
    return row, cut


def _write(sheet: Any, row: int, column: int, text: str) -> bool:
    """Write a text as a text. True when it was too long and had to be cut."""
    kept = without_forbidden(text).replace("\r\n", "\n").replace("\r", "\n")
    if len(kept) > MOST_CHARACTERS // 2:
        units = kept.encode("utf-16-le")
        if len(units) > 2 * MOST_CHARACTERS:
            room = 2 * (MOST_CHARACTERS - len(CUT))
            sheet.write_string(row, column, units[:room].decode("utf-16-le", "ignore") + CUT)
            return True
    if kept.startswith("<r>") and kept.endswith("</r>"):
        kept += " "  # or XlsxWriter 3.3 would take it for its own markup and write it as it is
    sheet.write_string(row, column, kept)
    return False


def _about(sheet: Any, bold: Any, about: About, count: int, cut: int) -> None:
    said = {
        "Search": about.words,
        "Questions": count,
        "Data of": about.info.built_at.date(),
        "Address": about.search,
        "Licence": licence.notice(about.info.is_sample),
        "Terms": licence.ADDRESS,
        "Texts cut": cut,
        "Why cut": "A cell holds 32,767 characters. A longer text ends by saying so; CSV and JSON have it whole.",
    }
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 100)
    for row, (name, value) in enumerate(said.items()):
        sheet.write_string(row, 0, name, bold)
        match value:
            case int():
                sheet.write_number(row, 1, value)
            case date():
                sheet.write_datetime(row, 1, value)
            case str():
                _write(sheet, row, 1, value)
