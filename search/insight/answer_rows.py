"""The rows of figures in the tables of an answer, read from its plain text."""

from __future__ import annotations

import re

from search.model.question import CELL_SEPARATOR

MAX_ROWS = 200
"""The most rows of one answer that are returned."""

_FIGURE = re.compile(r"£?-?\d[\d,]*(?:\.\d+)?\s?%?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?")
_DIVIDER = " / "


def answer_rows(text: str) -> dict[str, str]:
    """Return the figures of each table row by its first cell. Left out are rows of years, which are headers, and rows of words.

    Several figures of a row are separated by " / ". Of several rows with one first cell, the first is returned.
    """
    rows: dict[str, str] = {}
    for line in text.split("\n"):
        name, *cells = (cell.strip() for cell in line.split(CELL_SEPARATOR))
        figures = [cell for cell in cells if cell]
        is_header = all(map(_YEAR.fullmatch, figures))
        if name and not is_header and not _FIGURE.fullmatch(name) and all(map(_FIGURE.fullmatch, figures)):
            rows.setdefault(name, _DIVIDER.join(figures))
        if len(rows) == MAX_ROWS:
            break
    return rows
