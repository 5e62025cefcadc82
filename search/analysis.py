"""Text to terms: the one definition of a word, shared by every engine, the parser, the snippets and the spelling.

A word is a run of letters and digits, with single full stops or apostrophes inside it. It is lower-cased, its accents are
folded, a possessive is dropped and other apostrophes close up, and it is stemmed by Porter's second English stemmer, the one
Lucene calls ``porter2``, so that a Lucene engine can agree. No stop words are removed here: only queries leave them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

MAX_WORD = 64
"""Longest word kept, in characters: longer runs are addresses and encoded data, and are cut to this."""

_WORD = re.compile(r"\w+(?:[.'\u2019\u02bc]\w+)*")
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


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """One written word lower-cased, without accents, possessive or apostrophes, at most ``MAX_WORD`` characters."""
    word = _POSSESSIVE.sub("", word).translate(_APOSTROPHES)
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    return word.lower()[:MAX_WORD]


@lru_cache(maxsize=1 << 17)
def term(word: str) -> str:
    """The index term of one written word."""
    folded = fold(word)
    return str(porter2(folded)) if folded.isascii() else folded


def words(text: str) -> list[str]:
    """The folded, unstemmed words of a text, in order."""
    return [fold(match) for match in _WORD.findall(normalise(text))]


def terms(text: str) -> list[str]:
    """The index terms of a text, in order; a term's index in the list is its position."""
    return [term(match) for match in _WORD.findall(normalise(text))]


def tokens(text: str) -> Iterator[Token]:
    """The terms of a text with their places in it. ``text`` is taken to be in NFC, as every record's text is."""
    for match in _WORD.finditer(text):
        yield Token(term(match.group()), match.start(), match.end())


def normalise(text: str) -> str:
    """Text in Unicode's composed form (NFC), so that one letter is one character however it was typed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
