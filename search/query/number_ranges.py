"""Ranges of whole numbers as people write them after a field: ``10``, ``>10``, ``>=10``, ``<10``, ``<=10`` and ``5-10``."""

from __future__ import annotations

import re

from search.model.field_types import MAX_NUMBER, number_value
from search.query.nodes import TermRange
from search.text.quotation import quoted

_COMPARISON = re.compile(r"(?P<sign>>=|<=|>|<|=|)(?P<number>[0-9]{1,18})", re.ASCII)
_SPAN = re.compile(r"(?P<low>[0-9]{1,18})(?:-|\u2013|\.\.)(?P<high>[0-9]{1,18})", re.ASCII)


def number_range(field: str, text: str) -> TermRange:
    """Return the filter for a range. Raises ``ValueError`` with a sentence for any other text and for an empty range."""
    if span := _SPAN.fullmatch(text):
        low, high = _number(span["low"]), _number(span["high"])
        if low > high:
            raise ValueError(f"The range {text} ends before it begins. Put the smaller number first.")
    elif comparison := _COMPARISON.fullmatch(text):
        number = _number(comparison["number"])
        low, high = _bounds(comparison["sign"], number)
        if high < 0:
            raise ValueError("No number is less than 0. Use 0 or more.")
    else:
        raise ValueError(f"{quoted(text)} is not a number, as in 10, >10, <10, >=10, <=10 or 5-10.")
    return TermRange(field, number_value(low), number_value(high) if high < MAX_NUMBER else None)


def _number(digits: str) -> int:
    return min(int(digits), MAX_NUMBER)


def _bounds(sign: str, number: int) -> tuple[int, int]:
    """Return the first and the last number of a comparison; the last is ``MAX_NUMBER`` for no end."""
    match sign:
        case ">":
            return number + 1, MAX_NUMBER
        case ">=":
            return number, MAX_NUMBER
        case "<":
            return 0, number - 1
        case "<=":
            return 0, number
        case _:
            return number, number
