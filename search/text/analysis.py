"""The analyser: text to terms. Every engine, the parser, the highlighter and the spelling correction share it.

A word is a number (``search.text.amounts``), or a run of letters and digits with single full stops or apostrophes inside it.
Its *form* is the word folded: in lower case, without accents, ligatures, possessive "'s" and apostrophes. An abbreviation
("US", "GPs", "MoU", "U.K.") keeps its case: its form is its capitals ("US", "GP", "MOU", "UK"). The *stem* of a form is the
form conflated with the other inflections of the word (``search.text.conflation``); the stem of an abbreviation is its lower
case.

The *term* of a word is ``stem=form``, such as ``child=children``. So in a sorted term dictionary all forms of a stem are
neighbours, and one index serves every form of a word as well as one form alone. Stop words are indexed; only queries omit them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple, TypeVar

from search.text.amounts import FRACTIONS, NUMBER_PATTERN, canonical_number, replace_runs_with_spaced_units
from search.text.conflation import conflate
from search.text.invisible import without_invisible

Result = TypeVar("Result")

MAX_WORD_LENGTH = 64
"""Longer words, which are URLs and encoded data, are cut to this many characters."""

MAX_CACHED_WORDS = 1 << 17
"""Capacity, in words, of each of four caches: of forms, of stems by form, of terms, and of stems by word."""

MAX_CACHED_CHUNKS = 1 << 14
"""Capacity of the cache of the forms of chunks. The cache takes at most 3 MB."""

MAX_ABBREVIATION_LENGTH = 5
"""Letters of the longest abbreviation that keeps its case. Longer words in capitals are seldom another word in lower case."""

MIN_LENGTH_IN_CAPITALS = 5
"""Letters of the shortest word that shows a text of capitals alone to be written in capitals."""

MORE = " …"
"""What ends a shortened text."""

STEM_END = "="
"""The character between the stem and the form in a term. No word contains it."""

# The lookahead after U+2019 keeps the two apostrophes out of one character class, which would take several times as long to
# compile. U+2018, the opening quotation mark, is an apostrophe only before the ending of a word: children‘s. U+02BC, the
# modifier letter apostrophe, matches \w and so needs no mention. A full stop between a small and a capital letter
# (dentists.There), or before a capital and a small letter (UK.The, 2019.The), ends a sentence whose space is missing, except in
# "M.Sc" and "Ph.D". One after a single letter, before three small ones, ends the short form of a genus: E.coli.
JOINER_PATTERN = (
    r"(?:'|\.(?!(?:(?<=[\w.][A-Z0-9]\.)[A-Z]|[A-Z][a-z])[a-z]|(?<=[a-z]\.)[A-Z](?!(?<=\b[A-Z][a-z]\.[A-Z])\b)"
    r"|(?<=\b[A-Za-z]\.)[a-z]{3})|\u2019(?=\w)"
    r"|\u2018(?=(?:[sSdmt]|ll|re|ve)\b))"
)
"""Regular expression of the character that may join two runs of letters or digits in a word."""

WORD_REST_PATTERN = rf"(?:{JOINER_PATTERN}\w++)*+"
"""Regular expression of the part of a word after its first run of letters or digits."""

WORD_PATTERN = (
    rf"(?:[^\W0-9{FRACTIONS}]\w*+{WORD_REST_PATTERN}|{NUMBER_PATTERN}(?!{JOINER_PATTERN}?\w)|\w++{WORD_REST_PATTERN})"
)
"""Regular expression of a word. The first alternative is the most frequent: a word that begins with no digit."""

WORD = re.compile(WORD_PATTERN)
WWW = "www."
"""The beginning of a web address that its form leaves out: the form of www.gov.uk is gov.uk."""

_NUMBER = re.compile(NUMBER_PATTERN)
_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc")
_POSSESSIVE = re.compile(r"['\u2018\u2019\u02bc][sS]$")
_DECADE = re.compile(r"(?:1[0-9]{2}|[2-9])0['\u2018\u2019\u02bc]s")
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not decompose, and how English writes them: encyclopædia, Ørsted."""
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+|[A-Z][a-z]\.[A-Z]|[A-Z]\.[A-Z][a-z]")
_UNUSUAL_SPACE = re.compile(r"[^\S \n]")
_PLURAL_ABBREVIATION = re.compile(r"[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z]s")
_LONG_RUN = re.compile(rf"[^\W\d_]{{{MIN_LENGTH_IN_CAPITALS}}}")


class Token(NamedTuple):
    """A word of a text: ``text[start:end]`` is the word, ``term`` its term. A tuple, because indexing unpacks millions."""

    term: str
    start: int
    end: int


class _WordCache(dict[str, Result]):
    """A cache of a function of words or chunks. A cached word costs one dictionary look-up and no Python call.

    The cache is emptied when it is full. Threads may share it: at worst they compute the same word twice.
    """

    def __init__(self, function: Callable[[str], Result], capacity: int) -> None:
        super().__init__()
        self._function = function
        self._capacity = capacity

    def __repr__(self) -> str:
        return f"<{len(self)} cached words>"

    def __missing__(self, word: str) -> Result:
        result = self._function(word)
        if len(word) <= MAX_WORD_LENGTH:
            if len(self) >= self._capacity:
                self.clear()
            self[word] = result
        return result


