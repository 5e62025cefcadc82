"""A node that is lost, paused or full, and changes under load: no answer is wrong, and the site recovers by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from cluster.nodes import LocalCluster
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.failures import ClusterUnavailable
from search.engines.opensearch.write.indices import BuildIndices
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.model.question import Question
from search.query.nodes import MatchAll, Word
from search.query.request import FacetRequest, SearchRequest
from search.settings import ClusterSettings
from tests.cluster.load import searching, wait_until
from tests.cluster.shards import started_shards
from tests.invented import questions
from web import Assets, create_app

RECORDS = questions(80)
SEARCH = SearchRequest("bridge", Word("bridge"), facets=(FacetRequest("body"), FacetRequest("house")))
RECOVERY_SECONDS = 30.0
"""How long after a failure a request may still fail."""


@pytest.fixture
def copied(settings: ClusterSettings, local_cluster: LocalCluster) -> Iterator[ClusterSettings]:
    """An index with a copy of each shard on another node. The cluster is whole again at the end."""
    chosen = replace(settings, shards=3, replicas=1)
    OpenSearchWriter(chosen).rebuild(RECORDS)
    yield chosen
    for number in range(len(local_cluster.addresses)):
        local_cluster.resume(number)
        if local_cluster.process_id(number) is None:
            local_cluster.start_node(number)
    local_cluster.wait()


def answer(engine: OpenSearchEngine) -> object:
    page = engine.search(SEARCH)
    return page.total, page.facets, tuple((hit.question.id, round(hit.score, 4)) for hit in page.hits)


def test_the_shards_are_on_several_nodes(copied: ClusterSettings) -> None:
    cluster = Cluster(copied)
    index = BuildIndices(cluster).current()
    assert index is not None
    shards = started_shards(cluster, index)
    assert len(shards) == 6
    assert len({shard.node for shard in shards}) == 3


def test_the_manager_is_lost_while_readers_search(copied: ClusterSettings, local_cluster: LocalCluster) -> None:
    engine = OpenSearchEngine(Cluster(copied))
    expected = answer(engine)
    manager = local_cluster.manager()
    assert manager is not None
    with searching(lambda: answer(engine), lambda state: state == expected, clients=4) as seen:
        time.sleep(0.5)
        local_cluster.kill(manager)
        killed = time.monotonic()
        wait_until(lambda: (local_cluster.health() or {}).get("number_of_nodes") == 2, RECOVERY_SECONDS)
        time.sleep(1)
        local_cluster.start_node(manager)
        local_cluster.wait(120)
    assert seen.wrong == []
    assert seen.last_error_at - killed < RECOVERY_SECONDS, seen.errors
    assert seen.answers > 20
    assert answer(engine) == expected


def test_a_node_is_paused_while_readers_search(copied: ClusterSettings, local_cluster: LocalCluster) -> None:
    engine = OpenSearchEngine(Cluster(copied))
    expected = answer(engine)
    manager = local_cluster.manager()
    assert manager is not None
    with searching(lambda: answer(engine), lambda state: state == expected, clients=4) as seen:
        time.sleep(0.5)
        local_cluster.pause((manager + 1) % 3)
        time.sleep(5)
        local_cluster.resume((manager + 1) % 3)
        time.sleep(1)
    assert seen.wrong == []
    assert not seen.errors
    assert answer(engine) == expected


def test_a_site_whose_cluster_is_away_says_so_and_recovers(copied: ClusterSettings, local_cluster: LocalCluster) -> None:
    engine = OpenSearchEngine(Cluster(copied))
    client = create_app(engine, Assets.find()).test_client()
    assert client.get("/search?q=bridge").status_code == 200
    for number in range(3):
        local_cluster.kill(number)
    time.sleep(1)
    for path in ("/search?q=bridge", "/search.json?q=bridge"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Retry-After"].isdecimal()
        assert "127.0.0.1:" not in response.text
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200
    with pytest.raises(ClusterUnavailable):
        engine.search(SEARCH)
    local_cluster.start()
    assert wait_until(lambda: client.get("/readyz").status_code == 200, RECOVERY_SECONDS) < RECOVERY_SECONDS
    assert client.get("/search?q=bridge").status_code == 200


class State(NamedTuple):
    """What one page shows of the records that updates change: the total, a facet's counts, and the headings of hits."""

    total: int
    counts: dict[str, int]
    headings: set[str]


def changed(number: int) -> list[Question]:
    """Return the records of update ``number``: all have its day, so that a mixed page shows two days."""
    return [replace(record, heading=f"Bridges {number}", tabled_on=date(2020, 1, 1 + number)) for record in RECORDS[:30]]


def test_updates_and_a_rebuild_are_seen_whole_and_soon(copied: ClusterSettings) -> None:
    writer, engine = OpenSearchWriter(copied), OpenSearchEngine(Cluster(copied))
    writer.rebuild([*changed(0), *RECORDS[30:]])
    everything = SearchRequest("", MatchAll(), facets=(FacetRequest("heading"),), per_page=50)

    def state() -> State:
        page = engine.search(everything)
        counts = {bucket.value: bucket.count for bucket in page.facets[0].buckets if bucket.value.startswith("Bridges ")}
        headings = {hit.question.heading for hit in page.hits if hit.question.heading.startswith("Bridges ")}
        return State(page.total, counts, headings)

    def is_whole(state: State) -> bool:
        return state.total == len(RECORDS) and list(state.counts.values()) == [30] and state.headings == set(state.counts)

    def shows(number: int) -> bool:
        return f"Bridges {number}" in state().counts

    latest: list[float] = []
    with searching(state, is_whole, clients=8) as seen:
        for number in range(1, 6):
            writer.update(changed(number))
            latest.append(wait_until(partial(shows, number), 10))
        writer.rebuild([*changed(6), *RECORDS[30:]])
        wait_until(partial(shows, 6), 10)
    assert seen.wrong == []
    assert not seen.errors
    assert seen.answers > 20
    assert min(latest) < 2.0
