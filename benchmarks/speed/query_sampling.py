"""Choose the queries from the corpus itself: the same for every peer and every run.

They come from the first ``SAMPLE_RECORDS`` records. A larger corpus begins with the records of a smaller one, so both have the
same queries. Then the growth of a page's time can be compared with the growth of its matches.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice

import msgspec

from benchmarks.query import Form, Kind, Queries, Query
from search.model.question import Question
from search.text.analysis import stem, words
from search.text.word_forms.stop_words import STOP_WORDS

SAMPLE_RECORDS = 100_000
QUERIES_PER_KIND = 30
_SEED = 20240301
_DRAWN_RECORDS = 4_000
"""The number of records from which sets of words, phrases, bodies and dates are drawn."""


class _Sample(msgspec.Struct):
    """The document frequency of each term, the first word with that term, and some of the records."""

    document_counts: Counter[str] = msgspec.field(default_factory=Counter)
    first_form: dict[str, str] = msgspec.field(default_factory=dict)
    records: list[Question] = msgspec.field(default_factory=list)
    size: int = 0

    def add(self, question: Question) -> None:
        words_by_stem = {stem(word): word for text in _texts(question) for word in words(text)}
        self.document_counts.update(words_by_stem.keys())
        for key, word in words_by_stem.items():
            self.first_form.setdefault(key, word)
        self.size += 1

    def words_between(self, min_count: float, max_count: float) -> list[str]:
        """Return the search words with a document frequency between the two counts, in alphabetical order."""
        return sorted(
            word
            for key, count in self.document_counts.items()
            if min_count <= count <= max_count and _is_search_word(word := self.first_form[key])
        )

    def is_discriminative(self, word: str) -> bool:
        """Return whether a word narrows a search: in at least 0.5 % and at most 20 % of the records."""
        return _is_search_word(word) and self.size / 200 <= self.document_counts[stem(word)] <= self.size / 5


def choose_queries(questions: Iterable[Question], size: int) -> Queries:
    """Choose queries of every kind from a corpus of ``size`` records."""
    sample = _read(questions, min(size, SAMPLE_RECORDS))
    common = sorted(
        sample.words_between(sample.size / 10, sample.size), key=lambda word: (-sample.document_counts[stem(word)], word)
    )
    common = common[: 2 * QUERIES_PER_KIND]
    rare = sample.words_between(3, max(10, sample.size / 2_000))
    middle = sample.words_between(sample.size / 200, sample.size / 50)

    def draw(kind: Kind, make: Callable[[random.Random], Query | None]) -> tuple[Query, ...]:
        """Draw distinct queries of a kind. A draw without a result is repeated."""
        rng = random.Random(f"{_SEED} {kind.name}")
        queries: dict[Query, None] = {}
        for _ in range(100 * QUERIES_PER_KIND):
            if len(queries) < QUERIES_PER_KIND and (query := make(rng)) is not None:
                queries[query] = None
        return tuple(queries)

    def single_word(candidates: Sequence[str], page: int = 1) -> Callable[[random.Random], Query | None]:
        return lambda rng: Query("all", (rng.choice(candidates),), page=page)

    def several_words(form: Form, count: int) -> Callable[[random.Random], Query | None]:
        return lambda rng: _word_query(sample, rng, form, count)

    return {
        Kind.RARE: draw(Kind.RARE, single_word(rare)),
        Kind.MIDDLE: draw(Kind.MIDDLE, single_word(middle)),
        Kind.COMMON: draw(Kind.COMMON, single_word(common)),
        Kind.TWO_ALL: draw(Kind.TWO_ALL, several_words("all", 2)),
        Kind.TWO_ANY: draw(Kind.TWO_ANY, several_words("any", 2)),
        Kind.FOUR_ALL: draw(Kind.FOUR_ALL, several_words("all", 4)),
        Kind.FOUR_ANY: draw(Kind.FOUR_ANY, several_words("any", 4)),
        Kind.PHRASE: draw(Kind.PHRASE, lambda rng: _phrase_query(rng.choice(sample.records), rng)),
        Kind.PREFIX: draw(Kind.PREFIX, lambda rng: _prefix_query(rng.choice(middle))),
        Kind.FILTERED: draw(Kind.FILTERED, lambda rng: _filtered_query(sample, rng)),
        Kind.NEWEST: tuple(Query("everything", page=page) for page in range(1, QUERIES_PER_KIND + 1)),
        Kind.DEEP: draw(Kind.DEEP, single_word(common[:QUERIES_PER_KIND], 100)),
        Kind.LIKE: draw(Kind.LIKE, lambda rng: Query("like", id=rng.choice(sample.records).id)),
    }


def _read(questions: Iterable[Question], size: int) -> _Sample:
    sample = _Sample()
    step = max(1, size // _DRAWN_RECORDS)
    for number, question in enumerate(islice(questions, size)):
        sample.add(question)
        if number % step == 0 and question.answer is not None and question.tabled_on is not None:
            sample.records.append(question)
    return sample


def _word_query(sample: _Sample, rng: random.Random, form: Form, count: int) -> Query | None:
    """Return a query of discriminative words of one record, with distinct terms."""
    words_by_stem = {
        stem(word): word
        for text in _texts(rng.choice(sample.records))
        for word in words(text)
        if sample.is_discriminative(word)
    }
    return Query(form, tuple(rng.sample(sorted(words_by_stem.values()), count))) if len(words_by_stem) >= count else None


def _phrase_query(question: Question, rng: random.Random) -> Query | None:
    """Return a phrase of two or three words of the record. Its first and last words are search words."""
    phrases = [match for text in _texts(question) for match in _word_sequences(text, rng.choice((2, 3)))]
    return Query("phrase", rng.choice(phrases)) if phrases else None


def _word_sequences(text: str, count: int) -> Iterator[tuple[str, ...]]:
    for match in re.finditer(rf"(?<![\w'’.-])(?=([a-z]+(?: [a-z]+){{{count - 1}}})(?![\w'’.-]))", text):
        sequence = tuple(match[1].split())
        if _is_search_word(sequence[0]) and _is_search_word(sequence[-1]):
            yield sequence


def _prefix_query(word: str) -> Query | None:
    """Return a prefix of four letters, if the stem has them too: the peers match a prefix against stems."""
    return Query("prefix", (word[:4],)) if stem(word).startswith(word[:4]) else None


def _filtered_query(sample: _Sample, rng: random.Random) -> Query | None:
    """Return a discriminative word of a record, filtered by the record's body and by a range around the date tabled."""
    question = rng.choice(sample.records)
    candidates = sorted({word for text in _texts(question) for word in words(text) if sample.is_discriminative(word)})
    if not candidates or not question.answering_body.name or question.tabled_on is None:
        return None
    start, end = (question.tabled_on + timedelta(days=sign * rng.randrange(180, 900)) for sign in (-1, 1))
    return Query("all", (rng.choice(candidates),), body=question.answering_body.name, tabled=(start, end))


def _texts(question: Question) -> tuple[str, ...]:
    return question.heading, question.text, question.answer.text if question.answer else ""


def _is_search_word(word: str) -> bool:
    """Return whether the text is one word for every peer, and a word that people would search for."""
    return len(word) > 3 and word.isascii() and word.isalpha() and word not in STOP_WORDS
