"""Numbers as readers, settings and sources write them."""

from __future__ import annotations

_MAX_DIGITS = 18
"""Digits that are read: more would cost time that grows with the square of their number."""


def whole_number(text: str, low: int, high: int) -> int | None:
    """Read ASCII digits as a whole number from ``low`` to ``high``; return None for any other text."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        return None
    number = int(text)
    return number if low <= number <= high else None
