"""The tables of an answer in our own JSON."""

from __future__ import annotations

import msgspec

from search.insight.tables import Table, tables_of
from search.model.question import Question


class AnswerTable(msgspec.Struct, frozen=True):
    """A table of an answer; ``table`` is its number in the answer, counted from 1.

    ``columns`` are the headers of the columns. ``rows`` are the rows below the header rows: the ``header`` of the row, and the
    texts and numbers of its other cells, null for what is no number. A cell that spans several places has its text in each of
    them and its number in the first.
    """

    table: int
    header_rows: int
    header_columns: int
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


class TableRow(msgspec.Struct, frozen=True):
    """A row below the header rows."""

    header: str
    texts: tuple[str, ...]
    numbers: tuple[float | None, ...]


def answer_tables(question: Question) -> tuple[AnswerTable, ...]:
    """Return the tables of the answer of a record."""
    tables = tables_of(question.answer.html) if question.answer else ()
    return tuple(_table(number, table) for number, table in enumerate(tables, 1) if table is not None)


def _table(number: int, table: Table) -> AnswerTable:
    first = table.header_columns
    origins = {(span.row, span.column) for span in table.spans}
    rows = tuple(
        TableRow(
            table.row_header(row),
            tuple(cell.text for cell in cells[first:]),
            tuple(cell.number if (row, column) in origins else None for column, cell in enumerate(cells) if column >= first),
        )
        for row, cells in enumerate(table.rows)
        if row >= table.header_rows
    )
    return AnswerTable(number, table.header_rows, first, table.column_headers[first:], rows)
