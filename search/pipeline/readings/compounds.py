"""Compounds in a search: the closed compound of two words, and the parts of a compound that no record has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise

from search.engine import Engine
from search.lexicon.thesaurus import Thesaurus
from search.pipeline.relaxation import split_clauses
from search.query.leaves import HYPHENS
from search.query.nodes import Node, Phrase, Synonyms, Word
from search.query.parser import QUOTES, parse
from search.text.analysis import fold, forms, normalise, stem
from search.text.word_forms.closed_compounds import NOT_COMPOUNDS
from search.text.word_forms.stop_words import STOP_WORDS

MAX_CHECKED = 3
"""The most compounds of one query that are looked up."""

MIN_RECORDS = 5
"""A word of fewer records that no record hyphenates may be a misspelling: two words without the space between them."""

MIN_PART_LENGTH = 3
"""Letters of each part of a closed compound that no record hyphenates: web site, but not plan t."""

MAX_SPLIT_LETTERS = 24
"""Letters of the longest unknown word that is read as two words: each pair of parts is looked up."""

SUFFIXES = frozenset("able age less".split())
"""Words that are suffixes too: useless is not "use less"."""

MAX_LETTERS_BEFORE_NUMBER = 3
"""Letters before the number of a road, a railway or a form: M 25, HS 2."""

PREFIXES_OF_NAMES = frozenset(("o", "mc", "mac"))
"""Words that are part of a surname: O Brien is O'Brien."""

_LETTERS = r"[^\W\d_]+"
_HUMPS = "(?!Mc|Mac)[A-Z][a-z]+(?:[A-Z][a-z]+)+"
_BARE_COMPOUND = re.compile(rf"(?<![\w:*?~{HYPHENS}])(?:{_LETTERS}(?:[{HYPHENS}]{_LETTERS})+|{_HUMPS})(?![\w:*?~{HYPHENS}])")
"""A word with hyphens, or one of several words with capitals, as hashtags are: #LightTheLantern."""

_HUMPED = re.compile(rf"(?<!\w){_HUMPS}(?!\w)")
_BOUNDARY = re.compile(f"[{HYPHENS}]|(?<=[a-z])(?=[A-Z])")
_LETTERS_AND_NUMBER = re.compile(r"([A-Za-z]{2,4})([0-9]{1,3})")
_FIGURES = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class ClosedCompounds:
    """The closed compounds of neighbouring words of a text: *childcare* in "child care", *M25* in "the M 25".

    A compound counts if a record hyphenates it, if ``MIN_RECORDS`` have it, or if it is a surname that a record has.
    ``records`` returns the number of records with any form of a word.
    """

    def __init__(self, text: str, thesaurus: Thesaurus, records: Callable[[str], int]) -> None:
        self.neighbours = dict.fromkeys(pairwise(forms(text)))
        """Each two forms that stand side by side in the text, in its order."""
        self.parts_by_capitals = {
            fold(match[0]): tuple(forms(_BOUNDARY.sub(" ", match[0]))) for match in _HUMPED.finditer(text)
        }
        """The parts of each word of several words with capitals, as hashtags are: knife and crime of KnifeCrime."""
        self._thesaurus = thesaurus
        self._records = records

    def find(self, first: str, second: str) -> str:
        """Return the closed compound of two forms; "" if there is none, or they do not stand side by side in the text."""
        is_compound = (first, second) in self.neighbours and self._make_word(first, second, MIN_RECORDS)
        return fold(first + second) if is_compound else ""

    def may_be_one_word(self, texts: Sequence[str]) -> bool:
        """Whether forms are two, stand side by side in the text, and are long enough to be the parts of one word."""
        return len(texts) == 2 and tuple(texts) in self.neighbours and _may_be_parts(*texts)

    def with_function_words(self, word: str) -> dict[tuple[str, str], str]:
        """Return the closed compound of a form and each function word beside it, which a query omits.

        In "the roll out", *roll* and *out* are *rollout*.
        """
        pairs = (pair for pair in self.neighbours if word in pair and not STOP_WORDS.isdisjoint(pair))
        return {pair: compound for pair in pairs if self._is_hyphenated(compound := fold("".join(pair)), *pair)}

    def is_part(self, word: str) -> bool:
        """Whether a form and a neighbour make a word that any record has."""
        return any(word in pair and self._make_word(*pair, 1) for pair in self.neighbours)

    def _make_word(self, first: str, second: str, min_records: int) -> bool:
        compound = fold(first + second)
        if compound in NOT_COMPOUNDS:
            return False
        if self._is_hyphenated(compound, first, second):
            return True
        if first in PREFIXES_OF_NAMES and second.isalpha():
            return self._records(compound) > 0
        return _may_be_parts(first, second) and self._records(compound) >= min_records

    def _is_hyphenated(self, compound: str, first: str, second: str) -> bool:
        entry = self._thesaurus.find((compound,))
        parts = (stem(first), stem(second))
        return entry is not None and any(tuple(map(stem, forms(synonym))) == parts for synonym in entry.synonyms)


