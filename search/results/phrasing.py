"""Numbers and lists in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """Return ``1 question``, or ``1,592 questions``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """Return ``asker``, ``asker and date``, or ``asker, number and date``; "" for no names."""
    *first, last = names or ("",)
    return f"{', '.join(first)} {conjunction} {last}" if first else last
