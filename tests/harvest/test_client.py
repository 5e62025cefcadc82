"""The client limits its rate, retries temporary faults, and rejects what is not a response of the API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.harvest.client import MAX_TRIES, PRODUCT, Client, FetchedResponse, FetchFailed, RequestPolicy
from indexer.harvest.date_windows import question_path
from indexer.harvest.response_checks import check_question_response
from search import __version__
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import make_values, read_questions
from tests.harvest.faulty_proxy import Proxy, start_proxy
from tests.harvest.local_site import LocalSite, serve

ROOT = Path(__file__).parents[2]
FAST = RequestPolicy("you@example.org", 1e5, 0.001)
NOT_JSON = "is not the expected JSON"


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with serve(LocalSite(MemoryEngine(read_questions(make_values(3))))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with start_proxy(upstream) as proxy:
        yield proxy


def fetch_question(proxy: Proxy, policy: RequestPolicy = FAST, id: int = 3000) -> FetchedResponse[None]:
    return Client(proxy.address, policy).get(question_path(id), check_question_response)


def test_user_agent_names_product_and_contact(proxy: Proxy) -> None:
    assert fetch_question(proxy).status == 200
    assert proxy.user_agents == {f"{PRODUCT} (you@example.org)"}
    assert f"wrans/{__version__}" == PRODUCT


@pytest.mark.parametrize(
    ("fault", "reason", "tries"),
    [
        ("500", "too many 500 error responses", MAX_TRIES),
        ("429", "too many 429 error responses", MAX_TRIES),
        ("drop", "tries", MAX_TRIES),
        ("truncated", "tries", MAX_TRIES),
        ("not json", NOT_JSON, MAX_TRIES),
        ("status 500 inside", NOT_JSON, MAX_TRIES),
        ("plain 404", f"of status 404 {NOT_JSON}", MAX_TRIES),
        ("400", "answered 400 (Bad Request)", 1),
        ("oversized", "larger than 33,554,432 bytes", 1),
        ("elsewhere", "not the same host", 1),
    ],
)
def test_failure_names_address_and_reason(fault: str, reason: str, tries: int, proxy: Proxy) -> None:
    proxy.fault = fault
    with pytest.raises(FetchFailed) as error:
        fetch_question(proxy)
    assert str(error.value).startswith(f"{proxy.address}{question_path(3000)}: ")
    assert reason in str(error.value)
    assert proxy.requests.total() == tries


def test_missing_question_has_status_404(proxy: Proxy) -> None:
    assert fetch_question(proxy, id=9).status == 404


@pytest.mark.parametrize(("fault", "min_seconds"), [("429 for long", 30), ("429 until", 27)])
def test_waits_as_long_as_retry_after_says(
    fault: str, min_seconds: float, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    proxy.fault = fault
    with pytest.raises(FetchFailed):
        fetch_question(proxy)
    assert len([seconds for seconds in slept if seconds >= min_seconds]) == MAX_TRIES - 1


def test_waits_double_with_jitter_and_requests_keep_the_rate(proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    proxy.fault = "500"
    with pytest.raises(FetchFailed):
        fetch_question(proxy, RequestPolicy(per_second=1e6, wait_seconds=1))
    waits = [seconds for seconds in slept if seconds > 1.5]
    assert [2**n <= wait <= 2**n + 1 for n, wait in enumerate(waits, 1)] == [True] * (MAX_TRIES - 2)
    slept.clear()
    proxy.fault = ""
    client = Client(proxy.address, RequestPolicy(per_second=0.01))
    for _ in range(2):
        client.get(question_path(3000), check_question_response)
    assert max(slept) > 50
