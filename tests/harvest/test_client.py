"""The client is polite, patient, and strict about what it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.harvest.client import MAX_TRIES, USER_AGENT, Client, FetchedResponse, FetchFailed, RequestPolicy
from indexer.harvest.date_windows import question_path
from indexer.harvest.response_checks import check_item, check_missing
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import make_values, read_questions
from tests.harvest.faulty_proxy import Proxy, start_proxy
from tests.harvest.local_site import LocalSite, serve

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with serve(LocalSite(MemoryEngine(read_questions(make_values(3))))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with start_proxy(upstream) as proxy:
        yield proxy


def get(proxy: Proxy, policy: RequestPolicy | None = None, number: int = 3000) -> FetchedResponse:
    client = Client(proxy.address, policy or RequestPolicy("you@example.org", 1e5, 0.001))
    return client.get(question_path(number), check_item, check_missing)


def test_it_says_what_it_is_and_who_answers_for_it(proxy: Proxy) -> None:
    assert get(proxy).status == 200
    assert proxy.user_agents == {f"{USER_AGENT} (you@example.org)"}
    assert f'version = "{USER_AGENT.removeprefix("wrans/")}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "why", "tries"),
    [
        ("500", "too many 500 error responses", MAX_TRIES),
        ("429", "too many 429 error responses", MAX_TRIES),
        ("drop", "tries", MAX_TRIES),
        ("truncated", "tries", MAX_TRIES),
        ("not json", "is not the promised JSON", MAX_TRIES),
        ("status 500 inside", "is not the promised JSON", MAX_TRIES),
        ("plain 404", "of status 404, is not the promised JSON", MAX_TRIES),
        ("400", "answered 400 (Bad Request)", 1),
        ("oversized", "larger than 33,554,432 bytes", 1),
        ("elsewhere", "not the same host; it was not followed", 1),
    ],
)
def test_what_goes_wrong_names_the_address(fault: str, reason: str, tries: int, proxy: Proxy) -> None:
    proxy.fault = fault
    with pytest.raises(FetchFailed) as error:
        get(proxy)
    assert str(error.value).startswith(f"{proxy.address}{question_path(3000)}: ")
    assert reason in str(error.value)
    assert proxy.requests.total() == tries


def test_a_question_that_is_not_there_is_an_answer(proxy: Proxy) -> None:
    assert get(proxy, number=9).status == 404


@pytest.mark.parametrize(("fault", "least"), [("429 for long", 30), ("429 until", 27)])
def test_retry_after_is_waited_for(fault: str, min_seconds: float, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    proxy.fault = fault
    with pytest.raises(FetchFailed):
        get(proxy)
    assert len([seconds for seconds in slept if seconds >= min_seconds]) == MAX_TRIES - 1


def test_waits_double_with_jitter_and_requests_keep_the_pace(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    proxy.fault = "500"
    with pytest.raises(FetchFailed):
        get(proxy, RequestPolicy(per_second=1e6, wait_seconds=1))
    waits = [seconds for seconds in slept if seconds > 1.5]
    assert [2**n <= wait <= 2**n + 1 for n, wait in enumerate(waits, 1)] == [True] * (MAX_TRIES - 2)
    slept.clear()
    proxy.fault = ""
    client = Client(proxy.address, RequestPolicy(per_second=0.01))
    for _ in range(2):
        client.get(question_path(3000), check_item, check_missing)
    assert max(slept) > 50
