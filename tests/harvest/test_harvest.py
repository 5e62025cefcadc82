"""A harvest brings home every record as it is served, asks for nothing twice, and goes on where it was killed."""

from __future__ import annotations

import random
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from indexer.files import response_store
from indexer.files.response_store import RawStore
from indexer.harvest import fetcher, paging
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.model.question import Question
from search.query.request import SearchRequest
from tests.harvest import command_process
from tests.harvest.api_values import FIRST_DAY, Values, questions, values
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS, ROUGH, Proxy, proxied
from tests.harvest.local_site import FarEnd, served

LAST_DAY = FIRST_DAY + timedelta(days=69)
SPAN = ("--since", FIRST_DAY, "--until", LAST_DAY)
WEEKS = 10
MADE = values(400)


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with served(FarEnd(MemoryEngine(questions(MADE)))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with proxied(upstream) as between:
        yield between


def held(index: Path) -> dict[str, Question]:
    """What the index holds of each question now."""
    return {question.id: replace(question, versions=()) for question in WhooshEngine(index).scan(SearchRequest())}


def by_id(made: Values) -> dict[str, Question]:
    return {question.id: question for question in questions(made)}


def short(made: Values) -> set[int]:
    """Those of which a list does not give all."""
    return {number for number, each in made.items() if each["answerText"] or len(each["questionText"]) >= 255}


def items(proxy: Proxy) -> set[int]:
    return {int(path.split("/")[-1].partition("?")[0]) for path in proxy.answered if f"{QUESTIONS}/" in path}


def killed(proxy: Proxy, index: Path, after: int, dice: random.Random) -> None:
    """Start a harvest, and kill it when so many more requests have come."""
    wanted = proxy.asked.total() + after
    harvesting = command_process.started("harvest", *SPAN, "--source", proxy.address, "--index", index)
    while proxy.asked.total() < wanted and harvesting.poll() is None:
        time.sleep(0.002)
    time.sleep(dice.random() * 0.02)
    harvesting.send_signal(signal.SIGKILL)
    harvesting.communicate()


def test_killed_again_and_again_it_brings_home_everything_and_asks_for_nothing_twice(upstream: int, tmp_path: Path) -> None:
    dice = random.Random(2)
    kills = [3, 8, 40, 90]
    with proxied(upstream, ROUGH) as proxy:
        for after in kills:
            killed(proxy, tmp_path, after, dice)
        last = command_process.started("harvest", *SPAN, "--source", proxy.address, "--index", tmp_path)
        told, complaints = last.communicate()
    assert (last.returncode, complaints) == (0, "")
    assert "400 + superseded" in told
    assert held(tmp_path) == by_id(MADE)
    assert {len(question.versions) for question in WhooshEngine(tmp_path).scan(SearchRequest())} == {1}
    assert items(proxy) == short(MADE)
    assert len(proxy.answered) == WEEKS + len(short(MADE))
    assert proxy.repeated() <= len(kills)


@pytest.mark.parametrize("which", [0, -1])
def test_a_damaged_file_is_mended_as_its_complaint_says(
    which: int, proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_store, "FILE_BYTES", 200_000)
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    files = RawStore(tmp_path / "raw").files()
    assert len(files) > 1
    broken = bytearray(files[which].read_bytes())
    broken[len(broken) // 2] ^= 255
    files[which].write_bytes(broken)
    _, _, complaint = run("build", tmp_path / "raw")
    rejected = tmp_path / "rejected.ndjson"
    (command,) = re.findall(r"\(truncate (.+?)\), delete the folder harvest", complaint or rejected.read_text("utf-8"))
    subprocess.run(["truncate", *shlex.split(command)], check=True)
    shutil.rmtree(tmp_path / "harvest")
    asked = proxy.answered.total()
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert run("build", tmp_path / "raw")[0] == 0
    assert held(tmp_path) == by_id(MADE)
    assert 0 < proxy.answered.total() - asked < asked
    assert rejected.read_text("utf-8") == ""


def test_a_second_run_asks_for_nothing_that_it_has(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    first_half = ("--since", FIRST_DAY, "--until", FIRST_DAY + timedelta(days=34))
    assert run("harvest", *first_half, "--source", proxy.address)[0] == 0
    asked = proxy.asked.total()
    assert run("harvest", *first_half, "--source", proxy.address)[0] == 0
    assert proxy.asked.total() == asked
    code, told, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert (code, proxy.repeated()) == (0, 0)
    assert told.startswith(f"{proxy.asked.total() - asked:,} requests, ")
    assert held(tmp_path) == by_id(MADE)
    (tmp_path / "harvest" / "journal.sqlite").unlink()
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert proxy.repeated() == 0, "the journal is made from the store alone"


def test_one_house_only(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    assert run("harvest", *SPAN, "--house", "Lords", "--source", proxy.address)[0] == 0
    assert held(tmp_path) == by_id({number: each for number, each in MADE.items() if each["house"] == "Lords"})


@pytest.mark.parametrize(("page", "depth"), [(7, 30), (3, 3), (500, 2)])
def test_windows_too_full_are_split_and_pages_add_up(
    page: int, depth: int, proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.harvest.date_windows.PAGE", page)
    monkeypatch.setattr(paging, "DEPTH", depth)
    code, told, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert (code, proxy.repeated()) == (0, 0)
    assert " 0 windows split" not in told
    assert held(tmp_path) == by_id(MADE)
    skips = [int(path.split("skip=")[1].partition("&")[0]) for path in proxy.asked if "skip=" in path]
    busiest = max(sum(each["dateTabled"] == day for each in MADE.values()) for day in {v["dateTabled"] for v in MADE.values()})
    assert max(skips) < max(depth, busiest)


def test_a_list_too_long_to_be_read_is_said_and_the_rest_is_read(
    proxy: Proxy, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "DEPTH", 3)
    monkeypatch.setattr(paging, "DEEPEST", 6)
    code, told, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert "questions are more than can be listed" in told
    assert "the next run asks again" in told


def test_a_source_that_does_not_answer_is_given_up_on_and_the_index_has_what_came(
    proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "MOST_FAILURES", 3)
    half = FIRST_DAY + timedelta(days=34)
    assert run("harvest", "--since", FIRST_DAY, "--until", half, "--source", proxy.address)[0] == 0
    proxy.fault = "500"
    code, _, complaint = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert complaint.startswith("3 requests have failed one after another, the last so: http://127.0.0.1:")
    assert "too many 500 error responses (8 tries)" in complaint
    assert len(held(tmp_path)) == sum(date.fromisoformat(each["dateTabled"][:10]) <= half for each in MADE.values())
    proxy.fault = ""
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert held(tmp_path) == by_id(MADE)


def test_a_span_must_not_end_before_it_begins(run: Run) -> None:
    assert run("harvest", "--since", "2024-02-01", "--until", "2024-01-01") == (
        2,
        "",
        "--until 2024-01-01 is before --since 2024-02-01.\n",
    )
