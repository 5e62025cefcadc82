"""Whole numbers in requests, settings and sources."""

from __future__ import annotations

_MAX_DIGITS = 18
"""Longer numbers are rejected: the time to convert them grows with the square of their length."""


def whole_number(text: str, low: int, high: int) -> int | None:
    """Read ASCII digits as a whole number from ``low`` to ``high``; return None for any other text."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        return None
    number = int(text)
    return number if low <= number <= high else None
