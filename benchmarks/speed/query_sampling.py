"""The queries: the same for every peer and every run, chosen from the corpus itself.

They are chosen among its first ``SAMPLE`` records. A larger corpus begins with the smaller one, so both get the same queries,
and what a page costs can be held against how many more records it matches.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from benchmarks.speed.query import Form, Kind, Queries, Query
from search.model.question import Question
from search.text.analysis import STOP_WORDS, term, words

SAMPLE = 100_000
PER_KIND = 30
_SEED = 20240301
_DRAWN = 4_000
"""Records kept to draw word sets, phrases, bodies and dates from."""


@dataclass(slots=True)
class _Sample:
    """How many records have each term, how the term was first written, and some of the records."""

    frequencies: Counter[str] = field(default_factory=Counter)
    written: dict[str, str] = field(default_factory=dict)
    drawn: list[Question] = field(default_factory=list)
    size: int = 0

    def add(self, question: Question) -> None:
        found = {term(word): word for text in _texts(question) for word in words(text)}
        self.frequencies.update(found.keys())
        for key, word in found.items():
            self.written.setdefault(key, word)
        self.size += 1

    def between(self, least: float, most: float) -> list[str]:
        """The plain words that so many records have, in alphabetical order."""
        return sorted(
            word for key, count in self.frequencies.items() if least <= count <= most and _is_plain(word := self.written[key])
        )

    def is_telling(self, word: str) -> bool:
        """Whether a word is one that people search for: neither in most records nor in hardly any."""
        return _is_plain(word) and self.size / 200 <= self.frequencies[term(word)] <= self.size / 5


def chosen(questions: Iterable[Question], size: int) -> Queries:
    """Queries of every kind from a corpus of that size."""
    sample = _read(questions, min(size, SAMPLE))
    common = sorted(sample.between(sample.size / 10, sample.size), key=lambda word: (-sample.frequencies[term(word)], word))
    common = common[: 2 * PER_KIND]
    rare = sample.between(3, max(10, sample.size / 2_000))
    middle = sample.between(sample.size / 200, sample.size / 50)

    def draw(kind: Kind, make: Callable[[random.Random], Query | None]) -> tuple[Query, ...]:
        """Different queries of a kind; a draw that comes to nothing is made again."""
        rng = random.Random(f"{_SEED} {kind.name}")
        found: dict[Query, None] = {}
        for _ in range(100 * PER_KIND):
            if len(found) < PER_KIND and (query := make(rng)) is not None:
                found[query] = None
        return tuple(found)

    def one(among: Sequence[str], page: int = 1) -> Callable[[random.Random], Query | None]:
        return lambda rng: Query("all", (rng.choice(among),), page=page)

    def several(form: Form, count: int) -> Callable[[random.Random], Query | None]:
        return lambda rng: _several(sample, rng, form, count)

    return {
        Kind.RARE: draw(Kind.RARE, one(rare)),
        Kind.MIDDLE: draw(Kind.MIDDLE, one(middle)),
        Kind.COMMON: draw(Kind.COMMON, one(common)),
        Kind.TWO_ALL: draw(Kind.TWO_ALL, several("all", 2)),
        Kind.TWO_ANY: draw(Kind.TWO_ANY, several("any", 2)),
        Kind.FOUR_ALL: draw(Kind.FOUR_ALL, several("all", 4)),
        Kind.FOUR_ANY: draw(Kind.FOUR_ANY, several("any", 4)),
        Kind.PHRASE: draw(Kind.PHRASE, lambda rng: _phrase(rng.choice(sample.drawn), rng)),
        Kind.PREFIX: draw(Kind.PREFIX, lambda rng: _prefix(rng.choice(middle))),
        Kind.FILTERED: draw(Kind.FILTERED, lambda rng: _filtered(sample, rng)),
        Kind.NEWEST: tuple(Query("everything", page=page) for page in range(1, PER_KIND + 1)),
        Kind.DEEP: draw(Kind.DEEP, one(common[:PER_KIND], 100)),
        Kind.LIKE: draw(Kind.LIKE, lambda rng: Query("like", id=rng.choice(sample.drawn).id)),
    }


def _read(questions: Iterable[Question], size: int) -> _Sample:
    sample = _Sample()
    step = max(1, size // _DRAWN)
    for number, question in enumerate(islice(questions, size)):
        sample.add(question)
        if number % step == 0 and question.answer is not None and question.tabled_on is not None:
            sample.drawn.append(question)
    return sample


def _several(sample: _Sample, rng: random.Random, form: Form, count: int) -> Query | None:
    """Telling words that one record has together, no two of them forms of one word."""
    found = {term(word): word for text in _texts(rng.choice(sample.drawn)) for word in words(text) if sample.is_telling(word)}
    return Query(form, tuple(rng.sample(sorted(found.values()), count))) if len(found) >= count else None


def _phrase(question: Question, rng: random.Random) -> Query | None:
    """Two or three words that stand side by side in the record, a telling one at each end."""
    found = [match for text in _texts(question) for match in _runs(text, rng.choice((2, 3)))]
    return Query("phrase", rng.choice(found)) if found else None


def _runs(text: str, count: int) -> Iterator[tuple[str, ...]]:
    for match in re.finditer(rf"(?<![\w'’.-])(?=([a-z]+(?: [a-z]+){{{count - 1}}})(?![\w'’.-]))", text):
        run = tuple(match[1].split())
        if _is_plain(run[0]) and _is_plain(run[-1]):
            yield run


def _prefix(word: str) -> Query | None:
    """Four letters, where the stem has them too: the peers look for a prefix among stems."""
    return Query("prefix", (word[:4],)) if term(word).startswith(word[:4]) else None


def _filtered(sample: _Sample, rng: random.Random) -> Query | None:
    """A telling word of a record, its body, and some years around the day it was tabled."""
    question = rng.choice(sample.drawn)
    found = sorted({word for text in _texts(question) for word in words(text) if sample.is_telling(word)})
    if not found or not question.answering_body.name or question.tabled_on is None:
        return None
    start, end = (question.tabled_on + timedelta(days=sign * rng.randrange(180, 900)) for sign in (-1, 1))
    return Query("all", (rng.choice(found),), body=question.answering_body.name, tabled=(start, end))


def _texts(question: Question) -> tuple[str, ...]:
    return question.heading, question.text, question.answer.text if question.answer else ""


def _is_plain(word: str) -> bool:
    """Whether every peer takes it for one word, and for one worth looking for."""
    return len(word) > 3 and word.isascii() and word.isalpha() and word not in STOP_WORDS
