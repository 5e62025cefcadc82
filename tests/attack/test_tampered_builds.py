"""Builds with a changed number and right checksums: a search says that the index is damaged, a check finds it."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.engines.whoosh.format.learned_names import LEARNED_NAMES_FILE
from search.engines.whoosh.write import updating, writer
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import SearchError
from search.model.fields import FIELDS
from tests.attack.tampering import arrays_of, reseal, tamper
from tests.engines.test_robustness import all_answers
from tests.invented import questions
from web import Assets, create_app

RECORDS = questions(120, seed=4)
COUNT = int(os.environ.get("WRANS_TAMPERED_ARRAYS", "36"))
PAGES = (
    "/search?q=bridge",
    "/search?q=the+coastal&body=x",
    '/search?q="the+bridge"+OR+fund*',
    "/search?q=bridgee",
    "/search?q=&sort=newest&page=3",
    "/search.json?q=school",
    "/search.atom?q=school",
    "/search/values/body?q=school",
    f"/questions/{RECORDS[50].id}",
    f"/questions/{RECORDS[50].id}/similar",
    f"/questions/{RECORDS[50].id}/score?q=bridge",
    "/export.ndjson?q=",
    "/export.csv?q=flood",
    "/changes",
    "/coverage",
    "/asked?text=Why+has+the+bridge+been+closed",
    "/answeredquestions.json?_sort=uin",
    "/answeredquestions.html?_search=school",
    "/api/writtenquestions/questions?searchTerm=school",
    "/suggest?q=re",
    "/sitemaps/2024-1.xml",
    "/readyz",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, one with deleted documents."""
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "BATCH_RECORDS", 40)
        patch.setattr(updating, "FULL_MERGE_DIVISOR", 0)
        WhooshWriter(folder).rebuild(RECORDS[:100])
        WhooshWriter(folder).update(RECORDS[90:], [RECORDS[3].id])
    assert check(folder) == []
    return folder


def chosen(index: Path) -> list[tuple[Path, str]]:
    """Return some arrays of each file; all of them in the long form."""
    arrays = arrays_of(Builds(index).current())
    files = {path for path, _ in arrays}
    suffixes = {".arrays", ".deleted", ".docs", ".docvalues", ".freqs", ".positions", ".terms", ".vectors"}
    assert {path.suffix for path in files} >= suffixes
    first = [next(pair for pair in arrays if pair[0] == path) for path in sorted(files)]
    others = [pair for pair in arrays if pair not in first]
    return first + random.Random(1).sample(others, min(len(others), max(0, COUNT - len(first))))


def test_a_tampered_array_is_no_crash_and_a_check_finds_it(index: Path, tmp_path: Path) -> None:
    dice, unnoticed, failed = random.Random(7), [], []
    for number, (path, name) in enumerate(chosen(index)):
        copy = tmp_path / str(number)
        shutil.copytree(index, copy)
        tamper(copy / path.relative_to(index), name, dice)
        all_answers(copy, RECORDS)  # raises any error but those that say that the index is damaged
        failed += [(path.suffix, name, page, status) for page, status in statuses(copy) if status >= 500 and status != 503]
        if path.suffix != ".stored" and not check(copy):
            unnoticed.append((path.name, name))
        shutil.rmtree(copy)
    assert failed == []
    assert unnoticed == []


def statuses(index: Path) -> list[tuple[str, int]]:
    """Return the status of each page, read to its end; none if the index cannot be opened."""
    try:
        client = FlaskClient(create_app(WhooshEngine(index), Assets.find()))
    except SearchError:
        return []
    return [(page, status_of(client, page)) for page in PAGES]


def status_of(client: FlaskClient, page: str) -> int:
    try:
        response = client.get(page)
        response.get_data()
    except SearchError:  # the answer had begun, so that its connection breaks off
        return 503
    return response.status_code


@pytest.mark.parametrize(
    "name", [name for name, field in FIELDS.items() if field.facet and field.choices and any(map(field.values, RECORDS))]
)
def test_a_value_that_its_field_cannot_have_is_said_to_be_damage(
    index: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    values_of = DocValues._segment_values

    def cut(self: DocValues, segment: Segment) -> tuple[str, ...]:
        values = values_of(self, segment)
        return tuple(value[:-1] for value in values) if self._group == VALUE_GROUPS[name].name else values

    monkeypatch.setattr(DocValues, "_segment_values", cut)
    client = FlaskClient(create_app(WhooshEngine(index), Assets.find()))
    assert client.get("/search?q=bridge").status_code == 503


@pytest.mark.parametrize("name", [LEARNED_NAMES_FILE, "manifest"])
def test_a_check_compares_files_that_are_not_arrays(index: Path, tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(index, copy)
    build = Builds(copy).current()
    if name == LEARNED_NAMES_FILE:
        path = build / name
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content.replace(b'"entries":[', b'"entries":[["zz",["zebra zone"]],', 1).replace(b",]", b"]", 1))
        reseal(path)
    else:
        manifest = build / "manifest.json"
        content = manifest.read_bytes()
        manifest.unlink()
        manifest.write_bytes(content.replace(b'"records":', b'"records":1'))
    assert check(copy)


def test_a_check_passes_an_empty_index_and_one_with_all_records_replaced(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild([])
    assert check(tmp_path) == []
    WhooshWriter(tmp_path).update(RECORDS[:9])
    WhooshWriter(tmp_path).update(RECORDS[:9])
    assert check(tmp_path) == []
