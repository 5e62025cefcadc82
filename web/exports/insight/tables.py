"""``/questions/ID/tables.csv``: the tables of an answer, a row a cell, so that tables of any shape are one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.insight.tables import Table
from web.exports.csv_table import csv_table
from web.exports.formats import BYTE_ORDER_MARK

COLUMNS = ("table", "row", "column", "row_header", "column_header", "text", "number", "unit")


def tables_csv(tables: Sequence[Table | None]) -> bytes:
    """Write a header, and a row for each cell that is no header and not empty.

    Tables, rows and columns are counted from 1, header rows and columns included. A cell that spans several places is written
    once. ``number`` is plain, as ``1204.5``; it is empty for a cell that is no number.
    """
    rows = ((number, *cells) for number, table in enumerate(tables, 1) if table is not None for cells in _cells(table))
    return BYTE_ORDER_MARK + csv_table(COLUMNS, rows)


def _cells(table: Table) -> Iterator[tuple[object, ...]]:
    column_headers = table.column_headers
    for span in table.spans:
        cell = table.rows[span.row][span.column]
        if not cell.text or span.row < table.header_rows or span.column < table.header_columns:
            continue
        headers = (table.row_header(span.row), column_headers[span.column])
        yield (span.row + 1, span.column + 1, *headers, cell.text, "" if cell.number is None else cell.number, cell.unit)
