"""The bonuses of similarity: how much of the wording and of the key terms of a question another has, and how new that one is.

The measurements: docs/decisions/0012-more-like-this.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from search.engine import Engine
from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.pipeline.rescoring import Bonus
from search.results.types import KeyTerm
from search.text.analysis import stem, stems

WORDING_SHARE = 0.3
"""Share of the best score for a question that has every pair of adjacent words of the text."""

TERMS_SHARE = 0.4
"""Share of the best score for a question whose cosine with the key terms of the text is 1."""

RECENCY_SHARE = 0.2
"""Share of the best score for the newest of the questions compared with a draft."""

RECENCY_DAYS = 180
"""A question this many days older than the newest has 1/e of its bonus."""


class WordingBonus:
    """Gives the bonus of questions for the share of the pairs of adjacent words of a question that they have too."""

    def __init__(self, question: Question) -> None:
        self._pairs = set(pairwise(_stems(question)))

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        return [(self.of(_stems(question)),) for question in questions]

    def of(self, words: Sequence[str]) -> Bonus:
        """Return the bonus of a question with these stems."""
        shared = len(self._pairs.intersection(pairwise(words)))
        return Bonus("the same words side by side", WORDING_SHARE * shared / (len(self._pairs) or 1))


class RecencyBonus:
    """Gives the bonus of questions for being new: ``RECENCY_SHARE * exp(-days / RECENCY_DAYS)``.

    Days are counted back from the newest of the questions compared. A question of no known day gets no bonus.
    """

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        days = [question.first_day for question in questions]
        newest = max(filter(None, days), default=date.min)
        return [(Bonus("asked not long ago", _recency_share(newest, day) if day else 0.0),) for day in days]


def _recency_share(newest: date, day: date) -> float:
    return RECENCY_SHARE * math.exp(-(newest - day).days / RECENCY_DAYS)


class DraftBonus:
    """Gives the bonuses of questions for their likeness to a draft: that of their wording, and that of their terms.

    The bonus of terms is the cosine of the draft's key terms and of all words of the question, each weighed by TF-IDF (Salton
    and Buckley 1988).
    """

    def __init__(self, engine: Engine, draft: Question, terms: Iterable[KeyTerm]) -> None:
        self._wording = WordingBonus(draft)
        self._idf = _IdfCache(engine)
        counts = Counter(_stems(draft))
        self._terms = {text: self._weight(text, counts[text] or 1) for text in (stem(key.word) for key in terms)}

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonuses of each question."""
        return [self._bonuses(_stems(question)) for question in questions]

    def _bonuses(self, words: Sequence[str]) -> tuple[Bonus, ...]:
        return self._wording.of(words), Bonus("much the same words", TERMS_SHARE * self._cosine(words))

    def _cosine(self, words: Sequence[str]) -> float:
        weights = {word: self._weight(word, count) for word, count in Counter(words).items()}
        product = sum(weight * weights.get(word, 0.0) for word, weight in self._terms.items())
        return product / (_norm(self._terms.values()) * _norm(weights.values()) or 1.0)

    def _weight(self, word: str, count: int) -> float:
        return (1 + math.log(count)) * self._idf[word]


class _IdfCache(dict[str, float]):
    """The idf of stems: ``ln(1 + N / (n + 1))``, with n the records that have the stem and N all records."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine.snapshot()
        self._records = self._engine.info().records

    def __missing__(self, stem_text: str) -> float:
        self[stem_text] = idf = math.log(1 + self._records / (self._engine.stem_frequency(stem_text) + 1))
        return idf


def _stems(question: Question) -> list[str]:
    return stems(f"{question.heading}. {without_address_formula(question.text)}")


def _norm(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights))
