"""Phrases by the beginnings of their words: the headings of an index and the names in it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from search.text.analysis import WORD, fold

_AFTER_ALL_LETTERS = "\U0010ffff"


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(map(fold, WORD.findall(text)))


class Phrases:
    """An inverted index of phrases, which are given the best first. Immutable, so any number of threads may read it."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        folded = cache(fold)  # the phrases have the same few words
        for number, phrase in enumerate(self._phrases):
            for word in {folded(text) for text in WORD.findall(phrase)}:
                numbers[word].append(number)
        self._words = sorted(numbers)
        self._numbers = [numbers[word] for word in self._words]

    def find(self, typed: Sequence[str], limit: int) -> tuple[str, ...]:
        """Return at most ``limit`` phrases that have all of some folded words, the last of which may only be begun.

        Of phrases that differ in marks and capitals alone, the first is returned.
        """
        if not typed or not typed[-1]:
            return ()
        *whole, begun = typed
        matching = self._with_prefix(begun)
        for word in whole:
            matching &= self._with_word(word)
        phrases: dict[tuple[str, ...], str] = {}
        for number in sorted(matching):
            if len(phrases) == limit:
                break
            phrases.setdefault(words_of(self._phrases[number]), self._phrases[number])
        return tuple(phrases.values())

    def _with_prefix(self, prefix: str) -> set[int]:
        """Return the numbers of the phrases that have a word with this prefix."""
        first, last = bisect_left(self._words, prefix), bisect_left(self._words, prefix + _AFTER_ALL_LETTERS)
        return {number for numbers in self._numbers[first:last] for number in numbers}

    def _with_word(self, word: str) -> set[int]:
        """Return the numbers of the phrases that have this word."""
        index = bisect_left(self._words, word)
        return set(self._numbers[index]) if index < len(self._words) and self._words[index] == word else set()
