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
from tests.harvest.api_values import FIRST_DAY, Values, make_values, read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS_PATH, ROUGH_FAULTS, Proxy, start_proxy
from tests.harvest.local_site import LocalSite, serve

LAST_DAY = FIRST_DAY + timedelta(days=69)
SPAN = ("--since", FIRST_DAY, "--until", LAST_DAY)
WEEKS = 10
VALUES = make_values(400)


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with serve(LocalSite(MemoryEngine(read_questions(VALUES)))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with start_proxy(upstream) as proxy:
        yield proxy


def indexed_without_versions(index: Path) -> dict[str, Question]:
    """What the index holds of each question now."""
    return {question.id: replace(question, versions=()) for question in WhooshEngine(index).scan(SearchRequest())}


def questions_by_id(values: Values) -> dict[str, Question]:
    return {question.id: question for question in read_questions(values)}


def ids_needing_fetch(values: Values) -> set[int]:
    """Those of which a list does not give all."""
    return {number for number, value in values.items() if value["answerText"] or len(value["questionText"]) >= 255}


def fetched_ids(proxy: Proxy) -> set[int]:
    return {int(path.split("/")[-1].partition("?")[0]) for path in proxy.complete_responses if f"{QUESTIONS_PATH}/" in path}


def kill_harvest(proxy: Proxy, index: Path, after: int, rng: random.Random) -> None:
    """Start a harvest, and kill it when so many more requests have come."""
    kill_at = proxy.requests.total() + after
    harvesting = command_process.start_command("harvest", *SPAN, "--source", proxy.address, "--index", index)
    while proxy.requests.total() < kill_at and harvesting.poll() is None:
        time.sleep(0.002)
    time.sleep(rng.random() * 0.02)
    harvesting.send_signal(signal.SIGKILL)
    harvesting.communicate()


def test_killed_again_and_again_it_brings_home_everything_and_asks_for_nothing_twice(upstream: int, tmp_path: Path) -> None:
    rng = random.Random(2)
    kills = [3, 8, 40, 90]
    with start_proxy(upstream, ROUGH_FAULTS) as proxy:
        for after in kills:
            kill_harvest(proxy, tmp_path, after, rng)
        last = command_process.start_command("harvest", *SPAN, "--source", proxy.address, "--index", tmp_path)
        output, errors = last.communicate()
    assert (last.returncode, errors) == (0, "")
    assert "400 + superseded" in output
    assert indexed_without_versions(tmp_path) == questions_by_id(VALUES)
    assert {len(question.versions) for question in WhooshEngine(tmp_path).scan(SearchRequest())} == {1}
    assert fetched_ids(proxy) == ids_needing_fetch(VALUES)
    assert len(proxy.complete_responses) == WEEKS + len(ids_needing_fetch(VALUES))
    assert proxy.count_repeated() <= len(kills)


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
    _, _, errors = run("build", tmp_path / "raw")
    rejected = tmp_path / "rejected.ndjson"
    (command,) = re.findall(r"\(truncate (.+?)\), delete the folder harvest", errors or rejected.read_text("utf-8"))
    subprocess.run(["truncate", *shlex.split(command)], check=True)
    shutil.rmtree(tmp_path / "harvest")
    requests_before = proxy.complete_responses.total()
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert run("build", tmp_path / "raw")[0] == 0
    assert indexed_without_versions(tmp_path) == questions_by_id(VALUES)
    assert 0 < proxy.complete_responses.total() - requests_before < requests_before
    assert rejected.read_text("utf-8") == ""


def test_a_second_run_asks_for_nothing_that_it_has(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    first_half = ("--since", FIRST_DAY, "--until", FIRST_DAY + timedelta(days=34))
    assert run("harvest", *first_half, "--source", proxy.address)[0] == 0
    requests_before = proxy.requests.total()
    assert run("harvest", *first_half, "--source", proxy.address)[0] == 0
    assert proxy.requests.total() == requests_before
    code, output, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert (code, proxy.count_repeated()) == (0, 0)
    assert output.startswith(f"{proxy.requests.total() - requests_before:,} requests, ")
    assert indexed_without_versions(tmp_path) == questions_by_id(VALUES)
    (tmp_path / "harvest" / "journal.sqlite").unlink()
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert proxy.count_repeated() == 0, "the journal is made from the store alone"


def test_one_house_only(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    assert run("harvest", *SPAN, "--house", "Lords", "--source", proxy.address)[0] == 0
    assert indexed_without_versions(tmp_path) == questions_by_id(
        {number: value for number, value in VALUES.items() if value["house"] == "Lords"}
    )


@pytest.mark.parametrize(("page", "depth"), [(7, 30), (3, 3), (500, 2)])
def test_windows_too_full_are_split_and_pages_add_up(
    page: int, depth: int, proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.harvest.date_windows.PAGE_SIZE", page)
    monkeypatch.setattr(paging, "MAX_WINDOW_QUESTIONS", depth)
    code, output, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert (code, proxy.count_repeated()) == (0, 0)
    assert " 0 windows split" not in output
    assert indexed_without_versions(tmp_path) == questions_by_id(VALUES)
    skips = [int(path.split("skip=")[1].partition("&")[0]) for path in proxy.requests if "skip=" in path]
    busiest = max(
        sum(value["dateTabled"] == day for value in VALUES.values()) for day in {v["dateTabled"] for v in VALUES.values()}
    )
    assert max(skips) < max(depth, busiest)


def test_a_list_too_long_to_be_read_is_said_and_the_rest_is_read(
    proxy: Proxy, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "MAX_WINDOW_QUESTIONS", 3)
    monkeypatch.setattr(paging, "MAX_UNSPLITTABLE_QUESTIONS", 6)
    code, output, _ = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert "questions are more than can be listed" in output
    assert "the next run asks again" in output


def test_a_source_that_does_not_answer_is_given_up_on_and_the_index_has_what_came(
    proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "MAX_CONSECUTIVE_FAILURES", 3)
    half = FIRST_DAY + timedelta(days=34)
    assert run("harvest", "--since", FIRST_DAY, "--until", half, "--source", proxy.address)[0] == 0
    proxy.fault = "500"
    code, _, errors = run("harvest", *SPAN, "--source", proxy.address)
    assert code == 1
    assert errors.startswith("3 requests have failed one after another, the last so: http://127.0.0.1:")
    assert "too many 500 error responses (8 tries)" in errors
    assert len(indexed_without_versions(tmp_path)) == sum(
        date.fromisoformat(value["dateTabled"][:10]) <= half for value in VALUES.values()
    )
    proxy.fault = ""
    assert run("harvest", *SPAN, "--source", proxy.address)[0] == 0
    assert indexed_without_versions(tmp_path) == questions_by_id(VALUES)


def test_a_span_must_not_end_before_it_begins(run: Run) -> None:
    assert run("harvest", "--since", "2024-02-01", "--until", "2024-01-01") == (
        2,
        "",
        "--until 2024-01-01 is before --since 2024-02-01.\n",
    )
