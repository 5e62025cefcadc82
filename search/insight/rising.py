"""Words and headings that are asked about more than before: two collections of questions compared by log-likelihood.

A question counts once however often it was put: identical wordings, to one body or to many, are one. The measure is Dunning's
G2 (Computational Linguistics 19, 1993) for two collections, as Rayson and Garside give it (Comparing Corpora, 2000).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

import msgspec

from search.insight.wording import wording_keys
from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.text.analysis import STOP_WORDS, fold, normalise, stem, tokens

MIN_ASKERS = 3
"""One member's campaign of questions is no subject that rises."""

MIN_G2 = 10.83
"""The critical value of chi-squared with one degree of freedom for p < 0.001."""

MIN_COMPARED = 50
"""Collections of fewer different questions are not compared."""

MIN_LETTERS = 3
_CALENDAR = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday today week month year""".split()
)


class Rise(msgspec.Struct, frozen=True):
    """A word or a heading, and how many different questions and askers it has ``now``, and questions ``before``."""

    text: str
    g2: float
    now: int
    before: int
    askers: int


class Comparison(msgspec.Struct, frozen=True):
    """What rises, strongest first, among the different questions of two collections."""

    rises: tuple[Rise, ...]
    now: int
    before: int

    @property
    def is_possible(self) -> bool:
        """Whether both collections are large enough to be compared."""
        return min(self.now, self.before) >= MIN_COMPARED


class _Features(msgspec.Struct):
    """The features of a collection: the wordings and the askers of each, and how it is written."""

    wordings: set[str]
    wordings_of: dict[str, set[str]]
    askers_of: dict[str, set[str]]
    written: dict[str, Counter[str]]


Reader = Callable[[Question], Mapping[str, str]]
"""Returns the features of a question, each with the form in which it is written there."""


def words_of(question: Question) -> dict[str, str]:
    """Return the stems of the words of a question and its heading. Left out are numbers, stop words, and days and months."""
    text = normalise(f"{question.heading} {without_address_formula(question.text)}")
    words = {}
    for _, start, end in tokens(text):
        word = text[start:end]
        folded = fold(word)
        if len(word) >= MIN_LETTERS and word.isalpha() and folded not in STOP_WORDS and folded not in _CALENDAR:
            words[stem(folded)] = folded
    return words


def heading_of(question: Question) -> dict[str, str]:
    """Return the heading of a question as its only feature."""
    return {question.heading: question.heading} if question.heading else {}


def compare(now: Iterable[Question], before: Iterable[Question], read: Reader, limit: int) -> Comparison:
    """Return at most ``limit`` features with a greater share of the questions now than before, the highest G2 first."""
    current, earlier = _features(now, read), _features(before, read)
    totals = len(current.wordings), len(earlier.wordings)
    rises = []
    for feature, wordings in current.wordings_of.items():
        counts = len(wordings), len(earlier.wordings_of.get(feature, ()))
        askers = len(current.askers_of[feature])
        strength = log_likelihood(counts, totals)
        if askers >= MIN_ASKERS and strength >= MIN_G2:
            rises.append(Rise(current.written[feature].most_common(1)[0][0], round(strength, 2), *counts, askers))
    rises.sort(key=lambda rise: (-rise.g2, rise.text))
    comparison = Comparison(tuple(rises[:limit]), *totals)
    return comparison if comparison.is_possible else Comparison((), *totals)


def log_likelihood(counts: tuple[int, int], totals: tuple[int, int]) -> float:
    """Return G2 of a count in each of two collections of these sizes; 0 if the share of the first is not greater."""
    if not all(totals) or counts[0] * totals[1] <= counts[1] * totals[0]:
        return 0.0
    share = sum(counts) / sum(totals)
    return 2 * sum(count * math.log(count / (total * share)) for count, total in zip(counts, totals, strict=True) if count)


def _features(questions: Iterable[Question], read: Reader) -> _Features:
    features = _Features(set(), defaultdict(set), defaultdict(set), defaultdict(Counter))
    for question in questions:
        values = read(question)
        if not values:
            continue
        wording = wording_keys(question)[0] or f"{question.id} alone"
        features.wordings.add(wording)
        asker = question.asked_by.label
        for feature, written in values.items():
            features.wordings_of[feature].add(wording)
            features.written[feature][written] += 1
            if asker:
                features.askers_of[feature].add(asker)
    return features
