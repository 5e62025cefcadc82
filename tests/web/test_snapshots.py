"""A request keeps one build open, and no longer than the request lasts."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.invented import questions
from web import Assets, create_app

ANSWERED = ("/", "/search?q=bridge", "/search.atom?q=bridge", "/export.csv?q=bridge", "/questions/1000", "/trends?q=bridge")
REFUSED = ("/search?q=a&per=x", "/answeredquestions.json?_pageSize=x", "/api/writtenquestions/questions?take=x")
UNKNOWN = ("/questions/none", "/nothing", "/nothing.json", "/search.none?q=bridge")


@pytest.mark.parametrize("address", [*ANSWERED, *REFUSED, *UNKNOWN])
def test_a_build_that_an_update_replaces_is_freed_without_the_garbage_collector(address: str, tmp_path: Path) -> None:
    records = list(questions(60, seed=4))
    WhooshWriter(tmp_path).rebuild(records)
    engine = WhooshEngine(tmp_path)
    client = create_app(engine, Assets.find()).test_client()
    client.get("/search?q=flood").close()
    gc.collect()
    gc.disable()
    try:
        response = client.get(address)
        assert response.get_data()
        assert response.status_code == (200 if address in ANSWERED else 400 if address in REFUSED else 404)
        response.close()
        del response
        build = weakref.ref(engine.snapshot()._snapshot)
        WhooshWriter(tmp_path).update([], [records[0].id])
        client.get("/search?q=flood").close()
        assert build() is None
    finally:
        gc.enable()
        engine.close()
