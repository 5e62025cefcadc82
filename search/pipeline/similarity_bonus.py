"""The bonuses of similar questions: for the same wording, words and heading, for being cited in a draft, and for being new.

The measurements: docs/decisions/0012-more-like-this.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from search.engine import Engine
from search.model.question import Question
from search.pipeline.rescoring import Bonus

WORDING_SHARE = 0.3
"""Share of the best score for a question that has every pair of adjacent words of the text."""

TERMS_SHARE = 0.4
"""Share of the best score for a question whose cosine with the words of the text is 1."""

HEADING_SHARE = 0.1
"""Share of the best score for a question under the same heading."""

CITED_SHARE = 0.5
"""Share of the best score for a question that a draft refers to."""

RECENCY_SHARE = 0.3
"""Share of the best score for the newest of the questions compared with a draft."""

RECENCY_SHARE_WITH_MEANING = 0.5
"""The same where results are also ranked by meaning. It is larger because the bonus of meaning raises the sum of bonuses."""

RECENCY_DAYS = 180
"""A question this many days older than the newest has 1/e of its bonus."""


class SimilarityBonus:
    """Gives each question two bonuses for its similarity to one question, as shares of the best score.

    The bonus of wording is ``wording_share`` times the share of that question's bigrams (pairs of adjacent stems) that the
    other question has. The bonus of words is ``terms_share`` times the cosine of the TF-IDF vectors (Salton and Buckley 1988).
    """

    def __init__(
        self, engine: Engine, question: Question, wording_share: float = WORDING_SHARE, terms_share: float = TERMS_SHARE
    ) -> None:
        self._engine, self._question = engine, question
        self._wording_share, self._terms_share = wording_share, terms_share

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonuses of each question."""
        return [
            (
                Bonus("the same words side by side", self._wording_share * similarity.wording),
                Bonus("much the same words", self._terms_share * similarity.cosine),
            )
            for similarity in self._engine.word_similarities(self._question, questions)
        ]


class HeadingBonus:
    """Gives a bonus to each question with the same heading as one question."""

    def __init__(self, question: Question) -> None:
        self._heading = question.heading.casefold()

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        return [(Bonus("the same heading", HEADING_SHARE * self._is_shared(question)),) for question in questions]

    def _is_shared(self, question: Question) -> bool:
        return bool(self._heading) and question.heading.casefold() == self._heading


class CitedBonus:
    """Gives a bonus to each question that a draft refers to. ``ids`` are the ids of these questions."""

    def __init__(self, ids: Collection[str]) -> None:
        self._ids = ids

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        return [(Bonus("the text refers to it", CITED_SHARE * (question.id in self._ids)),) for question in questions]


class RecencyBonus:
    """Gives each question a bonus that falls with its age: ``share * exp(-days / RECENCY_DAYS)``.

    Its age in days is counted from the newest of the questions compared. A question without a known day gets no bonus.
    """

    def __init__(self, share: float = RECENCY_SHARE) -> None:
        self._share = share

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        days = [question.first_day for question in questions]
        newest = max(filter(None, days), default=date.min)
        return [(Bonus("asked not long ago", self._share * _recency(newest, day) if day else 0.0),) for day in days]


def _recency(newest: date, day: date) -> float:
    return math.exp(-(newest - day).days / RECENCY_DAYS)
