"""The words of an index, folded but not stemmed: what patterns expand over, and where spellings and completions come from.

It never offers a word that is not in the index.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import fold, term
from search.errors import Unsupported
from search.query import Fuzzy, Prefix, Wildcard

MAX_WORDS = 5_000
"""Most words one pattern may stand for; a pattern that means more is refused, not cut short."""

SUGGESTIONS = 3


class WordSource(Protocol):
    """Where an engine keeps its words. Pieces are lists, so that a million words need not be in memory at once."""

    def __len__(self) -> int:
        """How many there are, about."""

    def count(self, word: str) -> int:
        """How often a folded word occurs; 0 when it does not."""

    def how_many_begin(self, prefix: str) -> int:
        """At most how many words begin with ``prefix``, found without reading them."""

    def beginning(self, prefix: str) -> Iterator[list[str]]:
        """The words that begin with ``prefix``, in pieces, some perhaps more than once."""

    def commonest(self, prefix: str, limit: int) -> list[str]:
        """The commonest words that begin with ``prefix``, the commonest first, then by alphabet."""

    def sized(self, shortest: int, longest: int) -> Iterator[list[str]]:
        """The words of ``shortest`` to ``longest`` characters, in pieces, some perhaps more than once."""


class CountedWords:
    """A source in memory."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._words = sorted(counts)

    def __len__(self) -> int:
        return len(self._words)

    def count(self, word: str) -> int:
        """See ``WordSource.count``."""
        return self._counts.get(word, 0)

    def how_many_begin(self, prefix: str) -> int:
        """See ``WordSource.how_many_begin``."""
        return sum(map(len, self.beginning(prefix)))

    def beginning(self, prefix: str) -> Iterator[list[str]]:
        """See ``WordSource.beginning``."""
        start = bisect_left(self._words, prefix)
        yield self._words[start : bisect_left(self._words, prefix + "\U0010ffff", start)]

    def commonest(self, prefix: str, limit: int) -> list[str]:
        """See ``WordSource.commonest``."""
        found = (word for piece in self.beginning(prefix) for word in piece)
        return sorted(found, key=lambda word: (-self._counts[word], word))[:limit]

    def sized(self, shortest: int, longest: int) -> Iterator[list[str]]:
        """See ``WordSource.sized``."""
        yield [word for word in self._words if shortest <= len(word) <= longest]


class Vocabulary:
    """The words of an index, and what can be asked of them."""

    def __init__(self, source: WordSource) -> None:
        self._source = source

    def __contains__(self, word: str) -> bool:
        return self._source.count(fold(word)) > 0

    def __len__(self) -> int:
        return len(self._source)

    def expand(self, pattern: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """The index terms a pattern stands for. Raises ``Unsupported`` when it stands for more than ``MAX_WORDS`` words."""
        found: set[str] = set()
        for piece in self._fitting(pattern):
            found.update(piece)
            if len(found) > MAX_WORDS:
                raise _too_many(pattern)
        return frozenset(map(term, found))

    def _fitting(self, pattern: Prefix | Wildcard | Fuzzy) -> Iterator[Iterable[str]]:
        match pattern:
            case Prefix(text):
                begun = fold(text)
                if self._source.how_many_begin(begun) > 2 * MAX_WORDS:  # twice, since a source may count a word twice
                    raise _too_many(pattern)
                return self._source.beginning(begun)
            case Wildcard(shape):
                fits = glob(shape).fullmatch
                return ([word for word in piece if fits(word)] for piece in self._source.beginning(literal_start(shape)))
            case Fuzzy(text, edits):
                return ([word for word, _ in piece] for piece in self._within(fold(text), edits))

    def complete(self, prefix: str, limit: int) -> tuple[str, ...]:
        """The commonest words that begin with ``prefix``, for type-ahead."""
        begun = fold(prefix)
        return tuple(self._source.commonest(begun, limit)) if begun else ()

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words of the index a misspelling may stand for, nearest and then commonest first.

        Whoosh's own ranking takes the distance allowed for the distance found, so that one edit and two weigh the same;
        ours is (edits, -count). Words of three letters or fewer have too many neighbours and get no suggestion.
        """
        folded = fold(word)
        if len(folded) < 4 or not folded.isalpha():
            return ()
        near = {found for piece in self._within(folded, 1 if len(folded) < 6 else 2) for found in piece}
        ranked = sorted((edits, -self._source.count(other), other) for other, edits in near if other != folded)
        return tuple(other for _, _, other in ranked[:SUGGESTIONS])

    def _within(self, word: str, edits: int) -> Iterator[list[tuple[str, int]]]:
        """Words within ``edits`` insertions, deletions, changes or swaps of neighbours (optimal string alignment)."""
        for piece in self._source.sized(len(word) - edits, len(word) + edits):
            found = process.extract(word, piece, scorer=OSA.distance, score_cutoff=edits, limit=None)
            yield [(str(other), int(distance)) for other, distance, _ in found]


def _too_many(pattern: Prefix | Wildcard | Fuzzy) -> Unsupported:
    shown = pattern.pattern if isinstance(pattern, Wildcard) else pattern.text
    return Unsupported(
        f"{shown!r} stands for more than {MAX_WORDS:,} different words, the most one pattern may; type more of the word."
    )


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
