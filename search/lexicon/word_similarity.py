"""The similarity of two questions in words: the share of bigrams in common, and the cosine of their TF-IDF vectors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, pairwise

import msgspec

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.text.analysis import stems

COSINE_DECIMALS = 12
"""A cosine is rounded to this many decimals. So the order in which its terms are added up does not break a tie."""


class WordSimilarity(msgspec.Struct, frozen=True):
    """The similarity of another question to a question.

    ``wording`` is the share of the question's different bigrams (pairs of adjacent stems) that the other question has too.
    ``cosine`` is the cosine of their TF-IDF vectors (Salton and Buckley 1988).
    """

    wording: float
    cosine: float


def word_similarities(
    question: Question, others: Sequence[Question], frequencies: Callable[[Collection[str]], Mapping[str, int]], records: int
) -> list[WordSimilarity]:
    """Return the similarity of each of the other questions to one question.

    ``frequencies`` returns how many of all ``records`` have each of some stems.
    """
    words, texts = compared_stems(question), [compared_stems(other) for other in others]
    idfs = {text: _idf(count, records) for text, count in frequencies({*words, *chain.from_iterable(texts)}).items()}
    pairs, weights = set(pairwise(words)), _term_weights(words, idfs)
    norm = _norm(weights)
    return [
        WordSimilarity(
            len(pairs.intersection(pairwise(other_words))) / (len(pairs) or 1),
            _cosine(weights, norm, _term_weights(other_words, idfs)),
        )
        for other_words in texts
    ]


def compared_stems(question: Question) -> list[str]:
    """Return the stems of the heading and the question, in order, without those of the address formula."""
    return stems(question.heading) + stems(without_address_formula(question.text))


def _idf(record_frequency: int, records: int) -> float:
    """Return the idf of a stem that ``record_frequency`` of the records have: ``ln(1 + N / (n + 1))``."""
    return math.log(1 + records / (record_frequency + 1))


def _term_weights(words: Sequence[str], idfs: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each word of a text by TF-IDF: ``(1 + ln tf) * idf``."""
    return {word: (1 + math.log(count)) * idfs[word] for word, count in Counter(words).items()}


def _norm(weights: Mapping[str, float]) -> float:
    """Return the length of a vector of weights."""
    return math.hypot(*weights.values())


def _cosine(weights: Mapping[str, float], norm: float, others: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of weights. ``norm`` is the length of the first."""
    product = sum([weight * others[word] for word, weight in weights.items() if word in others])
    return round(product / (norm * _norm(others) or 1.0), COSINE_DECIMALS)
