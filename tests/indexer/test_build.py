"""Builds and updates from files, their report, and the commands."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer import __main__ as command
from indexer import progress
from indexer.build import build
from search.engines.whoosh.engine import WhooshEngine
from search.errors import EngineUnavailable
from search.model.question import Question
from search.query.request import SearchRequest
from search.results.types import NOTHING_LEFT_OUT, IndexInfo, SourceCounts
from tests.indexer.source_records import linked, official, publicwhip, ques, reply, write_lines


class ListWriter:
    """A writer that stores the questions in a list."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.calls = 0
        self.source_counts = NOTHING_LEFT_OUT

    def rebuild(
        self, questions: Iterable[Question], *, is_sample: bool = False, source_counts: SourceCounts = NOTHING_LEFT_OUT
    ) -> IndexInfo:
        self.calls += 1
        self.questions = list(questions)
        self.source_counts = source_counts
        return IndexInfo("x", len(self.questions), datetime.now(UTC), None, is_sample, source_counts=source_counts)

    def update(
        self, changed: Iterable[Question], removed: Collection[str] = (), *, source_counts: SourceCounts | None = None
    ) -> IndexInfo:
        raise NotImplementedError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of five records in three files, one of them superseded and one rejected, and a file of no source."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_lines(folder / "a.json", [official(), official(heading="Later"), official(id=2, house="never")])
    write_lines(folder / "b.json", [linked()])
    (folder / "c.xml").write_text(publicwhip(ques(("294001", "To ask.")) + reply("<p>Yes.</p>")))
    (folder / "README").write_text("nothing")
    return folder


def test_every_record_is_indexed_superseded_or_rejected(data: Path, tmp_path: Path) -> None:
    writer, rejected = ListWriter(), tmp_path / "reports" / "rejected.ndjson"
    report = build([data], writer, rejected, progress.lines)
    assert str(report.counts) == "in 5 = indexed 3 + superseded 1 + rejected 1, warned 0"
    assert [question.id for question in writer.questions] == ["501", "801", "commons-2009-11-02-294001"]
    assert writer.questions[0].heading == "Later"
    assert [(file.path.name, file.record_count) for file in report.files] == [("a.json", 3), ("b.json", 1), ("c.xml", 1)]
    assert [skipped.path.name for skipped in report.skipped] == ["README"]
    (line,) = rejected.read_text().splitlines()
    assert json.loads(line) == {
        "reason": "the house is neither Commons nor Lords: “never”",
        "location": f"{data / 'a.json'} line 3",
        "source": "official-api",
        "id": "2",
    }


def test_warnings_are_counted_by_kind_and_written(tmp_path: Path) -> None:
    items = [
        official(id=1, dateForAnswer="0001-01-01"),
        official(id=2, dateForAnswer="0001-02-01", isWithdrawn="yes"),
        official(id=3),
        official(id=4, house="x", dateForAnswer="0001-01-01"),
    ]
    path, writer, rejected = write_lines(tmp_path / "x", items), ListWriter(), tmp_path / "rejected.ndjson"
    report = build([path], writer, rejected, progress.lines)
    assert str(report.counts) == "in 4 = indexed 3 + superseded 0 + rejected 1, warned 2"
    assert [str(kind) for kind in report.warnings] == [
        "dateForAnswer is not a plausible date: “0001-01-01” (2 records)",
        "isWithdrawn is not true or false: “yes” (1 record)",
    ]
    warned_lines = [json.loads(line) for line in (tmp_path / "warned.ndjson").read_text().splitlines()]
    assert [(line["id"], line["location"]) for line in warned_lines] == [
        ("1", f"{path} line 1"),
        ("2", f"{path} line 2"),
        ("2", f"{path} line 2"),
    ]
    assert len(rejected.read_text().splitlines()) == 1


def test_the_report_says_where_a_file_could_not_be_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = "".join(json.dumps(official(id=number)) + "\n" for number in range(1, 5)).encode()
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(items)[:-30])
    code, lines, _ = run(capsys, "build", path, "--index", tmp_path / "index")
    assert code == 1
    place = next(line for line in lines if "could not be counted" in line)
    assert place.startswith(f"{path} line ")
    assert lines[-1].endswith("rejected 1, warned 0")


def test_contradicting_and_unreadable_records_are_rejected_with_their_location(tmp_path: Path) -> None:
    writer, rejected = ListWriter(), tmp_path / "rejected.ndjson"
    path = write_lines(tmp_path / "x", [official(), official(uin="9")])
    report = build([path, tmp_path / "gone"], writer, rejected, progress.lines)
    assert str(report.counts) == "in 3 = indexed 1 + superseded 0 + rejected 2, warned 0"
    locations = [json.loads(line)["location"] for line in rejected.read_text().splitlines()]
    assert locations == [f"{path} line 2", str(tmp_path / "gone")]


def test_nothing_to_index_leaves_the_index_alone(tmp_path: Path) -> None:
    writer = ListWriter()
    path = write_lines(tmp_path / "x", [official(house="x")])
    assert build([path], writer, tmp_path / "r", progress.lines).counts.rejected_share == 1
    assert writer.calls == 0


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    code = command.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out.splitlines(), err


