"""The analyser: text to terms. Every engine, the parser, the highlighter and the spelling correction share it.

A word is a run of letters and digits, with single full stops or apostrophes inside it. Folding lower-cases the word and
removes accents, a possessive "'s" and all apostrophes. The term of a word is its folded form, stemmed by Porter's second
English stemmer (``porter2`` in Lucene, so that a Lucene engine can agree). Stop words are indexed; only queries omit them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

MAX_WORD_LENGTH = 64
"""Longer words, which are URLs and encoded data, are cut to this many characters."""

MAX_CACHED_WORDS = 1 << 17
"""Capacity of the cache of folded words, and of the cache of terms."""

# The lookahead after U+2019 keeps the two apostrophes out of one character class, which would take several times as long to
# compile. U+02BC, the modifier letter apostrophe, matches \w and so needs no mention.
JOINER_PATTERN = r"(?:[.']|\u2019(?=\w))"
"""Regular expression of the character that may join two runs of letters or digits in a word."""

WORD_REST_PATTERN = rf"(?:{JOINER_PATTERN}\w++)*+"
"""Regular expression of the part of a word after its first run of letters or digits."""

WORD_PATTERN = rf"\w++{WORD_REST_PATTERN}"
"""Regular expression of a word."""

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
"""Function words that a query omits, except inside a phrase or if the query has no other words."""


class Token(NamedTuple):
    """A word of a text: ``text[start:end]`` is the word, ``term`` its term. A tuple, because indexing unpacks millions."""

    term: str
    start: int
    end: int


class _WordCache(dict[str, str]):
    """A cache of a function of words. A cached word costs one dictionary look-up and no Python call.

    The cache is emptied when it is full. Threads may share it: at worst they compute the same word twice.
    """

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __repr__(self) -> str:
        return f"<{len(self)} cached words>"

    def __missing__(self, word: str) -> str:
        result = self._function(word)
        if len(word) <= MAX_WORD_LENGTH:
            if len(self) >= MAX_CACHED_WORDS:
                self.clear()
            self[word] = result
        return result


def _fold(word: str) -> str:
    word = _POSSESSIVE.sub("", word).translate(_APOSTROPHES)
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(character for character in decomposed if not unicodedata.combining(character))
    return word.lower()[:MAX_WORD_LENGTH]


fold: Callable[[str], str] = _WordCache(_fold).__getitem__
"""Return a word in lower case without accents, possessive and apostrophes, cut to ``MAX_WORD_LENGTH`` characters."""


def _stem(word: str) -> str:
    folded = fold(word)
    return str(porter2(folded)) if folded.isascii() and not folded.isdigit() else folded


term: Callable[[str], str] = _WordCache(_stem).__getitem__
"""Return the term of a word."""


def words(text: str) -> list[str]:
    """Return the folded, unstemmed words of a text, in order."""
    return list(map(fold, _WORD.findall(normalise(text))))


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order; the index in the list is the position of the term."""
    return list(map(term, _WORD.findall(normalise(text))))


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Yield the terms of a text with their offsets, from the offset ``start``, which must not be inside a word.

    The text must be in Unicode form NFC, as the text of every record is.
    """
    for match in _WORD.finditer(text, start):
        yield Token(term(match.group()), match.start(), match.end())


def stem_prefix(stem: str) -> str:
    """Return a prefix that the folded form of every word with this term has.

    Porter's stemmer adds letters only at the end of a stem: at most two, of which the last is e, i, l or y.
    """
    return stem[:-2] if stem[-1:] in {"e", "i", "l", "y"} else stem


def truncate_at_word(text: str, max_characters: int) -> str:
    """Return the text, cut after its last whole word within the limit. A single word that is longer is cut inside."""
    return text if len(text) <= max_characters else text[:max_characters].rsplit(None, 1)[0]


def normalise(text: str) -> str:
    """Return a text in Unicode form NFC, in which a letter and its accents are one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
