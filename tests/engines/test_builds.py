"""Builds side by side: whole or not at all, the old one serving until the new one is complete."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format import builds as builds_module
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write.integrity_check import BuildStatus, build_statuses, check
from search.engines.whoosh.write.publishing import KEPT_BUILDS, BuildInProgress
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import EngineUnavailable, IndexMismatch
from search.model.question import Question
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from tests.invented import questions

ROOT = Path(__file__).parents[2]


SEGMENT_SUFFIXES = ("terms", "docs", "freqs", "positions", "docvalues", "stored", "vocabulary")


def held(build: BuildStatus) -> int:
    assert isinstance(build.info, IndexInfo)
    return build.info.records


def total(engine: WhooshEngine) -> int:
    return engine.search(SearchRequest()).total


def test_a_switch_is_seen_by_the_next_search_and_a_search_begun_before_it_finishes_on_the_old_build(index_data: Path) -> None:
    engine = WhooshEngine(index_data)
    begun = engine.scan(SearchRequest())
    first = next(begun)
    WhooshWriter(index_data).rebuild(questions(5, seed=8))
    assert total(engine) == 5
    assert len([first, *begun]) == 60
    engine.close()


def test_only_the_last_builds_are_kept_and_the_newest_serves(index_data: Path) -> None:
    for count in (3, 4, 5):
        WhooshWriter(index_data).rebuild(questions(count))
    found = build_statuses(index_data)
    assert [held(build) for build in found] == [5, 4]
    assert len(found) == KEPT_BUILDS
    assert [build.is_current for build in found] == [True, False]
    assert all(build.size_bytes > 1000 for build in found)


def test_a_failure_while_building_leaves_the_old_build_and_nothing_else(index_data: Path) -> None:
    def breaking() -> Iterator[Question]:
        yield from questions(3)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        WhooshWriter(index_data).rebuild(breaking())
    assert [held(build) for build in build_statuses(index_data)] == [60]
    assert len(list((index_data / "builds").iterdir())) == 1
    assert check(index_data) == []


def test_an_id_given_twice_is_refused(index_data: Path) -> None:
    twice = questions(3)
    with pytest.raises(ValueError, match="more than once"):
        WhooshWriter(index_data).rebuild([*twice, twice[0]])
    assert [held(build) for build in build_statuses(index_data)] == [60]


BUILD_SLOWLY = """
import sys, time
from pathlib import Path
from search.engines.whoosh.write.writer import WhooshWriter
from tests.invented import questions
def slowly():
    for number, question in enumerate(questions(10_000)):
        if number == 50:
            print("half-way", flush=True)
        if number >= 50:
            time.sleep(0.05)
        yield question
WhooshWriter(Path(sys.argv[1])).rebuild(slowly())
"""


def test_killed_half_way_the_old_build_serves_and_the_next_build_cleans_up(index_data: Path) -> None:
    engine = WhooshEngine(index_data)
    with subprocess.Popen(
        [sys.executable, "-c", BUILD_SLOWLY, str(index_data)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "half-way\n"
        with pytest.raises(BuildInProgress):
            WhooshWriter(index_data).rebuild(questions(1))
        os.kill(child.pid, signal.SIGKILL)
    assert list((index_data / "builds").glob("*.part"))
    assert total(engine) == 60
    engine.close()
    again = WhooshEngine(index_data)
    assert total(again) == 60
    assert check(index_data) == []
    WhooshWriter(index_data).rebuild(questions(9))
    assert total(again) == 9
    again.close()
    assert not list((index_data / "builds").glob("*.part"))


def test_reading_never_writes(index_data: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        files = [path for path in index_data.rglob("*") if path.is_file()]
        return sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)

    before = state()
    engine = WhooshEngine(index_data)
    assert total(engine) == 60
    engine.close()
    assert check(index_data) == []
    assert state() == before


def test_without_an_index_the_operator_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="indexer build"):
        WhooshEngine(tmp_path)
    assert "indexer build" in check(tmp_path)[0]


def current(index_data: Path) -> Path:
    return Builds(index_data).current()


@pytest.mark.parametrize("content", [b"not this", b"", None])
@pytest.mark.parametrize("damage", ["manifest.json", "*.toc", "order.arrays", *(f"MAIN_*.{end}" for end in SEGMENT_SUFFIXES)])
def test_a_damaged_build_is_refused_with_a_sentence(index_data: Path, damage: str, content: bytes | None) -> None:
    (path,) = current(index_data).glob(damage)
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(IndexMismatch, match="build the index again"):
        WhooshEngine(index_data)


def test_the_build_just_made_is_kept_whatever_the_clock_says(index_data: Path) -> None:
    for year in ("2998", "2999"):
        shutil.copytree(current(index_data), index_data / "builds" / f"{year}0101T000000.000000Z")
    WhooshWriter(index_data).rebuild(questions(4))
    engine = WhooshEngine(index_data)
    assert total(engine) == 4
    engine.close()


def test_many_threads_after_two_switches_all_read_the_newest(index_data: Path) -> None:
    engine = WhooshEngine(index_data)
    for count in (6, 7):
        WhooshWriter(index_data).rebuild(questions(count))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: total(engine), range(40))) == {7}
    engine.close()


def test_a_build_in_use_outlives_its_files(index_data: Path, caplog) -> None:
    engine = WhooshEngine(index_data)
    shutil.rmtree(index_data / "builds")
    assert total(engine) == 60
    (index_data / "CURRENT").unlink()
    assert total(engine) == 60
    assert "the old one goes on" in caplog.text


@pytest.mark.parametrize("damage", ["order.arrays", *(f"MAIN_*.{end}" for end in SEGMENT_SUFFIXES)])
def test_check_finds_a_changed_byte_a_missing_file_and_a_stranger(index_data: Path, damage: str) -> None:
    (path,) = current(index_data).glob(damage)
    whole = path.read_bytes()
    path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert check(index_data) == [f"{path.name} is not as it was written."]
    path.unlink()
    assert check(index_data) == [f"{path.name} is missing."]
    path.write_bytes(whole)
    (path.parent / "stranger").touch()
    assert check(index_data) == ["stranger does not belong to the build."]


def test_a_build_of_another_version_is_refused(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds_module, "INDEX_FORMAT", builds_module.INDEX_FORMAT + 1)
    with pytest.raises(IndexMismatch, match="another version"):
        WhooshEngine(index_data)
    WhooshWriter(index_data).rebuild(questions(2))
    newest, older = build_statuses(index_data)
    assert held(newest) == 2
    assert "another version" in str(older.info)


def test_a_damaged_pointer_is_refused_with_a_sentence(index_data: Path) -> None:
    (index_data / "CURRENT").write_bytes(b"2026\xb6")
    with pytest.raises(IndexMismatch, match="CURRENT is damaged"):
        WhooshEngine(index_data)


def test_a_damaged_new_build_does_not_take_down_the_one_that_serves(index_data: Path, caplog) -> None:
    engine = WhooshEngine(index_data)
    serving = current(index_data)
    (index_data / "CURRENT").write_text("no-such-build\n")
    assert total(engine) == 60
    assert "the old one goes on" in caplog.text
    damaged = index_data / "builds" / "29990101T000000.000000Z"
    shutil.copytree(serving, damaged)
    (postings,) = damaged.glob("*.docs")
    postings.write_bytes(postings.read_bytes()[:-1])
    (index_data / "CURRENT").write_text(f"{damaged.name}\n")
    assert total(engine) == 60
    assert postings.name in caplog.text
    shutil.rmtree(damaged)
    WhooshWriter(index_data).rebuild(questions(4))
    assert total(engine) == 4
    engine.close()
