"""Whole numbers: read from digits in requests, settings and sources, and the names of small ones."""

from __future__ import annotations

NUMBER_NAMES = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
"""The names of the numbers from 1 to 19."""

ORDINAL_NAMES = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth""".split()
"""The names of the ordinals from 1st to 19th."""

_MAX_DIGITS = 18
"""Longer numbers are rejected: the time to convert them grows with the square of their length."""


def whole_number(text: str, low: int, high: int) -> int | None:
    """Read ASCII digits as a whole number from ``low`` to ``high``; return None for any other text."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        return None
    number = int(text)
    return number if low <= number <= high else None
