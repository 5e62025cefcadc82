"""Searches for the words of the records of an index, as readers type them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from search.engine import Engine
from search.model.question import Question
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest, Sort
from search.text.analysis import words
from search.text.word_forms.stop_words import STOP_WORDS
from tests.random_requests import FACETS

_FILTERS = ("house:lords", "house:commons", "since 2024", "-government")
_SORTS: tuple[Sort, ...] = ("relevance", "relevance", "relevance", "newest")
_COLLAPSED = (None, None, None, "heading")


def real_searches(engine: Engine, number: int, seed: int) -> Iterator[SearchRequest]:
    """Yield a search for some words of each of ``number`` records, spread over the whole index. The first page is likeliest."""
    rng = random.Random(seed)
    step = max(1, engine.info().records // number)
    for question in islice(engine.scan(SearchRequest(sort="newest")), 0, step * number, step):
        text = rng.choice(_typed_texts(question, rng))
        yield SearchRequest(
            text,
            parse(text).tree,
            facets=tuple(map(FacetRequest, FACETS)),
            sort=rng.choice(_SORTS),
            page=rng.choice([1, 1, 1, 2, 3]),
            per_page=20,
            collapse_by=rng.choice(_COLLAPSED),
        )


def _typed_texts(question: Question, rng: random.Random) -> list[str]:
    """Return what readers may type of a record: the whole of it, some words, a phrase, a pattern, or words with a filter."""
    heading, text = question.heading or question.text, question.text or question.heading
    heading_words, text_words, running = _content_words(heading), _content_words(text), words(text)
    start = rng.randrange(max(1, len(running) - 2))
    phrase = f'"{" ".join(running[start : start + rng.choice([2, 3])])}"'
    return [
        heading,
        text,
        _sample(heading_words, rng.randint(1, 4), rng),
        _sample(text_words, rng.randint(2, 6), rng),
        phrase,
        f"{phrase} {_sample(heading_words, 2, rng)}",
        f'"{_sample(text_words, 2, rng)}"~{rng.choice([2, 5, 9])}',
        f"{rng.choice(heading_words)[:4]}* {rng.choice(text_words)}",
        f"{_sample(heading_words, 2, rng)} {rng.choice(_FILTERS)}",
        " OR ".join(_sample(text_words, 3, rng).split()),
    ]


def _content_words(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS and len(word) > 2] or words(text)


def _sample(choices: list[str], number: int, rng: random.Random) -> str:
    return " ".join(rng.sample(choices, min(len(choices), number)))
