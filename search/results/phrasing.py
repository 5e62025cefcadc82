"""Numbers and lists in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=4_096)  # a page of results has a hundred numbers, most of them small
def grouped(number: int) -> str:
    """Return ``1,592``: the number with a comma before every three digits."""
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """Return ``1 question``, or ``1,592 questions``."""
    return f"{grouped(number)} {plural(number, noun)}"


def plural(number: int, noun: str) -> str:
    """Return ``question`` for one, ``questions`` for any other number."""
    return noun if number == 1 else f"{noun}s"


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """Return ``asker``, ``asker and date``, or ``asker, number and date``; "" for no names."""
    *first, last = names or ("",)
    return f"{', '.join(first)} {conjunction} {last}" if first else last
