"""The rows of figures in the tables of an answer, read from its plain text."""

from __future__ import annotations

import re

MAX_ROWS = 200
_CELL = " | "
_FIGURE = re.compile(r"£?-?\d[\d,]*(?:\.\d+)?\s?%?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/]\d\d(?:\d\d)?)?")
_DIVIDER = " / "


def answer_rows(text: str) -> dict[str, str]:
    """Return the figures of each row by the words of its first cell, except rows of years, which are headers.

    Several figures of a row are separated by " / ".
    """
    rows: dict[str, str] = {}
    for line in text.split("\n"):
        name, *cells = (cell.strip() for cell in line.split(_CELL))
        figures = [cell for cell in cells if cell]
        is_header = all(map(_YEAR.fullmatch, figures))
        if name and not is_header and not _FIGURE.fullmatch(name) and all(map(_FIGURE.fullmatch, figures)):
            rows.setdefault(name, _DIVIDER.join(figures))
        if len(rows) == MAX_ROWS:
            break
    return rows
