"""The bonus of a short search: words that stand near one another, and words in the heading or early in the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.pipeline.rescoring import Bonus
from search.query.nodes import Node, Phrase, Synonyms, Word
from search.text.analysis import terms
from search.text.term_selection import Selectors, matches, selectors

DEPTH = 50
"""The number of results that are rescored. Reading more records takes longer than the search."""

MAX_DISTANCE = 3
"""Two words are near if at most two others stand between them, in either order."""

EARLY_WORDS = 12
"""A word is early if it is among this many first words of the question."""

NEAR_SHARE, EARLY_SHARE = 0.15, 0.1
"""Shares of the best score: if all neighbouring words of the search are near, and if all words are early or in the heading."""


class NearnessBonus:
    """Gives the bonuses of a search for some clauses, in the order typed."""

    def __init__(self, clauses: Iterable[Node]) -> None:
        self._words = [word for clause in clauses if (word := _first_word(clause))]
        self._matching_words = _MatchingWords(self._words)

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonuses of each record."""
        return [self._bonuses(question) for question in questions]

    def _bonuses(self, question: Question) -> tuple[Bonus, ...]:
        pairs = list(pairwise(self._words))
        heading = self._positions(question.heading)
        text = self._positions(without_address_formula(question.text))
        near = sum(any(_are_near(positions[a], positions[b]) for positions in (heading, text)) for a, b in pairs)
        early = sum(bool(heading[word]) or any(position < EARLY_WORDS for position in text[word]) for word in self._words)
        return (
            Bonus("words near one another", NEAR_SHARE * near / max(len(pairs), 1)),
            Bonus("words in the heading or early in the question", EARLY_SHARE * early / max(len(self._words), 1)),
        )

    def _positions(self, text: str) -> dict[Selectors, list[int]]:
        positions: dict[Selectors, list[int]] = {word: [] for word in self._words}
        for position, term in enumerate(terms(text)):
            for word in self._matching_words[term]:
                positions[word].append(position)
        return positions


class _MatchingWords(dict[str, tuple[Selectors, ...]]):
    """The words of a search that each term of a text matches. A term is compared once: most recur in many records."""

    def __init__(self, words: Iterable[Selectors]) -> None:
        super().__init__()
        self._words = tuple(dict.fromkeys(words))

    def __missing__(self, term: str) -> tuple[Selectors, ...]:
        self[term] = matching = tuple(word for word in self._words if matches(term, word))
        return matching


def _first_word(clause: Node) -> Selectors | None:
    """Return the word that stands for a clause: the word itself, or the first of a phrase or of synonyms."""
    first = clause.forms[0] if isinstance(clause, Synonyms) else clause
    if isinstance(first, Phrase):
        return selectors(first.words[0])
    return first.selectors if isinstance(first, Word) else None


def _are_near(first: Sequence[int], second: Sequence[int]) -> bool:
    return any(0 < abs(a - b) <= MAX_DISTANCE for a in first for b in second)
