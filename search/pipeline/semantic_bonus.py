"""The bonus of meaning, by the cosine of a question with a text: another question, a draft or a sentence. An optional extra.

The measurements: docs/decisions/0020-meaning.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from search.model.question import Question
from search.pipeline.rescoring import Bonus

MEANING_SHARE = 1.2
"""Share of the best score for a question whose cosine with the text is 1 (docs/decisions/0020-meaning.md)."""

MEANING_DEPTH = 100
"""The number of results that are rescored by meaning: of more like this, and of a search for a sentence."""


class Meaning(Protocol):
    """Compares texts by meaning; implemented by ``search.meaning.similarity.Similarity``."""

    def cosines(self, text: str, others: Sequence[str]) -> Sequence[float | None]:
        """Return the cosine of a text with each of the texts of questions; None for a question without a vector."""

    @property
    def fingerprint(self) -> str:
        """Distinguishes the vectors from any others: with the same vectors, cosines are the same."""


class MeaningBonus:
    """Gives the bonus of each question for the cosine of its text with another text: ``MEANING_SHARE * max(0, cosine)``.

    A question without a vector takes the mean of the others, so that it neither gains nor loses. So the bonus of a question
    depends on those it is compared with.
    """

    def __init__(self, meaning: Meaning, text: str) -> None:
        self._meaning, self._text = meaning, text

    def __call__(self, questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        """Return the bonus of each question."""
        cosines = self._meaning.cosines(self._text, [question.text for question in questions])
        shares = [None if cosine is None else MEANING_SHARE * max(0.0, cosine) for cosine in cosines]
        known = [share for share in shares if share is not None]
        mean = sum(known) / (len(known) or 1)
        return [(Bonus("alike in meaning", mean if share is None else share),) for share in shares]
