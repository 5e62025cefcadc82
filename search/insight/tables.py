"""The tables of an answer: their cells, which of them are headers, and which are numbers.

Answers are published without header cells: a table is rows of plain cells. So headers are recognised by the contents of the
cells. A row or column is a header if its cells are bold, or if they are words, years or periods beside cells that are figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from search.insight.table_parser import Cell, PublishedCell, TableParser

MAX_CHARACTERS = 60_000
"""The tables of a longer answer are not read. The longest published answer has 54,992 characters."""

MAX_CELLS = 20_000
"""Limit of the cells of one table, spans included; a larger one is left out. The largest published one has 1,224."""

MAX_HEADER_ROWS, MAX_HEADER_COLUMNS = 3, 2
"""The most rows at the top and columns at the left that can be headers."""


class Span(msgspec.Struct, frozen=True):
    """A cell as published: the row and the column of its upper left corner, and how many columns and rows it spans."""

    row: int
    column: int
    columns: int
    rows: int


class Table(msgspec.Struct, frozen=True):
    """A table as a grid: rows of equal length, with a cell that spans several positions in each of them.

    The first ``header_rows`` rows and ``header_columns`` columns are headers. ``spans`` are its cells as published, in order.
    """

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    header_columns: int
    spans: tuple[Span, ...]

    @property
    def column_headers(self) -> tuple[str, ...]:
        """The header of each column: the texts of its header rows, one after another."""
        if not self.header_rows:
            return ("",) * len(self.rows[0])
        return tuple(_joined(column) for column in zip(*self.rows[: self.header_rows], strict=True))

    def row_header(self, row: int) -> str:
        """Return the header of a row."""
        return _joined(self.rows[row][: self.header_columns])

    def scope(self, span: Span) -> str:
        """Return the scope of a header cell in HTML, "" for a cell that is no header. An empty cell heads nothing."""
        if not self.rows[span.row][span.column].text:
            return ""
        if span.row < self.header_rows:
            return "colgroup" if span.columns > 1 else "col"
        if span.column < self.header_columns:
            return "rowgroup" if span.rows > 1 else "row"
        return ""


def tables_of(html: str) -> tuple[Table | None, ...]:
    """Return the outermost tables of an answer's HTML, in order; None for one that has no cells or too many."""
    if len(html) > MAX_CHARACTERS or "<table" not in html.lower():
        return ()
    parser = TableParser()
    parser.feed(html.replace("<![", "<!"))  # the parser of Python 3.11 stops at "<![" that opens no known section
    parser.close()
    return tuple(map(_table, parser.tables))


def _table(rows: Sequence[Sequence[PublishedCell]]) -> Table | None:
    rows = [row for row in rows if row]
    if not rows or sum(cell.columns * cell.rows for row in rows for cell in row) > MAX_CELLS:
        return None
    grid, spans = _grid(rows)
    header_rows = _header_rows(grid)
    return Table(grid, header_rows, _header_columns(grid, header_rows), spans)


def _grid(rows: Sequence[Sequence[PublishedCell]]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Span, ...]]:
    """Put each cell in all the grid positions that it spans. A position without a cell gets an empty cell."""
    cells_at: dict[tuple[int, int], Cell] = {}
    spans: list[Span] = []
    for row, cells in enumerate(rows):
        column = 0
        for published in cells:
            while (row, column) in cells_at:
                column += 1
            height = min(published.rows, len(rows) - row)
            spans.append(Span(row, column, published.columns, height))
            cell = published.cell()
            for r in range(row, row + height):
                for c in range(column, column + published.columns):
                    cells_at[r, c] = cell
            column += published.columns
    width = 1 + max(column for _, column in cells_at)
    empty = Cell("")
    return tuple(tuple(cells_at.get((r, c), empty) for c in range(width)) for r in range(len(rows))), tuple(spans)


def _header_rows(grid: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows at the top are headers; a table always keeps a row below them.

    After a header row that nothing marks as one, another counts only if the first groups columns: a cell spans several.
    """
    count = 0
    for number, row in enumerate(grid[: min(MAX_HEADER_ROWS, len(grid) - 1)]):
        if not any(cell.text for cell in row):
            continue
        can_follow = count == 0 or _has_wide_cell(grid[count - 1])
        if not (_is_marked(grid, number) or (can_follow and _reads_as_header(grid, number))):
            break
        count = number + 1
    return count


def _is_marked(grid: Sequence[Sequence[Cell]], number: int) -> bool:
    """Whether the source marks the row: its cells are header cells, or bold while others below are not."""
    filled = [cell for cell in grid[number] if cell.text]
    if filled and all(cell.is_bold for cell in filled) and not any(cell.is_figure for cell in filled):
        return not all(cell.is_bold for row in grid[number + 1 :] for cell in row if cell.text)
    return bool(filled) and all(cell.is_header for cell in filled)


def _reads_as_header(grid: Sequence[Sequence[Cell]], number: int) -> bool:
    """Whether the row has no figure, and one of its labels is above figures, or is above years and not a year itself."""
    row, below = grid[number], grid[number + 1 :]
    if any(cell.is_figure for cell in row):
        return False
    first = min(1, len(row) - 1)
    if len(row) > 1 and all(cell.is_period for cell in (*row[1:], *below[0][1:])):
        return False
    if any(cell.is_label for cell in row) and any(cell.is_figure for other in below for cell in other[first:]):
        return True
    columns = zip(row, zip(*below, strict=True), strict=True)
    return len(below) > 1 and any(
        name.is_label and not name.is_period and all(cell.is_period or cell.is_figure for cell in column)
        for name, column in columns
    )


def _has_wide_cell(row: Sequence[Cell]) -> bool:
    return any(left is right for left, right in pairwise(row))


def _header_columns(grid: Sequence[Sequence[Cell]], header_rows: int) -> int:
    """Return how many columns at the left are headers; a table always keeps a column beside them."""
    columns = list(zip(*grid[header_rows:], strict=True))
    count = 0
    while count < min(MAX_HEADER_COLUMNS, len(columns) - 1) and _is_header_column(columns, count, bool(header_rows)):
        count += 1
    return count


def _is_header_column(columns: Sequence[Sequence[Cell]], number: int, has_header_row: bool) -> bool:
    """Whether a column has the headers of rows: it is marked, its cells are labels beside figures, or it numbers the rows."""
    filled = [cell for cell in columns[number] if cell.text]
    if not filled or 2 * len(filled) < len(columns[number]):
        return False
    if all(cell.is_header for cell in filled) or (number == 0 and len(filled) > 1 and all(cell.is_period for cell in filled)):
        return True
    if not any(cell.is_figure for column in columns[number + 1 :] for cell in column):
        others = [cell for column in columns[number + 1 :] for cell in column if cell.text]
        return number == 0 and all(cell.is_bold for cell in filled) and not all(cell.is_bold for cell in others)
    if all(cell.is_label and (number == 0 or not cell.text[0].isdigit()) for cell in filled):
        return True
    numbers = [cell.number for cell in filled if cell.number is not None]
    ascends = all(one < other for one, other in pairwise(numbers))
    return number == 0 and has_header_row and ascends and len(numbers) == len(filled) > 1


def _joined(cells: Sequence[Cell]) -> str:
    """The texts of some header cells, without empty ones and without the same cell again."""
    return ", ".join(dict.fromkeys(cell.text for cell in cells if cell.text))
