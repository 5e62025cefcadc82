"""Numbers in text: one amount has one form, however it is written. ``£1,000`` is 1000, ``£5m`` and ``5 million`` are 5000000.

``1½`` is 1.5, and ``£5-million`` is ``£5 million``.
``50%``, ``50pc``, ``50 per cent`` and ``50 percent`` are ``50%``. A currency sign is part of the word and not of its form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

_POWERS_OF_TEN = {
    "k": 3,
    "thousand": 3,
    "m": 6,
    "mn": 6,
    "million": 6,
    "b": 9,
    "bn": 9,
    "billion": 9,
    "tn": 12,
    "trn": 12,
    "trillion": 12,
}
"""The power of ten of each word after a number."""

_SPACE = "[ \u00a0]"
FRACTIONS = "\u00bc-\u00be\u215b-\u215e"
"""Quarters, halves and eighths, for a character class. Other fractions, such as thirds, are no decimals of few digits."""

ALL_FRACTIONS = "\u00bc\u00bd\u00be\u215b\u215c\u215d\u215e"
"""The characters of ``FRACTIONS``, one by one. In a character class they would be slower than the two ranges."""

_DIGITS = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})++(?![0-9])|[0-9]++)(?:\.[0-9]++|[{FRACTIONS}])?|[{FRACTIONS}]"
_SPACE_OR_HYPHEN = "[ \u00a0-]"
_UNIT = rf"(?:%|(?i:per{_SPACE_OR_HYPHEN}?cent|thousand|millions?|mn|billions?|bn|trillions?|tr?n)(?!\w))"
NUMBER_PATTERN = rf"(?:[£$€](?:{_DIGITS})[kKmMbB](?!\w)|[£$€]?(?:{_DIGITS})(?:{_SPACE_OR_HYPHEN}?{_UNIT}|pc(?!\w))?)"
"""Regular expression of a number, with its currency sign and unit. ``k``, ``m`` and ``b`` are units only after a currency sign.

``pc`` is a unit only without a space before it: 50 PC may be police constables.
"""

MAX_DIGITS = 40
"""A longer number keeps its digits: it is a reference rather than an amount, and arithmetic on it could be slow."""

_PARTS = re.compile(rf"[£$€]?(?P<digits>{_DIGITS}){_SPACE_OR_HYPHEN}?(?P<unit>.*)", re.DOTALL)
_SPACED_UNIT = rf"(?:(?<=[0-9{FRACTIONS}]){_SPACE}{_UNIT}|(?<=(?i:per)){_SPACE}(?i:cent)(?!\w))"
_RUN_WITH_SPACED_UNITS = re.compile(rf"(?<!\S)\S++(?:{_SPACED_UNIT}\S*+)+")
"""Text between two spaces, and the spaces within it that may be inside a number."""

_SPACE_IN_NUMBER = re.compile(rf"[0-9{FRACTIONS}](?:{_SPACE}{_UNIT}|-?(?i:per){_SPACE}(?i:cent)(?!\w))")
"""Every number with a space inside has this: a digit, a space and a unit. This search is faster than one for runs."""


def canonical_number(number: str) -> str:
    """Return the one form of a number that ``NUMBER_PATTERN`` matches in full."""
    parts = _PARTS.fullmatch(number)
    assert parts is not None
    digits, unit = parts["digits"].replace(",", ""), parts["unit"].lower().removesuffix("s")
    if len(digits) > MAX_DIGITS:
        return digits
    if not digits[-1].isascii():
        digits = str(Decimal(digits[:-1] or 0) + Decimal(unicodedata.numeric(digits[-1])))
    if unit in _POWERS_OF_TEN:
        digits = f"{Decimal(digits).scaleb(_POWERS_OF_TEN[unit]):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits + "%" if unit and unit not in _POWERS_OF_TEN else digits


def replace_runs_with_spaced_units(text: str, replacement: Callable[[str], str]) -> str:
    """Return the text with each run that may have a number with a space inside replaced. The other spaces separate words.

    A text without one is returned unchanged.
    """
    if _SPACE_IN_NUMBER.search(text) is None:
        return text
    return _RUN_WITH_SPACED_UNITS.sub(lambda match: replacement(match.group()), text)
