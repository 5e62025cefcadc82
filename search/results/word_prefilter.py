"""Find the words of a text that may begin with given prefixes. Most other words are skipped without being tokenized.

Words that begin with a digit are numbers, which have more than one spelling. They are found by their significant digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from search.results.candidate_words import CandidateWords, Offset
from search.text.amounts import ALL_FRACTIONS, FRACTIONS
from search.text.analysis import JOINER_PATTERN, WORD, WORD_PATTERN

if TYPE_CHECKING:
    from search.results.word_starts import WordStarts

MAX_PREFIX = 5
"""Only this many letters of a prefix are compared."""

MIN_PREFIX = 3
"""Letters of the shortest prefix that is searched as a substring.

Shorter prefixes occur inside too many words. They are compared with the start of each word.
"""

MANY_PREFIXES = 4
"""From this many prefixes on, it is faster to compare all words with them. Fewer are searched as substrings, one by one."""

MANY_WORDS = 4_000
"""From this many words on, it is faster to compare them as numbers, in arrays. Fewer are compared as texts."""

_WORD_START = rf"(?<!\w)(?<!\w{JOINER_PATTERN})"
_WHOLE_WORD = re.compile(rf"(?:(?=[£$€])|{_WORD_START}){WORD_PATTERN}")
_APOSTROPHES = "'\u2018\u2019"
_INSIDE_NUMBER = re.compile(rf"[0-9{FRACTIONS}](?:,|[ \u00a0-](?:per[ \u00a0-])?)$", re.IGNORECASE)
"""The end of a text after which digits or a unit may still be part of a number: "1,", "5 ", "5-" and "50 per "."""

_BEFORE_GAP = frozenset(f"0123456789rR{ALL_FRACTIONS}")
"""The characters that ``_INSIDE_NUMBER`` may have before the comma, space or hyphen at its end. Few words follow one."""

_WITH_FRACTION = re.compile(rf"[0-9,]*[{FRACTIONS}]")

_ANY_NUMBER = re.compile("")

_LEADING_DIGITS = re.compile(r"[0-9]++(?:\.[0-9]++)?")

_NUMBER_REACH = 6
"""Characters before a word that ``_INSIDE_NUMBER`` needs."""


@lru_cache(maxsize=1 << 10)
class PrefixScanner:
    """Finds every word whose form, in lower case, begins with one of ``prefixes``, and few other words.

    It also finds every word with an apostrophe or a non-ASCII letter in its first ``MAX_PREFIX`` characters, because folding
    may change these characters. The empty prefix matches every word.
    """

    def __init__(self, prefixes: frozenset[str]) -> None:
        numbers = {prefix for prefix in prefixes if prefix[:1].isascii() and prefix[:1].isdigit()}
        cut = {""} if "" in prefixes else {prefix[:MAX_PREFIX] for prefix in prefixes - numbers}
        self._substrings = [prefix.encode() for prefix in cut if prefix.isascii()]
        digits = {_significant_digits(number) for number in numbers}
        self._number_pattern = _number_pattern(digits) if numbers else None
        if "" in cut:
            self._number_pattern = _ANY_NUMBER
        first_digits = {b"0", *(text[:1].encode() for text in digits if text)} if numbers else set()
        has_many = bool(numbers) or len(self._substrings) >= MANY_PREFIXES
        has_short = any(len(prefix) < MIN_PREFIX for prefix in self._substrings)
        self._word_starts = _word_starts([*self._substrings, *first_digits]) if has_many or has_short else None

    def candidate_words(self, text: str) -> CandidateWords:
        """Return the words found.

        The text is searched as ASCII bytes, which is fastest. A non-ASCII character becomes a question mark, so that offsets
        in bytes equal offsets in characters.
        """
        ascii_text = text.encode("ascii", "replace")
        starts = self._irregular_starts(text, ascii_text)
        if self._word_starts is None:
            ascii_text = ascii_text.lower()
            starts.update(start for substring in self._substrings for start in _find_all(ascii_text, substring))
            return CandidateWords(text, _words_at(text, starts))
        words = self._word_starts.find(ascii_text, irregular_starts=starts)
        starts.update(words.unsure)
        if self._number_pattern:
            starts.update(start for start in words.digits if self._number_pattern.match(text, start))
        offsets = _words_at(text, starts)
        if len(words.starts) < MANY_WORDS:
            return CandidateWords(text, sorted([*offsets, *zip(words.starts.tolist(), words.ends.tolist(), strict=True)]))
        return CandidateWords(text, offsets, words.whole(ascii_text))

    def _irregular_starts(self, text: str, ascii_text: bytes) -> set[int]:
        """Return where words with an apostrophe, a non-ASCII letter or a fraction may start; some offsets are not in a word."""
        starts: set[int] = set()
        if self._number_pattern and any(fraction in text for fraction in ALL_FRACTIONS):  # few texts have a fraction
            starts.update(match.start() for match in _WITH_FRACTION.finditer(text))
        for sign in (b"'",) if text.isascii() else (b"'", b"?"):
            for offset in _find_all(ascii_text, sign):
                if offset >= MAX_PREFIX and text[offset - MAX_PREFIX : offset].isalnum():
                    continue  # too far from the start of its word, if it is part of a word
                if text[offset].isalnum() or text[offset] in _APOSTROPHES:
                    starts.update(range(max(0, offset - MAX_PREFIX + 1), offset + 1))
        return starts


def _words_at(text: str, starts: Iterable[int]) -> list[Offset]:
    """Return the offsets of the words at these starts, in text order. A currency sign before a word belongs to it."""
    words = ((start, _end_of_word(text, start)) for start in sorted({_with_sign(text, start) for start in starts}))
    return [
        (start, end)
        for start, end in words
        if end and (start < 2 or text[start - 2] not in _BEFORE_GAP or _is_whole(text, start))
    ]


def _word_starts(prefixes: Iterable[bytes]) -> WordStarts:
    from search.results.word_starts import WordStarts  # noqa: PLC0415 (imports NumPy, which few programs need at their start)

    return WordStarts(prefixes)


def _end_of_word(text: str, start: int) -> int:
    """Return the end of the word that begins at an offset, 0 if none does."""
    word = _WHOLE_WORD.match(text, start)
    return word.end() if word else 0


def _is_whole(text: str, start: int) -> bool:
    """Whether a word begins at an offset, rather than the rest of a number such as the million of "5 million"."""
    number = _INSIDE_NUMBER.search(text, max(0, start - _NUMBER_REACH), start)
    if number is None:
        return True
    chunk = number.start()
    while chunk and not text[chunk - 1].isspace():
        chunk -= 1
    for word in WORD.finditer(text, chunk):
        if word.end() > start:
            return word.start() == start
    return False


def _find_all(text: bytes, substring: bytes) -> list[int]:
    """Return the offsets of every occurrence, overlapping ones too."""
    offsets = []
    offset = text.find(substring)
    while offset >= 0:
        offsets.append(offset)
        offset = text.find(substring, offset + 1)
    return offsets


def _number_pattern(significant_digits: Iterable[str]) -> re.Pattern[str]:
    """Return the expression for the start of any number with these significant digits, however it is written.

    Amounts in words move the decimal point ("5 million", "0.5 million"), so only the significant digits are compared, with
    any separators between them.
    """
    digits = sorted(significant_digits)
    spellings = ["[,.]?".join(text) for text in digits]
    any_spelling = "|".join(spellings)
    endings = [rf"(?<={spelling[0]}){spelling[1:]}" for spelling in spellings if spelling]
    endings.append(rf"(?<=0)[0,.]*+(?:{any_spelling})")
    first_digits = "".join(sorted({text[:1] for text in digits}))
    return re.compile(rf"[0{first_digits}](?<!\w.)(?:{'|'.join(endings)})")


def _significant_digits(number: str) -> str:
    """Return the digits that a number begins with, without a point and zeros at either end."""
    match = _LEADING_DIGITS.match(number)
    return match.group().replace(".", "").strip("0") if match else ""


def _with_sign(text: str, start: int) -> int:
    """Return the offset of the currency sign that is part of the word at an offset, or that of the word."""
    return start - 1 if start and text[start - 1] in "£$€" and _WHOLE_WORD.match(text, start - 1) else start
