"""Near words and phrases match where a simple loop says so: few words, many repetitions, short and long fields, any window."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Answer, Question
from search.query.nodes import And, AnyOf, Near, Phrase
from search.query.request import SearchRequest

WORDS = ("bridge", "tunnel", "harbour", "flood", "grant")
RECORDS = 300


def text(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, weights=(8, 4, 2, 1, 1), k=rng.choice((0, 1, 3, 8, 20, 60))))


@pytest.fixture(scope="module")
def records() -> list[Question]:
    rng = random.Random(5)
    return [
        Question(str(number), "Commons", text(rng), heading=text(rng)[:40], answer=Answer(text=text(rng)))
        for number in range(RECORDS)
    ]


@pytest.fixture(scope="module")
def engines(records: list[Question], tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshEngine, MemoryEngine]:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(records)
    return WhooshEngine(folder), MemoryEngine(records)


def ids(engine: WhooshEngine | MemoryEngine, request: SearchRequest) -> set[str]:
    return {question.id for question in engine.scan(request)}


@pytest.mark.parametrize("seed", range(8))
def test_near_words_and_phrases_match_where_a_loop_says(engines: tuple[WhooshEngine, MemoryEngine], seed: int) -> None:
    engine, oracle = engines
    rng = random.Random(seed)
    for _ in range(30):
        words = tuple(rng.choices(WORDS, k=rng.randint(1, 4)))
        field = rng.choice((None, None, "heading", "question", "answer"))
        node = Near(words, rng.choice((0, 0, 1, 2, 5, 15, 40)), field) if rng.random() < 0.7 else Phrase(words, field)
        some = AnyOf("id", tuple(str(number) for number in rng.sample(range(RECORDS), 5)))
        for query in (node, And((some, node))):
            request = SearchRequest(query=query)
            assert ids(engine, request) == ids(oracle, request), query
