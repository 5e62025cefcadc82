"""How likely one word is a misspelling of another. Works on words and their counts; needs no index.

The cost of a misspelling is a weighted optimal string alignment distance: an edit costs 1, frequent typing errors cost less, a
wrong first letter costs more. Candidates are ranked by a noisy channel model (Kernighan, Church and Gale 1990), lowest first:
``EDIT_PENALTY * cost - ln(occurrences)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

import msgspec

SWAP_COST, DOUBLED_LETTER_COST, NEIGHBOUR_KEY_COST = 0.7, 0.8, 0.9
"""Costs of swapping two letters, of doubling a letter or omitting one of a double letter, and of hitting a neighbouring key."""

FIRST_LETTER_COST = 0.3
"""Additional cost if the first letter is wrong."""

EDIT_PENALTY = 8.0
"""A candidate with one more edit ranks higher only if it is more than e ** 8 (about 3,000) times as frequent."""

MIN_LENGTH_FOR_TWO_EDITS = 6
"""Shorter words are corrected by one edit only: two edits lead to thousands of other words."""

MAX_ALIGNED_CANDIDATES = 16
"""Only this many candidates are aligned letter by letter: the best by number of edits and frequency."""

MAX_COST_PER_LETTER_OF_UNKNOWN_WORD = 1 / 5
"""A word that is not in the index is corrected without asking if the correction costs at most this much for each letter."""

MAX_TYPO_OCCURRENCES, MIN_FREQUENCY_RATIO, MAX_COST_PER_LETTER_OF_RARE_WORD = 5, 300, 1 / 9
"""A word of the index is a certain misspelling if it occurs at most 5 times, and if the correction occurs at least 300 times
as often, has the same first letter, and costs at most 1/9 for each letter."""

MIN_COMMON_START = 4
"""The least number of first letters that two derivations of one word share."""

_PREFIXES = frozenset("a anti de dis im in ir mis non over pre re sub un under".split())
_ENDINGS = frozenset(
    """al ally ation ative e ed er ers ful hood ic ing ise ised iser ish ism ist istic ists ity ive ize ized less ly man men
    ness ry ship woman women y""".split()
) | {""}
"""Prefixes and endings that make another word. A typing error seldom adds one of them."""

_KEYBOARD_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOUR_KEYS = frozenset(
    pair
    for row, below in zip(_KEYBOARD_ROWS, (*_KEYBOARD_ROWS[1:], ""), strict=True)
    for first, second in (*pairwise(row), *zip(row, below, strict=False), *zip(row[1:], below, strict=False))
    for pair in (first + second, second + first)
)
"""Pairs of neighbouring keys on a QWERTY keyboard, as strings of two letters, in both orders."""


class Candidate(msgspec.Struct, frozen=True):
    """A word near a typed word: its distance in edits, and its number of occurrences in the index."""

    word: str
    edits: int
    occurrences: int


def rank_candidates(typed: str, candidates: Iterable[Candidate], limit: int) -> tuple[str, ...]:
    """Return the most likely corrections of a typed word, best first."""
    by_edits = sorted(candidates, key=lambda candidate: (_penalty(candidate.edits, candidate.occurrences), candidate.word))
    aligned = by_edits[:MAX_ALIGNED_CANDIDATES]
    ranked = sorted((_penalty(cost(typed, candidate.word), candidate.occurrences), candidate.word) for candidate in aligned)
    return tuple(word for _, word in ranked[:limit])


def _penalty(distance: float, occurrences: int) -> float:
    return EDIT_PENALTY * distance - math.log(max(occurrences, 1))


def is_confident(typed: str, correction: str) -> bool:
    """Whether a word that is not in the index is near enough to its correction to be replaced without asking.

    A derivation is not replaced: *apolitical* is no misspelling of *political*, nor *spokeswoman* of *spokesman*.
    """
    is_near = cost(typed, correction) <= MAX_COST_PER_LETTER_OF_UNKNOWN_WORD * len(typed)
    return is_near and correction.isalpha() and not _is_derivation(typed, correction)


def _is_derivation(word: str, other: str) -> bool:
    """Whether two words differ only in a prefix, or only in the ending after a common start."""
    longer, shorter = sorted((word, other), key=len, reverse=True)
    if longer.removesuffix(shorter) in _PREFIXES:
        return True
    start = _common_prefix_length(word, other)
    return any(
        word[size:] in _ENDINGS and other[size:] in _ENDINGS for size in range(start, max(start - 3, MIN_COMMON_START - 1), -1)
    )


def is_certain_misspelling(typed: Candidate, correction: Candidate) -> bool:
    """Whether a word of the index is taken to be a misspelling, because it is much rarer than its correction."""
    if (
        typed.occurrences > MAX_TYPO_OCCURRENCES
        or typed.occurrences * MIN_FREQUENCY_RATIO > correction.occurrences
        or typed.word[0] != correction.word[0]
    ):
        return False
    return cost(typed.word, correction.word) <= MAX_COST_PER_LETTER_OF_RARE_WORD * len(typed.word)


def cost(typed: str, intended: str) -> float:
    """Return the weighted edit distance of a typed word from the intended word; 0 if they are equal.

    Only the letters between the common prefix and the common suffix of the words are aligned. There are few of them.
    """
    start = _common_prefix_length(typed, intended)
    suffix = min(_common_prefix_length(typed[::-1], intended[::-1]), min(len(typed), len(intended)) - start)
    rows, columns = range(start + 1, len(typed) - suffix + 1), range(start + 1, len(intended) - suffix + 1)
    before_previous: list[float] = []
    previous = [0.0]
    for column in columns:
        previous.append(previous[-1] + _insertion_cost(intended, column))
    for row in rows:
        current = [previous[0] + _insertion_cost(typed, row)]
        for column in columns:
            index = column - start
            typed_letter, intended_letter = typed[row - 1], intended[column - 1]
            least = min(
                previous[index - 1] + _change_cost(typed_letter, intended_letter),
                previous[index] + _insertion_cost(typed, row),
                current[-1] + _insertion_cost(intended, column),
            )
            if before_previous and index > 1 and typed_letter == intended[column - 2] and intended_letter == typed[row - 2]:
                least = min(least, before_previous[index - 2] + SWAP_COST)
            current.append(least)
        before_previous, previous = previous, current
    return previous[-1] + (FIRST_LETTER_COST if not start and typed != intended else 0.0)


def _common_prefix_length(first: str, second: str) -> int:
    for index, (a, b) in enumerate(zip(first, second, strict=False)):
        if a != b:
            return index
    return min(len(first), len(second))


def _insertion_cost(word: str, number: int) -> float:
    """Return the cost of letter ``number`` of a word, counted from 1, if no letter of the other word is aligned with it.

    A letter that repeats the letter before it costs ``DOUBLED_LETTER_COST``, any other letter 1.
    """
    return DOUBLED_LETTER_COST if number > 1 and word[number - 1] == word[number - 2] else 1.0


def _change_cost(typed_letter: str, intended_letter: str) -> float:
    if typed_letter == intended_letter:
        return 0.0
    return NEIGHBOUR_KEY_COST if typed_letter + intended_letter in _NEIGHBOUR_KEYS else 1.0
