"""The words of an index, folded but not stemmed: what patterns expand over, and where spellings and completions come from.

It never offers a word that is not in the index.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import fold, term
from search.errors import Unsupported
from search.query import Fuzzy, Prefix, Wildcard

MAX_TERMS = 5_000
"""Most terms one pattern may stand for; a pattern that means more is refused, not cut short."""

SUGGESTIONS = 3


class Vocabulary:
    """A sorted list of words with the number of times each occurs in the index."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    @cached_property
    def _words(self) -> list[str]:
        return sorted(self._counts)

    def __contains__(self, word: str) -> bool:
        return fold(word) in self._counts

    def __len__(self) -> int:
        return len(self._counts)

    def expand(self, pattern: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """The index terms a pattern stands for. Raises ``Unsupported`` when they are more than ``MAX_TERMS``."""
        match pattern:
            case Prefix(text):
                found = self.beginning(fold(text))
            case Wildcard(shape):
                found = [word for word in self.beginning(literal_start(shape)) if glob(shape).fullmatch(word)]
            case Fuzzy(text, edits):
                found = [word for word, _ in self._within(fold(text), edits)]
        terms = frozenset(map(term, found))
        if len(terms) > MAX_TERMS:
            shown = pattern.pattern if isinstance(pattern, Wildcard) else pattern.text
            raise Unsupported(
                f"{shown!r} stands for {len(terms):,} different words, more than the {MAX_TERMS:,} one pattern may; "
                "type more of the word."
            )
        return terms

    def beginning(self, prefix: str) -> list[str]:
        """The words that begin with ``prefix``, in alphabetical order."""
        start = bisect_left(self._words, prefix)
        return self._words[start : bisect_left(self._words, prefix + "\U0010ffff", start)]

    def complete(self, prefix: str, limit: int) -> tuple[str, ...]:
        """The commonest words that begin with ``prefix``, for type-ahead."""
        begun = fold(prefix)
        found = sorted(self.beginning(begun), key=lambda word: (-self._counts[word], word)) if begun else []
        return tuple(found[:limit])

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words of the index a misspelling may stand for, nearest and then commonest first.

        Whoosh's own ranking takes the distance allowed for the distance found, so that one edit and two weigh the same;
        ours is (edits, -count). Words of three letters or fewer have too many neighbours and get no suggestion.
        """
        folded = fold(word)
        if len(folded) < 4 or not folded.isalpha():
            return ()
        near = self._within(folded, 1 if len(folded) < 6 else 2)
        ranked = sorted((edits, -self._counts[other], other) for other, edits in near if other != folded)
        return tuple(other for _, _, other in ranked[:SUGGESTIONS])

    def _within(self, word: str, edits: int) -> list[tuple[str, int]]:
        """Words within ``edits`` insertions, deletions, changes or swaps of neighbours (optimal string alignment)."""
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [(str(other), int(distance)) for other, distance, _ in found]


def literal_start(pattern: str) -> str:
    """The folded letters of a wildcard before its first ``?`` or ``*``."""
    return fold(re.split(r"[?*]", pattern, maxsplit=1)[0])


def glob(pattern: str) -> re.Pattern[str]:
    """A wildcard as an expression over folded words.

    Every stretch between two stars is an atomic group: the leftmost place it fits is enough, so nothing is tried twice
    and the time is linear however many stars are typed.
    """
    first, *rest = ("".join("." if c == "?" else re.escape(fold(c)) for c in part) for part in pattern.split("*"))
    if not rest:
        return re.compile(first, re.DOTALL)
    *middle, last = rest
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + ".*" + last, re.DOTALL)
