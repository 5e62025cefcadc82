"""Builds side by side: each complete or absent, and the old one current until the new one is complete."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from indexer import __main__ as command
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format import builds as builds_module
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write.integrity_check import BuildStatus, build_statuses, check
from search.engines.whoosh.write.publishing import BuildInProgress
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import EngineUnavailable, IndexMismatch
from search.model.question import Question
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from tests.indexer.source_records import official, write_lines
from tests.invented import questions

ROOT = Path(__file__).parents[2]
SEGMENT_SUFFIXES = ("terms", "docs", "freqs", "positions", "docvalues", "vectors", "stored", "vocabulary")
ARRAY_FILES = ("tie_order.arrays", *(f"MAIN_*.{suffix}" for suffix in SEGMENT_SUFFIXES))


def records_in(build: BuildStatus) -> int:
    assert isinstance(build.info, IndexInfo)
    return build.info.records


def total(engine: WhooshEngine) -> int:
    return engine.search(SearchRequest()).total


def test_a_new_build_serves_the_next_search_while_a_started_search_finishes_on_the_old_build(index_data: Path) -> None:
    engine = WhooshEngine(index_data)
    started = engine.scan(SearchRequest())
    first = next(started)
    WhooshWriter(index_data).rebuild(questions(5, seed=8))
    assert total(engine) == 5
    assert len([first, *started]) == 60
    engine.close()


def test_the_newest_builds_are_kept_and_the_newest_of_all_is_current(index_data: Path) -> None:
    for count in (3, 4, 5):
        WhooshWriter(index_data).rebuild(questions(count))
    statuses = build_statuses(index_data)
    assert [records_in(build) for build in statuses] == [5, 4]
    assert len(statuses) == 2
    assert [build.is_current for build in statuses] == [True, False]
    assert all(build.size_bytes > 1000 for build in statuses)


def test_a_failed_rebuild_leaves_only_the_old_build(index_data: Path) -> None:
    def failing_questions() -> Iterator[Question]:
        yield from questions(3)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        WhooshWriter(index_data).rebuild(failing_questions())
    assert [records_in(build) for build in build_statuses(index_data)] == [60]
    assert len(list((index_data / "builds").iterdir())) == 1
    assert check(index_data) == []


def test_a_repeated_id_is_refused(index_data: Path) -> None:
    records = questions(3)
    with pytest.raises(ValueError, match="more than once"):
        WhooshWriter(index_data).rebuild([*records, records[0]])
    assert [records_in(build) for build in build_statuses(index_data)] == [60]


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


def test_after_a_killed_rebuild_the_old_build_serves_and_the_next_rebuild_cleans_up(index_data: Path) -> None:
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
    reopened = WhooshEngine(index_data)
    assert total(reopened) == 60
    assert check(index_data) == []
    WhooshWriter(index_data).rebuild(questions(9))
    assert total(reopened) == 9
    reopened.close()
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


def test_without_an_index_the_message_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="wrans build"):
        WhooshEngine(tmp_path)
    assert "wrans build" in check(tmp_path)[0]


def current(index_data: Path) -> Path:
    return Builds(index_data).current()


@pytest.mark.parametrize("content", [b"not this", b"", None])
@pytest.mark.parametrize(
    "damage", ["manifest.json", "*.toc", "tie_order.arrays", *(f"MAIN_*.{end}" for end in SEGMENT_SUFFIXES)]
)
def test_a_damaged_build_is_refused_with_a_sentence(index_data: Path, damage: str, content: bytes | None) -> None:
    (path,) = current(index_data).glob(damage)
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(IndexMismatch, match="build the index again"):
        WhooshEngine(index_data)


def test_a_new_build_is_kept_even_if_others_have_later_names(index_data: Path) -> None:
    for year in ("2998", "2999"):
        shutil.copytree(current(index_data), index_data / "builds" / f"{year}0101T000000.000000Z")
    WhooshWriter(index_data).rebuild(questions(4))
    engine = WhooshEngine(index_data)
    assert total(engine) == 4
    engine.close()


def test_after_two_rebuilds_every_thread_reads_the_newest_build(index_data: Path) -> None:
    engine = WhooshEngine(index_data)
    for count in (6, 7):
        WhooshWriter(index_data).rebuild(questions(count))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: total(engine), range(40))) == {7}
    engine.close()


def test_an_open_build_serves_after_its_files_are_deleted(index_data: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = WhooshEngine(index_data)
    shutil.rmtree(index_data / "builds")
    assert total(engine) == 60
    (index_data / "CURRENT").unlink()
    assert total(engine) == 60
    assert "the old one goes on" in caplog.text


@pytest.mark.parametrize("pattern", ARRAY_FILES)
def test_check_reports_a_changed_a_missing_and_a_foreign_file(index_data: Path, pattern: str) -> None:
    (path,) = current(index_data).glob(pattern)
    whole = path.read_bytes()
    path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert check(index_data) == [f"The file {path.name} has changed since it was written."]
    path.unlink()
    assert check(index_data) == [f"The file {path.name} is missing."]
    path.write_bytes(whole)
    (path.parent / "foreign").touch()
    assert check(index_data) == ["The file foreign does not belong to the build."]


def rewrite_manifest(build: Path, **changes: object) -> None:
    """Change some values of a manifest, and seal it as a writer does."""
    path = build / "manifest.json"
    manifest = msgspec.json.encode(msgspec.json.decode(path.read_bytes())["manifest"] | changes)
    sealed = {"sha256": hashlib.sha256(manifest).hexdigest(), "manifest": msgspec.Raw(manifest)}
    path.write_bytes(msgspec.json.encode(sealed))


def test_a_build_of_format_13_is_refused_with_the_command_that_rebuilds_it(
    index_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = current(index_data)
    rewrite_manifest(build, format=13)
    message = (
        f"The build {build.name} was made by another version of this program: "
        "it has format 13, and this program reads format 14; "
        "build the index again with `wrans build PATH`."
    )
    with pytest.raises(IndexMismatch, match=f"^{re.escape(message)}$"):
        WhooshEngine(index_data)
    with pytest.raises(IndexMismatch, match="has format 13"):
        WhooshWriter(index_data).update(questions(1))
    assert check(index_data) == [message]
    (status,) = build_statuses(index_data)
    assert status.info == message
    assert command.main(["check", "--index", str(index_data)]) == 1
    assert message in capsys.readouterr().out
    data = write_lines(index_data / "data.ndjson", [official(id=1)])
    assert command.main(["build", str(data), "--index", str(index_data)]) == 0
    assert check(index_data) == []


def test_a_build_with_other_fields_is_refused(index_data: Path) -> None:
    rewrite_manifest(current(index_data), fields="another table")
    with pytest.raises(IndexMismatch, match="was made with other fields than this program has; build the index again"):
        WhooshEngine(index_data)


def test_a_build_of_another_version_is_refused(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds_module, "INDEX_FORMAT", builds_module.INDEX_FORMAT + 1)
    with pytest.raises(IndexMismatch, match="another version"):
        WhooshEngine(index_data)
    WhooshWriter(index_data).rebuild(questions(2))
    newest, older = build_statuses(index_data)
    assert records_in(newest) == 2
    assert "another version" in str(older.info)


def test_a_damaged_pointer_is_refused_with_a_sentence(index_data: Path) -> None:
    (index_data / "CURRENT").write_bytes(b"2026\xb6")
    with pytest.raises(IndexMismatch, match="CURRENT is damaged"):
        WhooshEngine(index_data)


def test_a_damaged_new_build_leaves_the_open_build_serving(index_data: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = WhooshEngine(index_data)
    build = current(index_data)
    (index_data / "CURRENT").write_text("no-such-build\n")
    assert total(engine) == 60
    assert "the old one goes on" in caplog.text
    damaged = index_data / "builds" / "29990101T000000.000000Z"
    shutil.copytree(build, damaged)
    (postings,) = damaged.glob("*.docs")
    postings.write_bytes(postings.read_bytes()[:-1])
    (index_data / "CURRENT").write_text(f"{damaged.name}\n")
    assert total(engine) == 60
    assert postings.name in caplog.text
    shutil.rmtree(damaged)
    WhooshWriter(index_data).rebuild(questions(4))
    assert total(engine) == 4
    engine.close()