def _form(word: str) -> str:
    if word.islower() and word.isascii() and word.isalpha():  # most words: no rule below changes them
        return word[:MAX_WORD_LENGTH]
    if _DECADE.fullmatch(word):
        return _fold(word)
    word = word[len(WWW) :] if word[: len(WWW)].lower() == WWW else word
    word = _POSSESSIVE.sub("", word)
    if _NUMBER.fullmatch(word):
        return canonical_number(word)[:MAX_WORD_LENGTH]
    if _DOTTED.fullmatch(word):
        word = word.replace(".", "")
    capitals = word
    if _PLURAL_ABBREVIATION.fullmatch(capitals):
        capitals = capitals[:-1]
    if (
        len(capitals) <= MAX_ABBREVIATION_LENGTH
        and sum(map(str.isupper, capitals)) > 1
        and capitals.isascii()
        and capitals.isalnum()
    ):
        return capitals.upper()
    folded = _fold(word)
    # A letter of another alphabet of Unicode may be the unit of a number: 5𝐛𝐧 is 5bn.
    return folded if word.isascii() or not _NUMBER.fullmatch(folded) else canonical_number(folded)[:MAX_WORD_LENGTH]


def _fold(word: str) -> str:
    word = word.translate(_APOSTROPHES)
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
        word = "".join(character for character in decomposed if not unicodedata.combining(character)).translate(_LIGATURES)
    return word.lower()[:MAX_WORD_LENGTH]


form: Callable[[str], str] = _WordCache(_form, MAX_CACHED_WORDS).__getitem__
"""Return the form of a word: folded, or in capitals if it is an abbreviation; cut to ``MAX_WORD_LENGTH`` characters."""


def fold(word: str) -> str:
    """Return the form of a word in lower case, as the vocabulary has it."""
    return form(word).lower()


def is_abbreviation(word_form: str) -> bool:
    """Whether a form is that of an abbreviation, which is matched by its case."""
    return word_form.isupper() and word_form.isascii()


def _stem(word_form: str) -> str:
    return word_form.lower() if is_abbreviation(word_form) else conflate(word_form)


stem: Callable[[str], str] = _WordCache(_stem, MAX_CACHED_WORDS).__getitem__
"""Return the stem of a form: an abbreviation in lower case, any other form conflated with its inflections."""


def _term(word: str) -> str:
    word_form = form(word)
    return stem(word_form) + STEM_END + word_form


term: Callable[[str], str] = _WordCache(_term, MAX_CACHED_WORDS).__getitem__
"""Return the term of a word."""


def stem_of(term_text: str) -> str:
    """Return the stem of a term."""
    return term_text.partition(STEM_END)[0]


def form_of(term_text: str) -> str:
    """Return the form of a term."""
    return term_text.partition(STEM_END)[2]


stem_of_word: Callable[[str], str] = _WordCache(lambda word: stem_of(term(word)), MAX_CACHED_WORDS).__getitem__
"""Return the stem of a word."""


def cased(text: str) -> str:
    """Return a text in lower case if it is written in capitals, so that its capitals do not mark abbreviations.

    It is in capitals if it has several words, no lower-case letter, and a word of at least ``MIN_LENGTH_IN_CAPITALS`` letters.
    A text whose length would change stays as it is.
    """
    if not text.isupper() or len(text.split(None, 1)) == 1 or _LONG_RUN.search(text) is None:
        return text
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def forms(text: str) -> list[str]:
    """Return the forms of the words of a text, in order. The forms of its chunks are cached, so that few words are parsed."""
    return list(chain.from_iterable(map(_forms_of_chunk, chunks(text))))


_forms_of_chunk: Callable[[str], tuple[str, ...]] = _WordCache(
    lambda chunk: tuple(map(form, WORD.findall(chunk))), MAX_CACHED_CHUNKS
).__getitem__


def words(text: str) -> list[str]:
    """Return the forms of the words of a text in lower case, in order: the words that the vocabulary counts."""
    return list(map(fold, _words(text)))


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order; the index in the list is the position of the term."""
    return list(map(term, _words(text)))


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order."""
    return list(map(stem_of_word, _words(text)))


def tokens(text: str, start: int = 0) -> Iterator[Token]:
    """Yield the terms of a text with their offsets, from the offset ``start``, which must not be inside a word.

    The text must be in Unicode form NFC, as the text of every record is.
    """
    for match in WORD.finditer(cased(text), start):
        yield Token(term(match.group()), match.start(), match.end())


def _words(text: str) -> list[str]:
    return WORD.findall(cased(normalise(text)))


def chunks(text: str) -> list[str]:
    """Return the parts of a text between white space. Their terms, one chunk after another, are the terms of the text."""
    return without_spaces_in_numbers(cased(normalise(text))).split()


def without_spaces_in_numbers(text: str) -> str:
    """Return the text with the space inside each number removed (``5million``), so that white space separates words.

    In "EUR20 million" the digits belong to a word, so its space stays.
    """
    return replace_runs_with_spaced_units(text, lambda run: WORD.sub(_without_spaces, run))


def _without_spaces(word: re.Match[str]) -> str:
    return "".join(word.group().split())


def truncate_at_word(text: str, max_characters: int) -> str:
    """Return the text, cut after its last whole word within the limit. A single word that is longer is cut inside."""
    if len(text) <= max_characters:
        return text
    start = text[:max_characters]
    ends_after_word = start[-1:].isspace() or text[max_characters].isspace()
    return start.rstrip() if ends_after_word else start.rsplit(None, 1)[0]


def shortened(text: str, max_characters: int) -> str:
    """Return the text; if it is longer than the limit, its whole words within the limit, and ``MORE`` after them."""
    if len(text) <= max_characters:
        return text
    return truncate_at_word(text, max_characters).rstrip(",;:") + MORE


def normalise(text: str) -> str:
    """Return a text as the texts of records are: in Unicode form NFC, without invisible characters and unusual spaces.

    In NFC a letter and its accents are one character.
    """
    return text if text.isascii() else _UNUSUAL_SPACE.sub(" ", unicodedata.normalize("NFC", without_invisible(text)))
