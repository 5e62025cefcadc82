"""A request keeps one build open, and no longer than the request lasts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.invented import questions
from web import Assets, create_app

ANSWERED = ("/", "/search?q=bridge", "/search?q=brigde", "/search.atom?q=bridge", "/export.csv?q=bridge", "/trends?q=bridge")
REFUSED = ("/search?q=a&per=x", "/answeredquestions.json?_pageSize=x", "/api/writtenquestions/questions?take=x")
UNKNOWN = ("/questions/none", "/nothing", "/nothing.json", "/search.none?q=bridge")


@pytest.fixture
def garbage() -> Iterator[list[object]]:
    """The objects that only the garbage collector frees, as soon as it has been called."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()


@pytest.mark.parametrize("address", [*ANSWERED, *REFUSED, *UNKNOWN])
def test_a_build_that_an_update_replaces_is_freed_without_the_garbage_collector(
    address: str, tmp_path: Path, garbage: list[object]
) -> None:
    records = list(questions(60, seed=4))
    WhooshWriter(tmp_path).rebuild(records)
    engine = WhooshEngine(tmp_path)
    client = create_app(engine, Assets.find()).test_client()
    response = client.get(address)
    assert response.get_data()
    assert response.status_code == (200 if address in ANSWERED else 400 if address in REFUSED else 404)
    response.close()
    WhooshWriter(tmp_path).update([], [records[0].id])
    client.get("/search?q=flood").close()
    gc.collect()
    assert [kind for kind in map(type, garbage) if kind.__module__.startswith("search.")] == []
    engine.close()
