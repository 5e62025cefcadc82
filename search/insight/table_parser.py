"""Reads the cells of the tables in an answer's HTML, and the numbers in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import msgspec

MAX_SPAN = 60
"""A cell that spans more columns or rows spans this many. No published cell spans more than 14."""

_NUMBER = re.compile(
    r"(?:c\.|~|approx\.?)?\s*([£$€]?)\s*([-−–]?)\s*([£$€]?)\s*(\d{1,3}(?:,\d{3})+|\d{1,15})((?:\.\d{1,15})?)"
    r"\s*(%|per cent|[mk]|bn|million|billion)?\s*[*†‡]{0,3}",
    re.IGNORECASE,
)
_YEAR = r"(?:19\d\d|20[0-4]\d)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_PERIOD = re.compile(
    rf"(?:(?:{_MONTH}|q[1-4]|fy)?[\s'-]*{_YEAR}(?:\s*[-–—/]\s*(?:{_YEAR}|\d\d))?|{_MONTH}[\s'-]*\d\d)\b.{{0,40}}",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s+")
_BOLD_TAGS = frozenset({"b", "strong"})


class Cell(msgspec.Struct, frozen=True):
    """A cell of a table: its text on one line, and its number with the unit printed at it ("£", "%", "£m"), if it is one.

    ``is_header`` if the source says so, ``is_bold`` if all its text is.
    """

    text: str
    number: float | None = None
    unit: str = ""
    is_header: bool = False
    is_bold: bool = False

    @property
    def is_label(self) -> bool:
        """Whether it names something: words, a year or a period. An empty cell is no label."""
        return bool(self.text) and (self.number is None or self.is_period)

    @property
    def is_figure(self) -> bool:
        """Whether it is a number that is no year."""
        return self.number is not None and not self.is_period

    @property
    def is_period(self) -> bool:
        """Whether it is a year, a financial year or a month of a year."""
        return _PERIOD.fullmatch(self.text) is not None


def read_number(text: str) -> tuple[float | None, str]:
    """Return the number that a text is, and its unit; (None, "") for other texts. "c." and a footnote's star are left out."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None, ""
    before, minus, after, whole, fraction, unit = match.groups()
    digits = f"{'-' if minus else ''}{whole.replace(',', '')}{fraction}"
    word = {"per cent": "%", "million": "m", "billion": "bn"}.get((unit or "").lower(), (unit or "").lower())
    return (float(digits) if fraction else int(digits)), f"{before or after}{word}"


class PublishedCell(msgspec.Struct):
    """A cell while it is read. ``plain`` and ``bold`` count its letters and figures."""

    columns: int
    rows: int
    is_header: bool
    text: str = ""
    without_footnotes: str = ""
    plain: int = 0
    bold: int = 0

    def cell(self) -> Cell:
        """Return the cell as read."""
        text = _SPACES.sub(" ", self.text).strip()
        number, unit = read_number(_SPACES.sub(" ", self.without_footnotes))
        return Cell(text, number, unit, self.is_header, bool(self.bold) and not self.plain)


class TableParser(HTMLParser):
    """Collects the cells of the outermost tables, row by row. A table within a cell is text of the cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[PublishedCell]]] = []
        self._depth = self._bold = self._footnote = 0
        self._cell: PublishedCell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._cell = None
        elif tag in ("td", "th") and self._depth == 1:
            self._open_cell(tag, dict(attrs))
        elif tag == "tr" and self._depth == 1:
            self.tables[-1].append([])
            self._cell = None
        elif self._cell is not None and tag in ("p", "br", "li", "div"):
            self._add(" ")
        self._bold += tag in _BOLD_TAGS
        self._footnote += tag == "sup"

    def _open_cell(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._bold = self._footnote = 0
        self._cell = PublishedCell(_span(attributes.get("colspan")), _span(attributes.get("rowspan")), tag == "th")
        if not self.tables[-1]:
            self.tables[-1].append([])
        self.tables[-1][-1].append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
            self._cell = self._cell if self._depth else None
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._cell = None
        self._bold -= tag in _BOLD_TAGS and self._bold > 0
        self._footnote -= tag == "sup" and self._footnote > 0

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._add(data)

    def _add(self, text: str) -> None:
        cell = self._cell
        assert cell is not None
        letters = sum(map(str.isalnum, text))
        cell.text += text
        cell.without_footnotes += "" if self._footnote else text
        cell.bold += letters if self._bold else 0
        cell.plain += 0 if self._bold or self._footnote else letters


def _span(value: str | None) -> int:
    """Return the number of a ``colspan`` or ``rowspan``, at most ``MAX_SPAN``; 1 if it is absent or no positive number."""
    return min(int(value), MAX_SPAN) if value and value.isascii() and value.isdigit() and len(value) < 6 and int(value) else 1
