"""The vocabulary: the folded, unstemmed words of an index, for patterns, spelling corrections and completions.

It never returns a word that is not in the index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import islice
from typing import Protocol

from search.errors import Unsupported
from search.query.nodes import Fuzzy, Prefix, Wildcard
from search.query.patterns import glob, literal_prefix
from search.text import edit_cost
from search.text.analysis import fold, stem
from search.text.quotation import quoted
from search.text.term_selection import terms_of_word

MAX_PATTERN_WORDS = 5_000
"""A pattern that matches more words is an error. Its results are not cut short."""

MAX_SUGGESTIONS = 3
"""The most corrections that are suggested for a word."""

MAX_CACHED_CORRECTIONS = 1 << 12
"""Capacity of each cache of corrections, in words."""

MIN_COMPLETION_RECORDS = 3
"""A completion is a word of at least this many records. Words of fewer are mostly misspellings, two words without their space,
and names of one question."""

COMPLETION_CANDIDATES = 8
"""Candidates for each completion that is asked for: the most frequent words with the prefix."""


class WordSource(Protocol):
    """The words of an engine. Methods yield lists of words, so that a million words need not be in memory at once."""

    def __len__(self) -> int:
        """The approximate number of words."""

    def count(self, word: str) -> int:
        """Return the number of occurrences of a folded word, 0 if it is not in the index."""

    def records(self, word: str) -> int:
        """Return how many records have a folded word in their texts.

        A record with it in both cases (AIDS, aids) counts twice.
        """

    def count_with_prefix(self, prefix: str) -> int:
        """Return an upper bound of the number of words with the prefix, without reading them."""

    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """Yield lists of the words with the prefix. A word may come more than once."""

    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """Return the most frequent words with the prefix, most frequent first; ties in alphabetical order."""

    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """Yield lists that include every word within ``edits`` edits. They may include words that ``existing`` leaves out.

        A word may come more than once.
        """

    def existing(self, words: list[str]) -> list[str]:
        """Return those of some words of this source that records still have."""


class CountedWords:
    """A word source in memory, from the number of occurrences of each word and the number of records with each term."""

    def __init__(self, counts: Mapping[str, int], term_records: Mapping[str, int]) -> None:
        self._counts = counts
        self._term_records = term_records
        self._words = sorted(counts)

    def __len__(self) -> int:
        return len(self._words)

    def count(self, word: str) -> int:
        """See ``WordSource.count``."""
        return self._counts.get(word, 0)

    def records(self, word: str) -> int:
        """See ``WordSource.records``."""
        return sum(self._term_records.get(text, 0) for text in terms_of_word(word))

    def count_with_prefix(self, prefix: str) -> int:
        """See ``WordSource.count_with_prefix``."""
        return sum(map(len, self.words_with_prefix(prefix)))

    def words_with_prefix(self, prefix: str) -> Iterator[list[str]]:
        """See ``WordSource.words_with_prefix``."""
        start = bisect_left(self._words, prefix)
        yield self._words[start : bisect_left(self._words, prefix + "\U0010ffff", start)]

    def most_frequent(self, prefix: str, limit: int) -> list[str]:
        """See ``WordSource.most_frequent``."""
        matches = (word for batch in self.words_with_prefix(prefix) for word in batch)
        return sorted(matches, key=lambda word: (-self._counts[word], word))[:limit]

    def words_near(self, word: str, edits: int) -> Iterator[list[str]]:
        """See ``WordSource.words_near``."""
        yield [other for other in self._words if abs(len(other) - len(word)) <= edits]

    def existing(self, words: list[str]) -> list[str]:
        """See ``WordSource.existing``."""
        return words


class Vocabulary:
    """The words of an index: their counts, the expansion of patterns, corrections and completions."""

    def __init__(self, source: WordSource) -> None:
        self.source = source
        # Cached, because every page of a search corrects the same words. The caches hold the source and not the vocabulary:
        # one that held itself would keep the files of its build open until the garbage collector ran.
        self._cached_correction = lru_cache(MAX_CACHED_CORRECTIONS)(partial(_certain_correction, source))
        self._cached_suggestions = lru_cache(MAX_CACHED_CORRECTIONS)(partial(_suggestions, source))

    def __contains__(self, word: str) -> bool:
        return self.count(word) > 0

    def __len__(self) -> int:
        return len(self.source)

    def count(self, word: str) -> int:
        """Return the number of occurrences of a word in all fields that are split into terms."""
        return self.source.count(fold(word))

    def expand(self, pattern: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """Return the terms that the words matching a pattern may have. Raises Unsupported above ``MAX_PATTERN_WORDS`` words."""
        matches: set[str] = set()
        for batch in self._matches(pattern):
            matches.update(batch)
            if len(matches) > MAX_PATTERN_WORDS:
                raise _too_many(pattern)
        return frozenset(term for word in matches for term in terms_of_word(word))

    def _matches(self, pattern: Prefix | Wildcard | Fuzzy) -> Iterator[Iterable[str]]:
        """Return batches of the words that match a pattern. A word may come more than once."""
        match pattern:
            case Prefix(text):
                prefix = fold(text)
                # A source may count a word twice, so the bound is doubled.
                if self.source.count_with_prefix(prefix) > 2 * MAX_PATTERN_WORDS:
                    raise _too_many(pattern)
                return self.source.words_with_prefix(prefix)
            case Wildcard(text):
                fullmatch = glob(text).fullmatch
                batches = self.source.words_with_prefix(literal_prefix(text))
                return ([word for word in batch if fullmatch(word)] for batch in batches)
            case Fuzzy(text, edits):
                return ([word for word, _ in batch] for batch in _within_edits(self.source, fold(text), edits))

    def complete(self, prefix: str, limit: int) -> tuple[str, ...]:
        """Return the most frequent words with the prefix that at least ``MIN_COMPLETION_RECORDS`` records have.

        Words that only names have, such as those of members, are left out. So are words with a full stop inside, which are
        addresses, or the end of one sentence and the beginning of another.
        """
        folded = fold(prefix)
        candidates = self.source.most_frequent(folded, COMPLETION_CANDIDATES * limit) if folded else ()
        return tuple(islice(filter(self._is_completion, candidates), limit))

    def _is_completion(self, word: str) -> bool:
        return "." not in word and self.source.records(word) >= MIN_COMPLETION_RECORDS

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return the most likely corrections of a word, best first (see ``search.text.edit_cost``).

        A word of three letters or fewer has too many neighbours and gets no suggestion; nor does a word with digits.
        """
        return self._cached_suggestions(fold(word))

    def certain_correction(self, word: str) -> str | None:
        """Return the best correction of a word if the word is a certain misspelling of it, or is not in the index itself.

        Return None if the correction is a form of the same word, with the same stem.
        """
        return self._cached_correction(fold(word))


