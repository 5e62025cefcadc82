"""The bonus of likeness: how much of the wording of a text, and of its key terms, a question shares."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
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


class LikenessBonus:
    """Gives the bonuses of questions for their likeness to a question or draft.

    *Wording*: the share of the pairs of adjacent words of the text that the question has too. *Terms*: the
    cosine of the text's key terms and of all words of the question, each weighed by TF-IDF (Salton and Buckley 1988).
    """

    def __init__(self, engine: Engine, question: Question, terms: Sequence[KeyTerm], terms_share: float) -> None:
        self._idf = _IdfCache(engine)
        words = _stems(question)
        counts = Counter(words)
        self._pairs = set(pairwise(words))
        weighed = [stem(key.word) for key in terms] if terms_share else []
        self._terms = {text: self._weight(text, counts[text] or 1) for text in weighed}
        self._terms_share = terms_share

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonuses of each question."""
        return [self._bonuses(_stems(question)) for question in questions]

    def _bonuses(self, words: Sequence[str]) -> tuple[Bonus, ...]:
        shared = len(self._pairs.intersection(pairwise(words)))
        wording = Bonus("the same words side by side", WORDING_SHARE * shared / (len(self._pairs) or 1))
        if not self._terms_share:
            return (wording,)
        return wording, Bonus("much the same words", self._terms_share * self._cosine(words))

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
