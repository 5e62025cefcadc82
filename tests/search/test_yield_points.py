"""Long work passes yield points, in the thread that does it. Where no server decides what happens there, nothing does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from search.engine import Engine
from search.engines import open_index
from search.engines.whoosh.write.writer import WhooshWriter
from search.query.parser import parse
from search.query.request import SearchRequest
from search.yield_points import pausing, yield_point
from tests.invented import questions

RECORDS = 60


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("yielding") / "data"
    WhooshWriter(folder).rebuild(questions(RECORDS))
    with closing(open_index(folder, ())) as opened:
        yield opened


def points(engine: Engine, text: str, per_page: int = 1) -> int:
    """The number of yield points that a search passes."""
    passed: list[None] = []
    with pausing(lambda: passed.append(None)):
        engine.search(SearchRequest(query=parse(text).tree, per_page=per_page, with_snippets=False))
    return len(passed)


def test_a_search_passes_a_point_for_every_node_and_every_record_that_it_reads(engine: Engine) -> None:
    assert points(engine, "the") < points(engine, "the OR of OR house OR department")
    assert points(engine, "", RECORDS) - points(engine, "") == RECORDS - 1


def test_a_scan_passes_a_point_for_every_record(engine: Engine) -> None:
    passed: list[None] = []
    with pausing(lambda: passed.append(None)):
        records = list(engine.scan(SearchRequest()))
    assert len(passed) >= len(records) == RECORDS


def test_only_the_thread_that_does_the_work_gives_way_and_only_meanwhile() -> None:
    passed: list[int] = []
    with pausing(lambda: passed.append(threading.get_ident())):
        other = threading.Thread(target=yield_point)
        other.start()
        other.join()
        yield_point()
    yield_point()
    assert passed == [threading.get_ident()]


def test_nothing_pauses_after_an_error() -> None:
    passed: list[None] = []
    with pytest.raises(ZeroDivisionError), pausing(lambda: passed.append(None)):
        raise ZeroDivisionError
    yield_point()
    assert passed == []
