"""Robustness: a build killed at any moment, a full disk or a flipped byte never causes a wrong answer."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import __main__ as command
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write import writer
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import EngineUnavailable, IndexMismatch
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.nodes import Fuzzy, Prefix, Wildcard
from search.query.request import SearchRequest
from tests.indexer.source_records import official, write_lines
from tests.invented import questions
from tests.random_requests import RequestGenerator

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
KILLS = 20

BUILD = """
import sys
from pathlib import Path
from search.engines.whoosh.write import writer
from tests.invented import questions
if __name__ == "__main__":
    writer.BATCH_RECORDS = 200
    index, processes, method = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    print("started", flush=True)
    index_writer = writer.WhooshWriter(index, processes)
    if method == "update":
        index_writer.update(questions(1_500, seed=9)[300:], ["1000"])
    else:
        index_writer.rebuild(questions(1_500, seed=9))
"""


def start_build(folder: Path, processes: int, method: str) -> subprocess.Popen[str]:
    """Start a build in another process. It and the processes it starts are one process group."""
    script = folder / "build.py"
    script.write_text(BUILD)
    return subprocess.Popen(
        [sys.executable, str(script), str(folder / "index"), str(processes), method],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def is_gone(group: int) -> bool:
    """Whether a process group has no running process; zombies do not count."""
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return True
    states = subprocess.run(["ps", "-o", "stat=", "-g", str(group)], capture_output=True, text=True, check=False).stdout
    return all(line.strip().startswith("Z") for line in states.splitlines())


@pytest.mark.skipif(shutil.which("ps") is None, reason="needs ps to list processes")
@pytest.mark.parametrize(("processes", "method"), [(1, "rebuild"), (2, "rebuild"), (1, "update")])
def test_a_build_killed_at_any_moment_leaves_the_old_build_serving(tmp_path: Path, processes: int, method: str) -> None:
    index = tmp_path / "index"
    WhooshWriter(index).rebuild(questions(300, seed=9))
    whole = tmp_path / "whole"
    shutil.copytree(index, whole / "index")
    with start_build(whole, processes, method) as child:
        assert child.stdout is not None
        child.stdout.readline()
        start = time.monotonic()
    duration = time.monotonic() - start
    records_after = WhooshEngine(whole / "index").info().records
    engine = WhooshEngine(index)
    dice, finished = random.Random(processes), 0
    for _ in range(KILLS // 3 + 1):
        with start_build(tmp_path, processes, method) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(dice.uniform(0, duration))
            os.kill(child.pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while not is_gone(child.pid):
            assert time.monotonic() < deadline, "a process of the killed build is still running"
            time.sleep(0.02)
        records = engine.search(SearchRequest()).total
        assert records in {300, records_after}
        assert check(index) == []
        if records == records_after:
            finished += 1
            shutil.rmtree(index)
            WhooshWriter(index).rebuild(questions(300, seed=9))
    assert finished <= KILLS // 3, "most builds finished before they were killed"
    WhooshWriter(index).rebuild(questions(10))
    assert engine.search(SearchRequest()).total == 10
    assert len(list((index / "builds").iterdir())) <= 2


def limit_file_size(limit: int) -> Callable[[], None]:
    """Limit the size of files, to simulate a full disk: a write past the limit fails."""

    def set_limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return set_limit


@pytest.mark.parametrize("limit", [0, 3_000, 60_000, 150_000])
@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_full_disk_is_reported_and_the_old_index_stays(
    tmp_path: Path, limit: int, processes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, data = tmp_path / "index", tmp_path / "data.ndjson"
    write_lines(data, [official(id=number, uin=str(number), questionText=f"Word {number} " * 40) for number in range(6_000)])
    WhooshWriter(index).rebuild(questions(30))
    (index / "rejected.ndjson").touch()
    ended = subprocess.run(
        [sys.executable, "-m", "indexer", "build", str(data), "--index", str(index), "--processes", processes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_file_size(limit),
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "File too large" in ended.stderr or "disk" in ended.stderr or "database" in ended.stderr
    assert WhooshEngine(index).search(SearchRequest()).total == 30
    assert check(index) == []
    assert len(list((index / "builds").iterdir())) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux") or os.geteuid() != 0, reason="needs to mount a small disk")
def test_a_small_disk_that_fills(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(disk)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        WhooshWriter(disk).rebuild(questions(30))
        data = write_lines(
            tmp_path / "data.ndjson", [official(id=n, uin=str(n), questionText=f"Word {n} " * 40) for n in range(6_000)]
        )
        ended = subprocess.run(
            [sys.executable, "-m", "indexer", "build", str(data), "--index", str(disk)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, "No space left" in ended.stderr, "Traceback" in ended.stderr) == (1, True, False)
        assert WhooshEngine(disk).search(SearchRequest()).total == 30
        assert check(disk) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def all_answers(index: Path, records: list[Question]) -> list[object]:
    """Answers of every kind. An answer is None if its call raised ``IndexMismatch``; other errors fail the test."""
    values = {name: sorted({v for q in records for v in field.values(q)}) or ["?"] for name, field in FIELDS.items()}
    try:
        engine = WhooshEngine(index)
    except (IndexMismatch, EngineUnavailable):
        return []

    def answer(call: Callable[..., object], *arguments: object) -> object:
        try:
            return call(*arguments)
        except (IndexMismatch, EngineUnavailable):
            return None

    def page(request: SearchRequest) -> object:
        result = engine.search(request)
        return result.total, result.facets, [(hit.question, hit.snippets, hit.score) for hit in result.hits]

    patterns = (Prefix("fund"), Wildcard("b*s"), Fuzzy("bridge"))
    answers = [answer(page, RequestGenerator(seed, values).request()) for seed in range(40)]
    answers += [answer(page, SearchRequest(query=pattern)) for pattern in patterns]
    answers += [answer(engine.get, record.id) for record in records[::20]]
    answers += [answer(engine.key_terms, record, 5) for record in records[:3]]
    answers += [answer(engine.word_similarities, record, records[:40]) for record in records[:3]]
    answers += [answer(lambda: list(engine.scan(SearchRequest())))]
    answers += [answer(lambda: engine.vocabulary().complete("re", 5)), answer(lambda: engine.vocabulary().suggest("dentits"))]
    answers += [answer(lambda: engine.thesaurus().find(["bridge"]) or "no synonyms")]
    return answers


def test_a_flipped_byte_is_never_a_wrong_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = questions(150, seed=4)
    index = tmp_path / "index"
    monkeypatch.setattr(writer, "BATCH_RECORDS", 40)
    WhooshWriter(index).rebuild(records[:140])
    WhooshWriter(index).update(records[130:])
    expected = all_answers(index, records)
    assert len(expected) > 50
    assert None not in expected
    dice = random.Random(2)
    files = [*Builds(index).current().iterdir(), index / "CURRENT"]
    assert {path.suffix for path in files} >= {
        ".terms",
        ".docs",
        ".freqs",
        ".positions",
        ".docvalues",
        ".vectors",
        ".stored",
        ".vocabulary",
        ".deleted",
    }
    refused = 0
    for path in files:
        whole = path.read_bytes()
        for offset in {0, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(4))}:
            path.write_bytes(whole[:offset] + bytes([whole[offset] ^ (1 << dice.randrange(8))]) + whole[offset + 1 :])
            answers = all_answers(index, records)
            assert all(pair[0] in (None, pair[1]) for pair in zip(answers, expected, strict=False)), (path.name, offset)
            refused += not answers or None in answers
            if path.name != "CURRENT":
                assert any(path.name in problem or "build the index again" in problem for problem in check(index)), path.name
            path.write_bytes(whole)
    assert refused > len(files)
    assert all_answers(index, records) == expected


def test_check_prints_the_name_of_the_changed_file(index_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = Builds(index_data).current().glob("*.positions")
    path.write_bytes(b"\x07" + path.read_bytes()[1:])
    assert command.main(["check", "--index", str(index_data)]) == 1
    assert f"The file {path.name} has changed since it was written." in capsys.readouterr().out