def test_the_commands_build_status_and_check(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    code, lines, err = run(capsys, "build", data, "--index", index, "--max-rejected", "0.5")
    assert (code, err) == (0, "")
    assert lines[0] == f"{data / 'a.json'}: official-api, JSON Lines, 3 records"
    assert lines[3] == f"{data / 'README'}: skipped, it contains no questions"
    assert f"are in {index / 'rejected.ndjson'}" in lines[4]
    assert "peak memory" in lines[-2]
    assert lines[-1] == "in 5 = indexed 3 + superseded 1 + rejected 1, warned 0"
    monkeypatch.setenv("WRANS_INDEX_DATA", str(index))
    code, lines, _ = run(capsys, "status")
    assert (code, len(lines)) == (0, 1)
    assert "(current): 3 records, tabled 2015-02-09 to 2024-03-05" in lines[0]
    assert run(capsys, "check") == (0, [f"The index in {index} is not damaged."], "")
    next((index / "builds").glob("*/manifest.json")).unlink()
    code, lines, err = run(capsys, "check")
    assert code == 1
    assert err == f"The index in {index} is damaged. Build it again.\n"


def test_too_many_rejected_records_are_exit_code_1_and_the_others_are_indexed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines, err = run(capsys, "build", data, "--index", tmp_path / "index")
    assert (code, lines[-1]) == (1, "in 5 = indexed 3 + superseded 1 + rejected 1, warned 0")
    assert err == "20.0% of the records were rejected, more than the 1.0% allowed. The other records are indexed.\n"


def test_wrong_use_is_exit_code_2_and_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = tmp_path / "index"
    assert run(capsys, "build", tmp_path / "gone", "--index", index) == (2, [], f"There is no {tmp_path / 'gone'}.\n")
    (tmp_path / "README").write_text("nothing")
    code, lines, err = run(capsys, "build", tmp_path / "README", "--index", index)
    assert (code, lines[-1]) == (2, "in 0 = indexed 0 + superseded 0 + rejected 0, warned 0")
    assert err.startswith("None of these files contains questions")
    for wrong in (["build"], ["build", "x", "--max-rejected", "2"], ["burn"]):
        with pytest.raises(SystemExit) as stopped:
            command.main(wrong)
        assert stopped.value.code == 2
    assert run(capsys, "status", "--index", index)[0] == 1


def test_only_rejected_records_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lines(tmp_path / "x", [official(house="x")])
    code, _, err = run(capsys, "build", path, "--index", tmp_path / "index")
    assert (code, err) == (1, "Every record was rejected. The index has not changed.\n")
    with pytest.raises(EngineUnavailable):
        WhooshEngine(tmp_path / "index").info()


def test_trouble_with_the_index_folder_is_one_line(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, err = run(capsys, "build", data, "--index", tmp_path / "file")
    assert (code, err) == (1, f"{tmp_path / 'file'} cannot be used: File exists.\n")


def test_an_interrupt_is_one_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "build", interrupted)
    assert run(capsys, "build", data, "--index", tmp_path / "index") == (1, [], "Stopped. The index has not changed.\n")


def test_the_sample_is_built_as_a_sample(tmp_path: Path) -> None:
    command.build_sample(tmp_path)
    engine = WhooshEngine(tmp_path)
    assert engine.info().is_sample
    assert engine.info().records >= 300
    engine.close()


def test_progress_is_a_line_a_minute_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 10_000, 20))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))
    assert list(progress.lines(range(8), "Reading x", 8)) == list(range(8))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["Reading x: 3 of 8 records", "Reading x: 6 of 8 records"]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert progress.default() is progress.bar
    assert list(progress.bar(range(8), "Reading x")) == list(range(8))
    assert "8/8" in capsys.readouterr().err


def test_an_update_gives_the_same_index_as_a_build_of_all_files(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "first.json", [official(), official(id=2, uin="2", heading="Old"), official(id=3, uin="3")])
    more = write_lines(
        tmp_path / "more.json",
        [official(id=2, uin="2", heading="New"), official(id=4, uin="4"), official(id=5, house="no")],
    )
    same = write_lines(tmp_path / "same.json", [linked()])
    updated, rebuilt = tmp_path / "updated", tmp_path / "rebuilt"
    assert command.main(["build", str(first), "--index", str(updated)]) == 0
    assert command.main(["update", str(more), str(same), "--remove", "3", "--index", str(updated), "--max-rejected", "1"]) == 0
    assert command.main(["build", str(first), str(more), str(same), "--index", str(rebuilt), "--max-rejected", "1"]) == 0
    assert command.main(["check", "--index", str(updated)]) == 0
    updated_records, rebuilt_records = (
        [
            (q.id, q.heading, q.text, q.answer and q.answer.text, q.source_records)
            for q in WhooshEngine(index).scan(SearchRequest())
        ]
        for index in (updated, rebuilt)
    )
    assert updated_records == [record for record in rebuilt_records if record[0] != "3"]
    assert ("2", "New") in {record[:2] for record in updated_records}


@pytest.mark.parametrize("arguments", [["--remove", "1"], []])
def test_an_update_from_files_or_the_source_needs_an_index(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["update", *arguments, "--index", str(tmp_path)]) == 1
    assert "There is no index" in capsys.readouterr().err


def test_an_unknown_id_is_reported_and_nothing_is_written(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    run(capsys, "build", data, "--index", index, "--max-rejected", "0.5")
    before = WhooshEngine(index).info()
    code, lines, _ = run(capsys, "update", "--remove", "none", "--index", index)
    assert (code, lines[0]) == (0, "There is no question none in the index to remove.")
    assert WhooshEngine(index).info() == before
    code, lines, _ = run(capsys, "update", "--remove", "501", "none", "--index", index)
    assert (code, lines[0]) == (0, "There is no question none in the index to remove.")
    assert WhooshEngine(index).info().records == before.records - 1
