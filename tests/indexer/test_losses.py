"""The totals of what could not be read: those of a complete build, and true after updates that read only some records."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer import losses as losses_module
from indexer import progress
from indexer.build import Index, build, detect_files, update
from indexer.losses import LOSSES_FILE, Losses
from indexer.outcomes import DecodedRecord, Rejection
from indexer.report import Report
from search.engines import open_index
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.results.types import SourceCounts
from tests.indexer.source_records import official, write_lines

BAD = official(id=2, house=None)


def rebuild(data: Path, index: Path) -> Report:
    return build([data], WhooshWriter(index), index / "rejected.ndjson", progress.lines)


def update_from(data: Path, index: Path, *removed: str) -> Report:
    parts = Index(open_index(index), WhooshWriter(index))
    return update(detect_files([data]), removed, parts, index / "rejected.ndjson", progress.lines)


def counts(index: Path) -> SourceCounts:
    return open_index(index).info().source_counts


def test_the_totals_of_a_build_are_those_of_its_report(tmp_path: Path) -> None:
    data, index = tmp_path / "data", tmp_path / "index"
    data.mkdir()
    write_lines(data / "a.json", [official(), BAD, BAD])
    write_lines(data / "b.json", [official(id=7)])
    with (data / "b.json").open("a") as file:
        file.write('{"value": {"id": 8,\n')
    report = rebuild(data, index)
    assert report.counts.rejected == counts(index).rejected > 2
    assert counts(index).warned == 0


def test_an_update_adds_its_own_losses_to_those_of_other_files(tmp_path: Path) -> None:
    first, second, index = tmp_path / "first.json", tmp_path / "second.json", tmp_path / "index"
    write_lines(first, [official(), BAD])
    write_lines(second, [official(id=3), official(id=4, house=None)])
    rebuild(first, index)
    update_from(second, index)
    assert counts(index).rejected == 2
    update_from(second, index)
    assert counts(index).rejected == 2


def test_a_record_that_is_read_at_last_is_no_longer_lost(tmp_path: Path) -> None:
    first, mended, index = tmp_path / "first.json", tmp_path / "mended.json", tmp_path / "index"
    write_lines(first, [official(), BAD])
    write_lines(mended, [official(id=2)])
    rebuild(first, index)
    update_from(mended, index)
    assert counts(index).rejected == 0
    assert open_index(index).get("2") is not None


def test_a_file_that_is_read_again_is_counted_anew(tmp_path: Path) -> None:
    data, index = tmp_path / "data.json", tmp_path / "index"
    data.write_text("not JSON\n")
    write_lines(tmp_path / "good.json", [official()])
    rebuild(tmp_path / "good.json", index)
    write_lines(data, [official(id=3)])
    data.write_text(data.read_text() + "{broken\n")
    update_from(data, index)
    assert counts(index).rejected == 1
    write_lines(data, [official(id=3), official(id=4)])
    update_from(data, index)
    assert counts(index).rejected == 0


def test_an_update_that_only_rejects_is_counted_too(tmp_path: Path) -> None:
    first, bad, index = tmp_path / "first.json", tmp_path / "bad.json", tmp_path / "index"
    write_lines(first, [official()])
    write_lines(bad, [BAD])
    rebuild(first, index)
    before = open_index(index).info()
    update_from(bad, index)
    assert counts(index).rejected == 1
    assert open_index(index).info().records == before.records == 1
    update_from(first, index, "2")
    assert counts(index).rejected == 0


def test_a_complete_build_begins_anew(tmp_path: Path) -> None:
    first, good, index = tmp_path / "first.json", tmp_path / "good.json", tmp_path / "index"
    write_lines(first, [official(), BAD])
    write_lines(good, [official()])
    rebuild(first, index)
    rebuild(good, index)
    assert counts(index) == SourceCounts()


def rejection(place: int, *, id: str = "", is_uncounted: bool = False) -> Rejection:
    return Rejection("no day", f"some folder/a.json line {place}", "official-api", id, is_uncounted)


def decoded(id: str, *warnings: str) -> DecodedRecord:
    return DecodedRecord(Question(id, "Lords", "x"), "b.json item 1", "official-api", datetime.now(UTC), warnings)


def test_a_warned_record_counts_once_however_often_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / LOSSES_FILE
    for expected, warnings in ((1, ("day: “never”", "number: “x”")), (1, ("day: “never”",)), (0, ())):
        losses = Losses.read(path)
        losses.add_record(decoded("5", *warnings))
        assert losses.counts.warned == expected
        losses.write(path)


def test_a_damaged_file_is_uncounted_until_it_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / LOSSES_FILE
    losses = Losses()
    losses.add(rejection(3, is_uncounted=True))
    assert losses.counts == SourceCounts(rejected=1, uncounted=1)
    losses.write(path)
    again = Losses.read(path)
    assert again.counts == losses.counts
    again.add_file(Path("some folder/a.json"))
    assert again.counts == SourceCounts()


def test_the_losses_of_a_file_with_any_name_are_stored(tmp_path: Path) -> None:
    name = "caf\udce9.json"
    losses = Losses()
    losses.add(Rejection("no day", f"{name} line 3", "official-api", "\ud800"))
    losses.write(tmp_path / LOSSES_FILE)
    again = Losses.read(tmp_path / LOSSES_FILE)
    assert again.counts.rejected == 1
    again.add_file(Path(name))
    assert again.counts.rejected == 0


def test_no_number_of_losses_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(losses_module, "MAX_LOSSES", 10)
    losses = Losses()
    for place in range(25):
        losses.add(rejection(place))
    losses.write(tmp_path / LOSSES_FILE)
    assert losses.counts.rejected == Losses.read(tmp_path / LOSSES_FILE).counts.rejected == 25
    assert len((tmp_path / LOSSES_FILE).read_text().splitlines()) == 11


def test_a_file_of_losses_that_cannot_be_read_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / LOSSES_FILE
    for content in (b"", b"\xff\xfe", b"{}", b'{"more": {}}\n[1]'):
        path.write_bytes(content)
        assert Losses.read(path).counts == SourceCounts()
