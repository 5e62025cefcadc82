"""Texts that a spreadsheet would take for formulas."""

from __future__ import annotations

_FORMULA_STARTS = frozenset("=+-@＝＋－＠\t\r")
"""Spreadsheets in East Asian languages take the full-width signs for the others, and some pass over a tab before a sign."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could take a text for a formula."""
    return text[:1] in _FORMULA_STARTS


def without_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula."""
    return f"'{text}" if is_formula(text) else text
