"""Text to terms: the one definition of a word, shared by every engine, the parser, the snippets and the spelling.

A word is a run of letters and digits, with single full stops or apostrophes inside it. It is lower-cased, its accents are
folded, a possessive is dropped and other apostrophes close up, and it is stemmed by Porter's second English stemmer, the one
Lucene calls ``porter2``, so that a Lucene engine can agree. No stop words are removed here: only queries leave them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

MAX_WORD_LENGTH = 64
"""Longest word kept, in characters: longer runs are addresses and encoded data, and are cut to this."""

MAX_CACHED_WORDS = 1 << 17
"""Words whose folded form is remembered, and words whose term is."""

# The second apostrophe looks ahead only to keep the two out of one class, which takes several times as long to compile.
# U+02BC is an apostrophe too, but as a letter: it needs no place between the letters of a word.
JOINER_PATTERN = r"(?:[.']|\u2019(?=\w))"
WORD_REST_PATTERN = rf"(?:{JOINER_PATTERN}\w++)*+"
WORD_PATTERN = rf"\w++{WORD_REST_PATTERN}"
"""The expression of a word; ``JOINER_PATTERN`` is what may stand between two runs of its letters, ``WORD_REST_PATTERN`` what may follow the first."""

_WORD = re.compile(WORD_PATTERN)
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc")
_POSSESSIVE = re.compile(r"['\u2019\u02bc][sS]$")

STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here hers herself
    him himself his how i if in into is it its itself just me might more most must my myself no nor not of off on once only
    or other our ours ourselves out over own same shall she should so some such than that the their theirs them themselves
    then there these they this those through to too under until up upon us very was we were what when where whether which
    while who whom whose why will with would you your yours yourself yourselves""".split()
)
"""Function words a query does without, unless it is made of nothing else or they stand in a phrase."""


class Token(NamedTuple):
    """A word in its place: ``text[start:end]`` is what was written, ``term`` what is indexed."""

    term: str
    start: int
    end: int


class _Known(dict[str, str]):
    """What ``work`` makes of each word, remembered: a word known already costs one look-up and no Python.

    Emptied when full. Threads may share it: the worst that happens is that a word is worked out twice.
    """

    def __init__(self, work: Callable[[str], str]) -> None:
        super().__init__()
        self._work = work

    def __repr__(self) -> str:
        return f"<{len(self)} words known>"

    def __missing__(self, word: str) -> str:
        made = self._work(word)
        if len(word) <= MAX_WORD_LENGTH:
            if len(self) >= MAX_CACHED_WORDS:
                self.clear()
            self[word] = made
        return made


def _folded(word: str) -> str:
    word = _POSSESSIVE.sub("", word).translate(_APOSTROPHES)
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    return word.lower()[:MAX_WORD_LENGTH]


fold: Callable[[str], str] = _Known(_folded).__getitem__
"""One written word lower-cased, without accents, possessive or apostrophes, at most ``MAX_WORD_LENGTH`` characters."""


def _stemmed(word: str) -> str:
    folded = fold(word)
    return str(porter2(folded)) if folded.isascii() and not folded.isdigit() else folded


term: Callable[[str], str] = _Known(_stemmed).__getitem__
"""The index term of one written word."""


def words(text: str) -> list[str]:
    """The folded, unstemmed words of a text, in order."""
    return list(map(fold, _WORD.findall(normalise(text))))


def terms(text: str) -> list[str]:
    """The index terms of a text, in order; a term's index in the list is its position."""
    return list(map(term, _WORD.findall(normalise(text))))


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """The terms of a text with their places in it, from ``start`` on, which may not lie inside a word.

    ``text`` is taken to be in NFC, as every record's text is.
    """
    for match in _WORD.finditer(text, start):
        yield Token(term(match.group()), match.start(), match.end())


def stem_prefix(stem: str) -> str:
    """What every word with this term begins with, once it is folded.

    Porter's stemmer puts letters of its own only at the end, two at most, the last of them one of these.
    """
    return stem[:-2] if stem[-1:] in {"e", "i", "l", "y"} else stem


def truncate_at_word(text: str, most: int) -> str:
    """The text, or where it has more characters than ``most``, the words that end before. A longer word alone is cut."""
    return text if len(text) <= most else text[:most].rsplit(None, 1)[0]


def normalise(text: str) -> str:
    """Text in Unicode's composed form (NFC), so that one letter is one character however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
