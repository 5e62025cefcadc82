"""A Whoosh index over invented questions, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from tests.invented import questions


@pytest.fixture(scope="session")
def records() -> list[Question]:
    return questions(60, seed=7)


@pytest.fixture
def index_data(tmp_path: Path, records: list[Question]) -> Path:
    WhooshWriter(tmp_path).rebuild(records)
    return tmp_path