def _suggestions(source: WordSource, folded: str) -> tuple[str, ...]:
    return edit_cost.rank_candidates(folded, _candidates(source, folded), MAX_SUGGESTIONS)


def _certain_correction(source: WordSource, folded: str) -> str | None:
    typed = edit_cost.Candidate(folded, 0, source.count(folded))
    if typed.occurrences > edit_cost.MAX_TYPO_OCCURRENCES:
        return None
    candidates = {candidate.word: candidate for candidate in _candidates(source, folded)}
    best = next(iter(edit_cost.rank_candidates(folded, candidates.values(), 1)), None)
    if best is None or stem(best) == stem(folded):
        return None
    return best if not typed.occurrences or edit_cost.is_certain_misspelling(typed, candidates[best]) else None


def _candidates(source: WordSource, word: str) -> list[edit_cost.Candidate]:
    if len(word) < 4 or not word.isalpha():
        return []
    max_edits = 2 if len(word) >= edit_cost.MIN_LENGTH_FOR_TWO_EDITS else 1
    matches = {match for batch in _within_edits(source, word, max_edits) for match in batch}
    return [edit_cost.Candidate(other, edits, source.count(other)) for other, edits in matches if other != word]


def _within_edits(source: WordSource, word: str, max_edits: int) -> Iterator[list[tuple[str, int]]]:
    """Yield lists of (word, distance) within ``max_edits``, by the optimal string alignment distance.

    Its edits are insertions, deletions, changes, and swaps of two adjacent letters.
    """
    # Imported here, because importing rapidfuzz takes longer than opening an index.
    from rapidfuzz import process  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    for batch in source.words_near(word, max_edits):
        matches = process.extract(word, batch, scorer=OSA.distance, score_cutoff=max_edits, limit=None)
        distances = {str(other): int(distance) for other, distance, _ in matches}
        # Only matches are looked up: most words that are compared are not near enough.
        yield [(other, distances[other]) for other in source.existing([*distances])]


def _too_many(pattern: Prefix | Wildcard | Fuzzy) -> Unsupported:
    text = pattern.pattern if isinstance(pattern, Wildcard) else pattern.text
    return Unsupported(f"{quoted(text)} matches more than {MAX_PATTERN_WORDS:,} different words; type more of the word.")
