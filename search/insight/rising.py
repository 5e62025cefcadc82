"""Words and headings that are asked about more than before: two collections of questions compared by log-likelihood.

Questions with identical wordings count once, even if they are to different bodies. The measure is Dunning's
G2 (Computational Linguistics 19, 1993) for two collections, as Rayson and Garside give it (Comparing Corpora, 2000).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from functools import lru_cache
from itertools import chain

import msgspec

from search.insight.wording import wording_keys
from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.text.analysis import WORD, fold, normalise, stem
from search.text.word_forms.stop_words import STOP_WORDS

MIN_ASKERS = 3
"""The fewest askers of a rising word or heading. A campaign of one member does not count as a rising subject."""

MIN_G2 = 10.83
"""The critical value of chi-squared with one degree of freedom for p < 0.001."""

MIN_COMPARED = 50
"""Collections of fewer different questions are not compared."""

MIN_LETTERS = 3
"""Letters of the shortest word that can rise."""

_CACHED_WORDS = 1 << 16
_CALENDAR = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday today week month year""".split()
)


class Rise(msgspec.Struct, frozen=True):
    """A word or a heading that is asked about more than before.

    ``now`` and ``before`` are the numbers of different questions with it in each collection, ``askers`` the number of members
    who ask them now, and ``g2`` is the log-likelihood.
    """

    text: str
    g2: float
    now: int
    before: int
    askers: int


class Comparison(msgspec.Struct, frozen=True):
    """The rising words or headings of two collections, strongest first, and the number of different questions in each."""

    rises: tuple[Rise, ...]
    now: int
    before: int

    @property
    def is_possible(self) -> bool:
        """Whether both collections are large enough to be compared."""
        return min(self.now, self.before) >= MIN_COMPARED


Reader = Callable[[Question], Mapping[str, str]]
"""Returns the features of a question: stems or a heading, each with the form in which the question has it."""

_Reading = tuple[Question, str, Mapping[str, str]]
"""A question, its wording and its features."""


def words_of(question: Question) -> dict[str, str]:
    """Return the words of a question and its heading by their stems. Left out are numbers, stop words, and days and months."""
    text = normalise(f"{question.heading} {without_address_formula(question.text)}")
    return dict(filter(None, map(_feature, WORD.findall(text))))


@lru_cache(_CACHED_WORDS)
def _feature(word: str) -> tuple[str, str] | None:
    """Return the stem of a word and the word in lower case; None for a stop word, a day or month, a number or a short word."""
    folded = fold(word)
    if len(word) < MIN_LETTERS or not word.isalpha() or folded in STOP_WORDS or folded in _CALENDAR:
        return None
    return stem(folded), folded


def heading_of(question: Question) -> dict[str, str]:
    """Return the heading of a question as its only feature."""
    return {question.heading: question.heading} if question.heading else {}


def compare(now: Iterable[Question], before: Iterable[Question], read: Reader, limit: int) -> Comparison:
    """Return at most ``limit`` features with more questions now than before and a greater share, the highest G2 first."""
    current, earlier = _read_all(now, read), _read_all(before, read)
    totals = len({wording for _, wording, _ in current}), len({wording for _, wording, _ in earlier})
    counts, counts_before = _counts(current), _counts(earlier)
    strengths = {
        feature: strength
        for feature, count in counts.items()
        if count > (count_before := counts_before.get(feature, 0))
        and (strength := log_likelihood((count, count_before), totals)) >= MIN_G2
    }
    askers, forms = _askers_and_forms(current, strengths.keys())
    rises = [
        Rise(
            forms[feature].most_common(1)[0][0],
            round(strength, 2),
            counts[feature],
            counts_before.get(feature, 0),
            len(askers[feature]),
        )
        for feature, strength in strengths.items()
        if len(askers[feature]) >= MIN_ASKERS
    ]
    rises.sort(key=lambda rise: (-rise.g2, rise.text))
    comparison = Comparison(tuple(rises[:limit]), *totals)
    return comparison if comparison.is_possible else Comparison((), *totals)


def log_likelihood(counts: tuple[int, int], totals: tuple[int, int]) -> float:
    """Return G2 of a count in each of two collections of these sizes; 0 if the share of the first is not greater."""
    if not all(totals) or counts[0] * totals[1] <= counts[1] * totals[0]:
        return 0.0
    share = sum(counts) / sum(totals)
    return 2 * sum(count * math.log(count / (total * share)) for count, total in zip(counts, totals, strict=True) if count)


def _read_all(questions: Iterable[Question], read: Reader) -> list[_Reading]:
    """Return the questions that have features, with their wordings and features."""
    return [
        (question, question.derived.wording or wording_keys(question)[0] or f"{question.id} alone", features)
        for question in questions
        if (features := read(question))
    ]


def _counts(readings: Iterable[_Reading]) -> dict[str, int]:
    """Return the number of different wordings that have each feature."""
    features_of: dict[str, set[str]] = defaultdict(set)
    for _, wording, features in readings:
        features_of[wording].update(features)
    return Counter(chain.from_iterable(features_of.values()))


def _askers_and_forms(readings: Iterable[_Reading], chosen: Set[str]) -> tuple[dict[str, set[str]], dict[str, Counter[str]]]:
    """Return the members who asked about each feature of ``chosen``, and how often the feature has each written form."""
    askers: dict[str, set[str]] = defaultdict(set)
    written_forms: dict[str, Counter[str]] = defaultdict(Counter)
    for question, _, features in readings:
        asker = question.asked_by.label
        for feature in features.keys() & chosen:
            written_forms[feature][features[feature]] += 1
            if asker:
                askers[feature].add(asker)
    return askers, written_forms
