"""How likely one word is a slip for another. Words and counts in, words out: it knows no index.

A slip costs what its letters cost, by optimal string alignment with weights: an edit costs 1, less where fingers and eyes slip
most, more where they hardly do. A word is weighed by its cost and by how often it occurs, as in a noisy channel (Kernighan,
Church and Gale 1990): ``EDIT * cost - ln(times)``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

SWAP_COST, DOUBLED_LETTER_COST, NEIGHBOUR_KEY_COST = 0.7, 0.8, 0.9
"""Two letters swapped; a letter doubled, or one of a double left out; a key hit beside the right one."""

FIRST_LETTER_COST = 0.3
"""What is added when the first letter is wrong."""

EDIT_PENALTY = 8.0
"""An edit more outweighs a word's being e ** 8, some 3,000, times as frequent."""

MIN_LENGTH_FOR_TWO_EDITS = 6
"""Letters of a word that may be misspelt by two: a shorter one would stand for thousands of others."""

MAX_ALIGNED_CANDIDATES = 16
"""Candidates that are aligned letter by letter: the nearest by whole edits and frequency."""

MAX_COST_PER_LETTER_OF_UNKNOWN_WORD = 1 / 5
"""A word that nothing has is replaced without asking when the slip costs no more than this a letter."""

MAX_TYPO_OCCURRENCES, MIN_FREQUENCY_RATIO, MAX_COST_PER_LETTER_OF_RARE_WORD = 5, 300, 1 / 9
"""A word of the index is taken for a slip when it occurs at most so often, the better word so many times as often, and the
slip, not in the first letter, costs no more than this a letter."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(
    pair
    for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True)
    for one, other in (*pairwise(row), *zip(row, below, strict=False), *zip(row[1:], below, strict=False))
    for pair in (one + other, other + one)
)
"""Keys that touch, as two letters, on the keyboard most readers type on."""


class Candidate(NamedTuple):
    """A word near the one typed: how many edits away, and how often it occurs."""

    word: str
    edits: int
    occurrences: int


def rank_candidates(typed: str, near: Iterable[Candidate], limit: int) -> tuple[str, ...]:
    """The words that were most likely meant, the likeliest first."""
    foremost = sorted(near, key=lambda each: (_weight(each.edits, each.occurrences), each.word))[:MAX_ALIGNED_CANDIDATES]
    ranked = sorted((_weight(cost(typed, word), times), word) for word, _, times in foremost)
    return tuple(word for _, word in ranked[:limit])


def _weight(slip: float, times: int) -> float:
    return EDIT_PENALTY * slip - math.log(max(times, 1))


def is_confident(typed: str, meant: str) -> bool:
    """Whether a word that nothing has is near enough to another to be replaced by it."""
    return cost(typed, meant) <= MAX_COST_PER_LETTER_OF_UNKNOWN_WORD * len(typed)


def is_certain_misspelling(typed: Candidate, meant: Candidate) -> bool:
    """Whether a word of the index is so rare beside a near one that it must be a slip."""
    if (
        typed.occurrences > MAX_TYPO_OCCURRENCES
        or typed.occurrences * MIN_FREQUENCY_RATIO > meant.occurrences
        or typed.word[0] != meant.word[0]
    ):
        return False
    return cost(typed.word, meant.word) <= MAX_COST_PER_LETTER_OF_RARE_WORD * len(typed.word)


def cost(typed: str, meant: str) -> float:
    """What it costs to have typed one word for the other; 0 for the same.

    Only the letters between what the two words begin and end with alike are aligned, which are few.
    """
    begin = _common(typed, meant)
    end = min(_common(typed[::-1], meant[::-1]), min(len(typed), len(meant)) - begin)
    rows, columns = range(begin + 1, len(typed) - end + 1), range(begin + 1, len(meant) - end + 1)
    before: list[float] = []
    last = [0.0]
    for at in columns:
        last.append(last[-1] + _lone(meant, at))
    for row in rows:
        here = [last[0] + _lone(typed, row)]
        for column in columns:
            place = column - begin
            one, other = typed[row - 1], meant[column - 1]
            least = min(last[place - 1] + _change(one, other), last[place] + _lone(typed, row), here[-1] + _lone(meant, column))
            if before and place > 1 and one == meant[column - 2] and other == typed[row - 2]:
                least = min(least, before[place - 2] + SWAP_COST)
            here.append(least)
        before, last = last, here
    return last[-1] + (FIRST_LETTER_COST if not begin and typed != meant else 0.0)


def _common(one: str, other: str) -> int:
    """How many characters two words begin with alike."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _lone(word: str, at: int) -> float:
    """The ``at``-th letter, counted from 1, having none to stand for it in the other word."""
    return DOUBLED_LETTER_COST if at > 1 and word[at - 1] == word[at - 2] else 1.0


def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return NEIGHBOUR_KEY_COST if one + other in _NEIGHBOURS else 1.0