def letters_and_number(word: str) -> tuple[str, ...]:
    """Return the parts of a form of two or more letters and a number: COP and 26 of COP26; () for any other form.

    With one letter they may be a number in a list: "(b) 12 months" is not B12.
    """
    match = _LETTERS_AND_NUMBER.fullmatch(word)
    return match.groups() if match and match[1].lower() not in STOP_WORDS else ()


def _may_be_parts(first: str, second: str) -> bool:
    if _FIGURES.fullmatch(second):
        return first.isalpha() and len(first) <= MAX_LETTERS_BEFORE_NUMBER
    return all(part.isalpha() and len(part) >= MIN_PART_LENGTH for part in (first, second))


def with_parts(engine: Engine, text: str, query: Node) -> tuple[str, dict[str, str]]:
    """Separate the parts of unknown compounds by spaces. Return the text, and the replacement of each compound.

    Compounds with figures, in quotation marks, in a field, in a group or after NOT stay as typed.
    """
    text = normalise(text)
    bare = dict.fromkeys(match[0] for match in _BARE_COMPOUND.finditer(text) if not _is_quoted(text, match.start()))
    if not bare:
        return text, {}
    clauses = frozenset(split_clauses(query)[1])
    trees = ((typed, parse(typed).tree) for typed in bare)
    compounds = ((typed, tree) for typed, tree in trees if isinstance(tree, Synonyms | Word) and tree in clauses)
    checked = islice(compounds, MAX_CHECKED)
    replacements = {typed: _BOUNDARY.sub(" ", typed) for typed, tree in checked if not engine.count(tree)}
    return _BARE_COMPOUND.sub(lambda match: replacements.get(match[0], match[0]), text), replacements


def as_two_words(engine: Engine, word: str) -> str:
    """Return the two words that an unknown word is without the space between them: "solar farm" for solarfarm; "" if none.

    Some record has the two side by side. Of several such pairs, the one that most records have is returned.
    """
    if len(word) > MAX_SPLIT_LETTERS:
        return ""
    offsets = range(MIN_PART_LENGTH, len(word) - MIN_PART_LENGTH + 1)
    splits = ((word[:offset], word[offset:]) for offset in offsets)
    pairs = (pair for pair in splits if STOP_WORDS.isdisjoint(pair) and pair[1] not in SUFFIXES)
    counts = {pair: engine.count(Phrase(pair)) for pair in pairs if all(engine.count(Word(part)) for part in pair)}
    best = max(counts, key=counts.__getitem__, default=None)
    return " ".join(best) if best and counts[best] else ""


def _is_quoted(text: str, offset: int) -> bool:
    return text.translate(QUOTES).count('"', 0, offset) % 2 == 1
