"""Wildcard patterns over folded words: their regular expression, and the letters that every match begins with."""

from __future__ import annotations

import re

from search.text.analysis import fold


def literal_prefix(pattern: str) -> str:
    """Return the folded letters of a wildcard pattern before its first ``?`` or ``*``."""
    return fold(re.split(r"[?*]", pattern, maxsplit=1)[0])


def glob(pattern: str) -> re.Pattern[str]:
    """Compile a wildcard pattern to a regular expression that matches folded words: ``?`` is one letter, ``*`` any number.

    Every part between two stars is an atomic group. The leftmost match of a part is sufficient, so the expression never
    backtracks and the time is linear in the length of the word, however many stars the pattern has.
    """
    first, *rest = ("".join("." if c == "?" else re.escape(fold(c)) for c in part) for part in pattern.split("*"))
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + ".*" + last, re.DOTALL)
