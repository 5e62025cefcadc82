"""A table as CSV, whole in memory: for tables of a page, which are small. Exports of records are streamed (``formats``)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from web.site.formula_text import without_formula

MEDIA_TYPE = "text/csv"


def csv_table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Write a header and rows. A text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([without_formula(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()
