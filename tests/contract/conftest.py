"""The engines under contract, each over the same invented questions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.fields import FIELDS
from search.model.question import Question
from tests.invented import questions


@pytest.fixture(scope="session")
def records() -> list[Question]:
    return questions(120)


@pytest.fixture(scope="session")
def memory(records: list[Question]) -> MemoryEngine:
    return MemoryEngine(records)


@pytest.fixture(scope="session")
def whoosh(records: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder: Path = tmp_path_factory.mktemp("index_data")
    WhooshWriter(folder).rebuild(records)
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(scope="session")
def values(records: list[Question]) -> dict[str, list[str]]:
    """The values that each field has in the records."""
    return {
        name: sorted({value for record in records for value in field.values(record)}) or ["x"] for name, field in FIELDS.items()
    }
