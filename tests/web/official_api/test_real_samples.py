"""Real results, if available, are imported, indexed and served again, equal to the originals."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.web.official_api.conftest import QUESTIONS
from web import Assets, create_app

SHARED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[4] / "shared"))
SAMPLES = SHARED / "data" / "samples" / "official-api"
NAMES = ("list.json", "month-2024-08-results.json", "item.json")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the real records are not at {SAMPLES}")]


def originals(name: str) -> list[Any]:
    document = json.loads((SAMPLES / name).read_bytes())
    return document if isinstance(document, list) else document.get("results", [document])


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def real(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("real")
    source = detect_source(SAMPLES / name)
    assert isinstance(source, SourceFile)
    WhooshWriter(folder).rebuild(record.question for record in source.records() if isinstance(record, DecodedRecord))
    engine = WhooshEngine(folder)
    yield create_app(engine, Assets.find()).test_client()
    engine.close()


def test_the_samples_are_all_there() -> None:
    assert [len(originals(name)) for name in NAMES] == [20, 1004, 1]


@pytest.mark.parametrize("expand", ["", "?expandMember=true"])
def test_each_is_equal_to_the_original_by_its_number(real: FlaskClient, name: str, expand: str) -> None:
    for original in originals(name):
        value = original["value"]
        served = real.get(f"{QUESTIONS}/{value['id']}{expand}").get_json()
        assert served["links"] == original["links"]
        assert served["value"] == value
        assert list(served["value"]) == list(value)


@pytest.mark.parametrize("cut", ["false", "true"])
def test_each_is_equal_to_the_original_in_a_list(real: FlaskClient, name: str, cut: str) -> None:
    if name == "item.json" and cut == "true":
        pytest.skip("an item is whole: nothing was cut of it")
    served = real.get(f"{QUESTIONS}?take=5000&includeWithdrawn=true&cut={cut}").get_json()
    expected = {original["value"]["id"]: original for original in originals(name)}
    assert served["totalResults"] == len(served["results"]) == len(expected)
    assert {item["value"]["id"]: item for item in served["results"]} == expected


@pytest.mark.parametrize("take", [10, 500, 1000])
def test_the_pages_have_every_record_once(real: FlaskClient, name: str, take: int) -> None:
    total, ids = len(originals(name)), list[int]()
    for skip in range(0, total, take):
        page = real.get(f"{QUESTIONS}?includeWithdrawn=true&skip={skip}&take={take}").get_json()
        assert page["totalResults"] == total
        ids += [item["value"]["id"] for item in page["results"]]
    assert sorted(ids) == sorted(original["value"]["id"] for original in originals(name))


def test_the_paging_of_a_real_client_ends(real: FlaskClient) -> None:
    rows, skip, total = 0, 0, 1
    while skip < total:
        page = real.get(f"{QUESTIONS}?tabledWhenFrom=2024-01-01&tabledWhenTo=2024-08-31&skip={skip}&take=1000").get_json()
        rows, skip, total = rows + len(page["results"]), skip + 1000, page["totalResults"]
    assert rows == total
