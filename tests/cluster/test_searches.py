"""Several searches in one request: what is asked again, and how many requests a page costs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.failures import ClusterBusy, NoSuchIndex
from search.engines.opensearch.searches import TRIES, IndexSearches
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.errors import Unsupported
from search.query.request import SearchRequest
from search.settings import ClusterSettings
from tests.cluster.figures import counted_requests
from tests.cluster.stand_in import StandIn, problem
from tests.invented import questions
from web import Assets, create_app

pytest.importorskip("opensearchpy", reason="needs the extra `cluster`: make test-cluster")

FINE = {"_shards": {"failed": 0}, "hits": {"total": {"value": 3}, "hits": []}}
A_PART = FINE | {"_shards": {"failed": 1}}
BUSY = problem("search_backpressure_exception", "too much to do") | {"status": 429}
TOO_LONG = problem("too_many_nested_clauses", "20001") | {"status": 400}
MATCH_ALL: dict[str, object] = {"match_all": {}}


def answering(*parts: object) -> StandIn:
    """A node that answers each request for two searches with the next of some second parts."""
    answers: Iterator[object] = iter(parts)
    return StandIn(lambda _method, _path, _body: (200, {"responses": [FINE, next(answers)]}))


def counts(node: StandIn) -> list[int]:
    with node.serving():
        cluster = Cluster(ClusterSettings((node.address,)))
        try:
            return IndexSearches(cluster, "index").count([MATCH_ALL, MATCH_ALL])
        finally:
            cluster.close()


@pytest.mark.parametrize("failed", [BUSY, A_PART])
def test_searches_of_which_one_failed_are_all_sent_again(failed: object) -> None:
    node = answering(failed, FINE)
    assert counts(node) == [3, 3]
    assert node.requests == [("POST", "/index/_msearch")] * 2


def test_a_search_that_fails_each_time_is_an_error() -> None:
    node = answering(*[BUSY] * TRIES)
    with pytest.raises(ClusterBusy, match="is overloaded"):
        counts(node)
    assert len(node.requests) == TRIES


def test_a_search_of_too_many_words_is_not_sent_again() -> None:
    node = answering(TOO_LONG)
    with pytest.raises(Unsupported, match="more words than the cluster allows"):
        counts(node)
    assert len(node.requests) == 1


def test_every_search_must_be_whole() -> None:
    lines: list[dict[str, object]] = []

    def answer(_method: str, _path: str, body: bytes) -> tuple[int, object]:
        lines.extend(map(msgspec.json.decode, body.splitlines()))
        return 200, {"responses": [FINE, FINE]}

    counts(StandIn(answer))
    assert [line["allow_partial_search_results"] for line in lines[::2]] == ["false", "false"]
    assert [line["query"] for line in lines[1::2]] == [MATCH_ALL, MATCH_ALL]


def test_an_index_that_is_gone_is_named_and_not_asked_again() -> None:
    node = answering(problem("index_not_found_exception", "no such index [wrans-x]") | {"status": 404})
    with pytest.raises(NoSuchIndex, match=r"no such index \[wrans-x\].*wrans build"):
        counts(node)
    assert len(node.requests) == 1


@pytest.fixture
def engine(settings: ClusterSettings) -> Iterator[OpenSearchEngine]:
    """An engine that does not look for a new generation while a test counts its requests."""
    OpenSearchWriter(settings).rebuild(questions(60, seed=5))
    engine = OpenSearchEngine(Cluster(settings), poll_seconds=60)
    engine.search(SearchRequest())
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("address", "requests"),
    [
        ("/search?q=bridge", 1),
        ("/search?q=bridge+flood+school", 2),
        ("/search?q=bridge+flood+school&house=Lords", 2),
        ("/search?q=bridge+flood+school+tunnel+pension", 2),
    ],
)
def test_a_page_of_results_costs_few_requests(engine: OpenSearchEngine, address: str, requests: int) -> None:
    """A search of several words counts its matches in one request. One more request returns the hits and all other counts."""
    client = create_app(engine, Assets.find()).test_client()
    with counted_requests() as seconds:
        assert client.get(address).status_code == 200
    assert len(seconds) <= requests
    with counted_requests() as seconds:
        client.get(f"{address}&sort=newest")
    assert len(seconds) <= 1
