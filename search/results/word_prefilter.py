"""Find the words of a text that may begin with given prefixes. Most other words are skipped without being tokenized."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from search.text.analysis import JOINER_PATTERN, WORD_PATTERN, WORD_REST_PATTERN

MAX_PREFIX = 5
"""Only this many letters of a prefix are compared."""

MIN_PREFIX = 3
"""Letters of the shortest prefix that is searched as a substring. Shorter prefixes occur inside too many words."""

_WORD_START = rf"(?<!\w)(?<!\w{JOINER_PATTERN})"
_WHOLE_WORD = re.compile(rf"{_WORD_START}{WORD_PATTERN}")
_APOSTROPHES = "'\u2019"


@lru_cache(maxsize=1 << 10)
class PrefixScanner:
    """Finds every word whose folded form begins with one of ``prefixes``, and few other words.

    It also finds every word with an apostrophe or a non-ASCII letter in its first ``MAX_PREFIX`` characters, because folding
    may change these characters. The empty prefix matches every word.
    """

    def __init__(self, prefixes: frozenset[str]) -> None:
        cut = {prefix[:MAX_PREFIX] for prefix in prefixes}
        short = {prefix for prefix in cut if len(prefix) < MIN_PREFIX}
        self._substrings = [prefix.encode() for prefix in cut - short if prefix.isascii()]
        self._short_prefixes = _first_letter_pattern({prefix[:1] for prefix in short}) if short or not cut else None

    def candidate_words(self, text: str) -> Iterable[re.Match[str]]:
        """Return the regular expression matches of the words found, in text order."""
        if self._short_prefixes is None:
            starts = self._candidate_starts(text)
        elif not self._substrings:
            return self._short_prefixes.finditer(text)
        else:
            starts = self._candidate_starts(text).union(match.start() for match in self._short_prefixes.finditer(text))
        return [word for start in sorted(starts) if (word := _WHOLE_WORD.match(text, start))]

    def _candidate_starts(self, text: str) -> set[int]:
        """Return the offsets at which the words may start; some of the offsets are not the start of a word.

        The text is searched as ASCII bytes, which is fastest. A non-ASCII character becomes a question mark, so that offsets
        in bytes equal offsets in characters.
        """
        ascii_text = text.encode("ascii", "replace").lower()
        starts = {start for substring in self._substrings for start in _find_all(ascii_text, substring)}
        for sign in (b"'",) if text.isascii() else (b"'", b"?"):
            for offset in _find_all(ascii_text, sign):
                if offset >= MAX_PREFIX and text[offset - MAX_PREFIX : offset].isalnum():
                    continue  # too far from the start of its word, if it is part of a word
                if text[offset].isalnum() or text[offset] in _APOSTROPHES:
                    starts.update(range(max(0, offset - MAX_PREFIX + 1), offset + 1))
        return starts


def _find_all(text: bytes, substring: bytes) -> list[int]:
    """Return the offsets of every occurrence, overlapping ones too."""
    offsets = []
    offset = text.find(substring)
    while offset >= 0:
        offsets.append(offset)
        offset = text.find(substring, offset + 1)
    return offsets


def _first_letter_pattern(letters: set[str]) -> re.Pattern[str]:
    """Return the expression for words that begin with one of ``letters`` or with a letter outside ASCII."""
    if "" in letters:
        return re.compile(WORD_PATTERN)
    others = re.escape("".join(character for character in map(chr, range(128)) if character.lower() not in letters))
    return re.compile(rf"[^\W{others}](?<!\w.)(?<!\w{JOINER_PATTERN}.)\w*+{WORD_REST_PATTERN}")
