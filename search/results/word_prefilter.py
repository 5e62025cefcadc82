"""Finds the words of a text that may have certain beginnings, without reading the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from search.text.analysis import JOINER_PATTERN, WORD_PATTERN, WORD_REST_PATTERN

MAX_PREFIX = 5
"""Letters that words are told apart by, at most."""

MIN_PREFIX = 3
"""A shorter beginning stands in the middle of too many words to be looked for by itself."""

_WORD_START = rf"(?<!\w)(?<!\w{JOINT})"
_WHOLE_WORD = re.compile(rf"{_WORD_START}{WORD}")
_APOSTROPHES = "'\u2019"


@lru_cache(maxsize=1 << 10)
class PrefixScanner:
    """Finds every word that begins with one of ``beginnings`` once it is folded, and hardly any others.

    A word with an apostrophe or a letter that is not ASCII among its first is always found, since that may fold to anything; an
    empty beginning stands for any.
    """

    def __init__(self, beginnings: frozenset[str]) -> None:
        cut = {each[:MAX_PREFIX] for each in beginnings}
        short = {each for each in cut if len(each) < MIN_PREFIX}
        self._sought = [each.encode() for each in cut - short if each.isascii()]
        self._short = _first_letter_pattern({each[:1] for each in short}) if short or not cut else None

    def candidate_words(self, text: str) -> Iterable[re.Match[str]]:
        """Such words, in order."""
        if self._short is None:
            places = self._candidate_starts(text)
        elif not self._sought:
            return self._short.finditer(text)
        else:
            places = self._candidate_starts(text).union(match.start() for match in self._short.finditer(text))
        return [match for at in sorted(places) if (match := _WHOLE_WORD.match(text, at))]

    def _candidate_starts(self, text: str) -> set[int]:
        """Where such words may begin. What is not ASCII is searched as question marks: a byte a letter, as fast as can be."""
        plain = text.encode("ascii", "replace").lower()
        found = {at for each in self._sought for at in _find_all(plain, each)}
        for sign in (b"'",) if text.isascii() else (b"'", b"?"):
            for at in _find_all(plain, sign):
                if at >= MAX_PREFIX and text[at - MAX_PREFIX : at].isalnum():
                    continue  # it is not among the first letters of its word, if it is in one
                if text[at].isalnum() or text[at] in _APOSTROPHES:
                    found.update(range(max(0, at - MAX_PREFIX + 1), at + 1))
        return found


def _find_all(text: bytes, sought: bytes) -> list[int]:
    found = []
    at = text.find(sought)
    while at >= 0:
        found.append(at)
        at = text.find(sought, at + 1)
    return found


def _first_letter_pattern(letters: set[str]) -> re.Pattern[str]:
    """What finds the words that begin with one of ``letters`` or with one that is not ASCII: a letter at a time."""
    if "" in letters:
        return re.compile(WORD_PATTERN)
    others = re.escape("".join(character for character in map(chr, range(128)) if character.lower() not in letters))
    return re.compile(rf"[^\W{others}](?<!\w.)(?<!\w{JOINER_PATTERN}.)\w*+{WORD_REST_PATTERN}")
