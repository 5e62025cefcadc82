"""Which generation serves: when the cluster is asked, what is read again, and what is cached."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from search.engines.opensearch.answer_cache import AnswerCache
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.failures import ClusterUnavailable, NoSuchIndex
from search.engines.opensearch.generation import (
    Generation,
    Members,
    Names,
    decode_generation,
    encode_generation,
    encode_part,
    make_blob,
    read_blobs,
)
from search.engines.opensearch.term_counts import TermCounter
from search.errors import EngineUnavailable, IndexMismatch, Unsupported
from search.lexicon.learning import LearnedNames
from search.model.question import Question
from search.people.names import tokens
from search.query.nodes import Exists, Word
from search.results.types import IndexInfo
from search.settings import ClusterSettings


class StubCluster(Cluster):
    """A cluster of empty generations. ``paths`` are the requests it got."""

    def __init__(self) -> None:
        self.settings = ClusterSettings(("http://nowhere",))
        self.addresses = "nowhere"
        self.paths: list[str] = []
        self.documents: dict[str, dict[str, str]] = {}
        self.generation: Generation | None = None
        self.counts: list[dict[str, Any]] = []

    def publish(self, number: int) -> None:
        parts = {
            "words": TermCounter().pack(),
            "names": encode_part(Names.of(LearnedNames())),
            "members": encode_part(Members([], {"Ministry of Tides": number})),
        }
        blobs = {}
        for name, raw in parts.items():
            blobs[name], documents = make_blob(f"{name}-{number if name == 'members' else 0}", raw)
            self.documents |= documents
        info = IndexInfo(f"b{number}", number, datetime(2024, 1, 1, tzinfo=UTC), None, False)
        self.generation = Generation(number, "wrans-b", info, {}, (blobs["words"],), blobs["names"], blobs["members"])

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        params: Mapping[str, str] | None = None,
        *,
        seconds: float = 10.0,
    ) -> Any:
        self.paths.append(path.rpartition("/")[2])
        if path.endswith("/_doc/current"):
            if self.generation is None:
                raise NoSuchIndex("none")
            version = {"_index": "side", "_primary_term": 1, "_seq_no": self.generation.number}
            return {"_source": encode_generation(self.generation), **version}
        if path.endswith("/_mget"):
            assert isinstance(body, dict)
            return {"docs": [{"_id": id_, "found": True, "_source": self.documents[id_]} for id_ in body["ids"]]}
        if path.endswith("/_search"):
            return self.counts.pop(0)
        raise AssertionError(path)


def test_without_an_index_the_engine_says_so_and_recovers() -> None:
    cluster = StubCluster()
    engine = OpenSearchEngine(cluster)
    with pytest.raises(EngineUnavailable, match="no index wrans in the cluster at nowhere"):
        engine.info()
    cluster.publish(0)
    assert engine.info().build == "b0"


def test_a_new_generation_is_noticed_and_a_snapshot_stays() -> None:
    cluster = StubCluster()
    cluster.publish(1)
    engine = OpenSearchEngine(cluster, poll_seconds=0)
    pinned = engine.snapshot()
    cluster.publish(2)
    assert (engine.info().records, pinned.info().records, pinned.snapshot()) == (2, 1, pinned)
    assert engine.directory().bodies.find(tokens("ministry of tides")) is not None
    assert engine.vocabulary().count("x") == engine.snapshot().count(Word("x")) == 0
    x = Question("1", "Lords", "x")
    (similarity,) = engine.word_similarities(x, [x])
    assert [similarity.wording, similarity.cosine] == pytest.approx([0.0, 1.0])


def test_the_cluster_is_not_asked_before_the_poll_is_due() -> None:
    cluster = StubCluster()
    cluster.publish(1)
    engine = OpenSearchEngine(cluster, poll_seconds=3_600)
    assert [engine.info().records for _ in range(9)] == [1] * 9
    cluster.publish(2)
    assert engine.info().records == 1
    assert cluster.paths.count("current") == 1


def test_a_count_that_fails_is_asked_for_again_and_is_never_a_part() -> None:
    cluster = StubCluster()
    cluster.publish(1)
    whole = {"_shards": {"failed": 0}, "hits": {"total": {"value": 7}}}
    part = {"_shards": {"failed": 1}, "hits": {"total": {"value": 3}}}
    engine = OpenSearchEngine(cluster)
    cluster.counts = [part, {"error": {}, "status": 503}, whole]
    assert engine.count(Exists("heading")) == 7
    assert engine.count(Exists("heading")) == 7, "cached"
    cluster.counts = [part] * 3
    with pytest.raises(ClusterUnavailable):
        engine.count(Exists("body"))
    cluster.counts = [{"error": {"root_cause": [{"type": "too_many_clauses"}]}, "status": 400}]
    with pytest.raises(Unsupported, match="more words than the cluster allows"):
        engine.count(Exists("body"))


def test_an_index_of_another_version_is_refused() -> None:
    cluster = StubCluster()
    cluster.publish(1)
    assert cluster.generation is not None
    document = encode_generation(cluster.generation)
    assert decode_generation(document) == cluster.generation
    for broken in ({}, {"generation": "?"}, {"generation": "AAAA"}):
        with pytest.raises(IndexMismatch):
            decode_generation(broken)


def test_a_part_that_changed_is_refused() -> None:
    blob, documents = make_blob("x", b"content")
    assert read_blobs([blob], lambda ids: documents) == [b"content"]
    (chunk,) = blob.chunks
    damaged: list[dict[str, dict[str, str]]] = [{}, {chunk: {"chunk": "AAAA"}}, {chunk: {"chunk": "?"}}]
    for chunks in damaged:
        with pytest.raises(IndexMismatch):
            read_blobs([blob], functools.partial(_returned, chunks))


def _returned(chunks: dict[str, dict[str, str]], ids: Iterable[str]) -> dict[str, dict[str, str]]:
    return chunks


def test_the_least_recently_used_entry_is_evicted_first() -> None:
    cache = AnswerCache[str](10)
    for name in "abc":
        cache.put(name, name, 4)
    assert [cache.get(name) for name in "abc"] == [None, "b", "c"]
    cache.get("b")
    cache.put("d", "d", 4)
    assert [cache.get(name) for name in "bcd"] == ["b", None, "d"]
    cache.put("b", "B", 10)
    assert [cache.get(name) for name in "bd"] == ["B", None]
    cache.put("e", "e", 11)
    assert cache.get("e") is None
