"""The three bonuses of a short search: words near one another, words in the heading or early, and words in the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.pipeline.rescoring import Bonus
from search.query.nodes import Node, Phrase, Synonyms, Word
from search.results.match_finder import ClauseMatcher, Offsets
from search.text.analysis import WORD, cased, term
from search.text.term_selection import matches

DEPTH = 40
"""The number of results that are rescored. With 70, the first ten differ for 2 of 210 judged queries; with 30, for 7."""

MAX_DISTANCE = 3
"""Two words are near if at most two others stand between them, in either order."""

EARLY_WORDS, EARLY_WORDS_WITHOUT_HEADING = 12, 30
"""A word is early if it is among the first twelve words of a question, or the first thirty of one without a heading."""

NEAR_SHARE, EARLY_SHARE, QUESTION_SHARE = 0.15, 0.1, 0.1
"""Greatest bonuses, as shares of the best score.

The first is for neighbouring words of the search that are near, the second for words in the heading or early, the third for
words in the question.
"""

Positions = dict[Word, list[int]]
"""The positions in a text of the words of a search that it has, ascending."""


class NearnessBonus:
    """Gives the bonuses of a search for some clauses, in the order typed."""

    def __init__(self, clauses: Iterable[Node]) -> None:
        self._words = [word for clause in clauses if (word := _first_word(clause))]
        self._pairs = list(pairwise(self._words))
        self._matcher = ClauseMatcher(self._words)
        self._matching_words = _MatchingWords(self._words)

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonuses of each record."""
        headings = (question.heading for question in questions)
        texts = (without_address_formula(question.text) for question in questions)
        all_texts = list(map(cased, chain(headings, texts)))
        offsets = self._matcher.offsets(all_texts, list(map(len, all_texts)))
        early_words = [EARLY_WORDS if question.heading else EARLY_WORDS_WITHOUT_HEADING for question in questions]
        positions = list(map(self._positions, all_texts, offsets, [0] * len(questions) + early_words))
        return list(map(self._bonuses, positions[: len(questions)], positions[len(questions) :], early_words))

    def _bonuses(self, heading: Positions, text: Positions, early_words: int) -> tuple[Bonus, ...]:
        """Return the bonuses of a record by the positions of words in its heading and in the text of its question."""
        near = early = in_question = 0
        if heading or text:
            for first, second in self._pairs:
                near += _are_near(heading, first, second) or _are_near(text, first, second)
            for word in self._words:
                early += word in heading or text.get(word, (early_words,))[0] < early_words
                in_question += word in text
        word_count = max(len(self._words), 1)
        return (
            Bonus("words near one another", NEAR_SHARE * near / max(len(self._pairs), 1)),
            Bonus("words in the heading or early in the question", EARLY_SHARE * early / word_count),
            Bonus("words in the question", QUESTION_SHARE * in_question / word_count),
        )

    def _positions(self, text: str, offsets: Offsets, early_words: int) -> Positions:
        """Return the positions of the words in a text.

        The words between two of them are counted up to ``MAX_DISTANCE``, and further while they are among the
        ``early_words``. No bonus depends on more.
        """
        positions: Positions = {}
        position, last_end = 0, 0
        for start, end in offsets:
            words_between = islice(WORD.finditer(text, last_end, start), max(early_words - position, MAX_DISTANCE))
            position += len(list(words_between))
            for word in self._matching_words[text[start:end]]:
                positions.setdefault(word, []).append(position)
            position, last_end = position + 1, end
        return positions


class _MatchingWords(dict[str, tuple[Word, ...]]):
    """The words of a search that each word of a text matches. A word is compared once: most recur in many records."""

    def __init__(self, words: Iterable[Word]) -> None:
        super().__init__()
        self._words = tuple(dict.fromkeys(words))

    def __missing__(self, text: str) -> tuple[Word, ...]:
        self[text] = matching = tuple(word for word in self._words if matches(term(text), word.selectors))
        return matching


def _first_word(clause: Node) -> Word | None:
    """Return the word that stands for a clause: the word itself, or the first of a phrase or of synonyms."""
    first = clause.forms[0] if isinstance(clause, Synonyms) else clause
    if isinstance(first, Phrase):
        return Word(first.words[0])
    return Word(first.text, exact=first.exact) if isinstance(first, Word) else None


def _are_near(positions: Positions, first: Word, second: Word) -> bool:
    """Whether two words of a search stand near each other in a text. A word is not near itself."""
    return any(0 < abs(a - b) <= MAX_DISTANCE for a in positions.get(first, ()) for b in positions.get(second, ()))
