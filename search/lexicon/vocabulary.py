"""The words of an index, folded but not stemmed: what patterns expand over, and where spellings and completions come from.

It never offers a word that is not in the index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from search.errors import Unsupported
from search.query.nodes import Fuzzy, Prefix, Wildcard
from search.query.patterns import glob, literal_prefix
from search.text import edit_cost
from search.text.analysis import fold, term

MAX_PATTERN_WORDS = 5_000
"""Most words one pattern may stand for; a pattern that means more is refused, not cut short."""

MAX_SUGGESTIONS = 3


class WordSource(Protocol):
    """Where an engine keeps its words. Pieces are lists, so that a million words need not be in memory at once."""

    def __len__(self) -> int:
        """How many there are, about."""

    def count(self, word: str) -> int:
        """How often a folded word occurs; 0 when it does not."""

    def count_with_prefix(self, prefix: str) -> int:
        """At most how many words begin with ``prefix``, found without reading them."""

    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """The words that begin with ``prefix``, in pieces, some perhaps more than once."""

    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """The commonest words that begin with ``prefix``, the commonest first, then by alphabet."""

    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """Every word within so many edits of ``word``, among others, in pieces, some perhaps more than once."""


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

    def count_with_prefix(self, prefix: str) -> int:
        """See ``WordSource.how_many_begin``."""
        return sum(map(len, self.words_with_prefix(prefix)))

    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """See ``WordSource.beginning``."""
        start = bisect_left(self._words, prefix)
        yield self._words[start : bisect_left(self._words, prefix + "\U0010ffff", start)]

    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """See ``WordSource.commonest``."""
        found = (word for piece in self.words_with_prefix(prefix) for word in piece)
        return sorted(found, key=lambda word: (-self._counts[word], word))[:limit]

    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """See ``WordSource.around``."""
        yield [other for other in self._words if abs(len(other) - len(word)) <= edits]


MAX_CACHED_CORRECTIONS = 1 << 12
"""Words of which it is remembered what they are a slip for."""


class Vocabulary:
    """The words of an index, and what can be asked of them."""

    def __init__(self, source: WordSource) -> None:
        self._source = source
        self._slips = lru_cache(MAX_CACHED_CORRECTIONS)(self._surely_meant)  # every page of a search asks of the same words

    def __contains__(self, word: str) -> bool:
        return self.count(word) > 0

    def __len__(self) -> int:
        return len(self._source)

    def count(self, word: str) -> int:
        """How often a word occurs in all fields that have words."""
        return self._source.count(fold(word))

    def expand(self, pattern: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """The index terms a pattern stands for. Raises ``Unsupported`` when it stands for more than ``MAX_PATTERN_WORDS`` words."""
        found: set[str] = set()
        for piece in self._fitting(pattern):
            found.update(piece)
            if len(found) > MAX_PATTERN_WORDS:
                raise _too_many(pattern)
        return frozenset(map(term, found))

    def _fitting(self, pattern: Prefix | Wildcard | Fuzzy) -> Iterator[Iterable[str]]:
        match pattern:
            case Prefix(text):
                begun = fold(text)
                if (
                    self._source.count_with_prefix(begun) > 2 * MAX_PATTERN_WORDS
                ):  # twice, since a source may count a word twice
                    raise _too_many(pattern)
                return self._source.words_with_prefix(begun)
            case Wildcard(shape):
                fits = glob(shape).fullmatch
                return (
                    [word for word in piece if fits(word)] for piece in self._source.words_with_prefix(literal_prefix(shape))
                )
            case Fuzzy(text, edits):
                return ([word for word, _ in piece] for piece in self._within(fold(text), edits))

    def complete(self, prefix: str, limit: int) -> tuple[str, ...]:
        """The commonest words that begin with ``prefix``, for type-ahead."""
        begun = fold(prefix)
        return tuple(self._source.most_frequent(begun, limit)) if begun else ()

    def suggest(self, word: str) -> tuple[str, ...]:
        """Words of the index a misspelling may stand for, the likeliest first (see ``search.text.edit_cost``).

        Words of three letters or fewer have too many neighbours and get no suggestion, nor does what has no letters only.
        """
        folded = fold(word)
        return edit_cost.rank_candidates(folded, self._near(folded), MAX_SUGGESTIONS)

    def certain_correction(self, word: str) -> str | None:
        """The word that one of the index, rare beside it, is surely a slip for; or one that is in it only by its stem, likely.

        What is a form of the same word is no slip.
        """
        return self._slips(fold(word))

    def _surely_meant(self, folded: str) -> str | None:
        typed = edit_cost.Candidate(folded, 0, self._source.count(folded))
        if typed.occurrences > edit_cost.MAX_TYPO_OCCURRENCES:
            return None
        near = {each.word: each for each in self._near(folded)}
        found = edit_cost.rank_candidates(folded, near.values(), 1)
        if not found or term(found[0]) == term(folded):
            return None
        return found[0] if not typed.occurrences or edit_cost.is_certain_misspelling(typed, near[found[0]]) else None

    def _near(self, word: str) -> list[edit_cost.Candidate]:
        """The words a misspelling may stand for."""
        if len(word) < 4 or not word.isalpha():
            return []
        found = {
            near for piece in self._within(word, 2 if len(word) >= edit_cost.MIN_LENGTH_FOR_TWO_EDITS else 1) for near in piece
        }
        return [edit_cost.Candidate(other, edits, self._source.count(other)) for other, edits in found if other != word]

    def _within(self, word: str, edits: int) -> Iterator[list[tuple[str, int]]]:
        """Words within ``edits`` insertions, deletions, changes or swaps of neighbours (optimal string alignment)."""
        from rapidfuzz import process  # noqa: PLC0415 (with all that it brings, longer to import than an index to open)
        from rapidfuzz.distance import OSA  # noqa: PLC0415 (as above)

        for piece in self._source.words_near(word, edits):
            found = process.extract(word, piece, scorer=OSA.distance, score_cutoff=edits, limit=None)
            yield [(str(other), int(distance)) for other, distance, _ in found]


def _too_many(pattern: Prefix | Wildcard | Fuzzy) -> Unsupported:
    shown = pattern.pattern if isinstance(pattern, Wildcard) else pattern.text
    return Unsupported(
        f"{shown!r} stands for more than {MAX_PATTERN_WORDS:,} different words, the most one pattern may; type more of the word."
    )
