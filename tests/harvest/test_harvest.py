"""A harvest indexes every question as the source serves it, fetches nothing twice, and resumes after a kill."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from indexer.harvest import fetcher, paging
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import DAYS, FIRST_DAY, SPAN_OPTIONS, Values, ids_needing_fetch, make_values, read_questions
from tests.harvest.command_process import kill_harvest, start_command
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS_PATH, ROUGH_FAULTS, Proxy, start_proxy
from tests.harvest.index_contents import QuestionsById, by_id, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve

HALF = FIRST_DAY + timedelta(days=34)
HALF_OPTIONS = ("--since", FIRST_DAY, "--until", HALF)
WEEKS = DAYS // 7
VALUES = make_values(400)


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with serve(LocalSite(MemoryEngine(read_questions(VALUES)))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with start_proxy(upstream) as running_proxy:
        yield running_proxy


def served(values: Values) -> QuestionsById:
    return by_id(read_questions(values))


def indexed(index: Path) -> QuestionsById:
    return without_versions(indexed_questions(index))


def fetched_ids(proxy: Proxy) -> set[int]:
    return {int(path.split("/")[-1].partition("?")[0]) for path in proxy.complete_responses if f"{QUESTIONS_PATH}/" in path}


def test_killed_harvest_resumes_and_fetches_nothing_twice(upstream: int, tmp_path: Path) -> None:
    rng = random.Random(2)
    kills = [3, 8, 40, 90]
    with start_proxy(upstream, ROUGH_FAULTS) as proxy:
        for after in kills:
            kill_harvest(proxy, tmp_path, after, rng)
        last = start_command("harvest", *SPAN_OPTIONS, "--source", proxy.address, "--index", tmp_path)
        output, errors = last.communicate()
    assert (last.returncode, errors) == (0, "")
    assert "400 + superseded" in output
    questions = indexed_questions(tmp_path)
    assert without_versions(questions) == served(VALUES)
    assert {len(question.versions) for question in questions.values()} == {1}
    assert fetched_ids(proxy) == ids_needing_fetch(VALUES)
    assert len(proxy.complete_responses) == WEEKS + len(ids_needing_fetch(VALUES))
    assert proxy.count_repeated() <= len(kills)


def test_second_run_fetches_only_what_is_missing(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    assert run("harvest", *HALF_OPTIONS, "--source", proxy.address)[0] == 0
    requests_before = proxy.requests.total()
    assert run("harvest", *HALF_OPTIONS, "--source", proxy.address)[0] == 0
    assert proxy.requests.total() == requests_before
    code, output, _ = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert (code, proxy.count_repeated()) == (0, 0)
    assert output.startswith(f"{proxy.requests.total() - requests_before:,} requests, ")
    assert indexed(tmp_path) == served(VALUES)
    (tmp_path / "harvest" / "catalogue.sqlite").unlink()
    assert run("harvest", *SPAN_OPTIONS, "--source", proxy.address)[0] == 0
    assert proxy.count_repeated() == 0, "the catalogue is made from the store alone"


def test_harvest_of_one_house(proxy: Proxy, run: Run, tmp_path: Path) -> None:
    assert run("harvest", *SPAN_OPTIONS, "--house", "Lords", "--source", proxy.address)[0] == 0
    assert indexed(tmp_path) == served(
        {question_id: value for question_id, value in VALUES.items() if value["house"] == "Lords"}
    )


@pytest.mark.parametrize(("page_size", "max_questions"), [(7, 30), (3, 3), (500, 2)])
def test_large_windows_are_split_and_every_page_is_read(
    page_size: int, max_questions: int, proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.harvest.date_windows.PAGE_SIZE", page_size)
    monkeypatch.setattr(paging, "MAX_WINDOW_QUESTIONS", max_questions)
    code, output, _ = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert (code, proxy.count_repeated()) == (0, 0)
    assert " 0 windows split" not in output
    assert indexed(tmp_path) == served(VALUES)
    skips = [int(path.split("skip=")[1].partition("&")[0]) for path in proxy.requests if "skip=" in path]
    busiest_day = max(Counter(value["dateTabled"] for value in VALUES.values()).values())
    assert max(skips) < max(max_questions, busiest_day)


def test_too_long_list_is_reported_and_the_others_are_read(proxy: Proxy, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_WINDOW_QUESTIONS", 3)
    monkeypatch.setattr(paging, "MAX_UNSPLITTABLE_QUESTIONS", 6)
    code, output, _ = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert code == 1
    assert "questions, more than can be read" in output
    assert "the next run repeats them" in output


def test_harvest_stops_when_the_source_is_unavailable_and_indexes_what_it_fetched(
    proxy: Proxy, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "MAX_CONSECUTIVE_FAILURES", 3)
    assert run("harvest", *HALF_OPTIONS, "--source", proxy.address)[0] == 0
    proxy.fault = "500"
    code, _, errors = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert code == 1
    *notices, stopped, last = errors.splitlines()
    assert [notice.partition(" http://127.0.0.1:")[0] for notice in notices] == ["Gave up on"] * 2
    assert stopped.startswith("3 requests failed in a row. The last failure: http://127.0.0.1:")
    assert stopped.endswith("The harvest stops fetching, and indexes what it has.")
    assert last == "The harvest is not complete: the source does not answer. Run it again to fetch the rest."
    assert len(indexed(tmp_path)) == sum(date.fromisoformat(value["dateTabled"][:10]) <= HALF for value in VALUES.values())
    proxy.fault = ""
    assert run("harvest", *SPAN_OPTIONS, "--source", proxy.address)[0] == 0
    assert indexed(tmp_path) == served(VALUES)


def test_span_must_not_end_before_it_begins(run: Run) -> None:
    code, output, errors = run("harvest", "--since", "2024-02-01", "--until", "2024-01-01")
    assert (code, output, errors) == (2, "", "--until 2024-01-01 is before --since 2024-02-01.\n")
