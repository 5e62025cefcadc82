"""Builds and updates in a cluster: complete or not at all, by one writer at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from indexer import __main__ as command
from indexer.sources.sample import SAMPLE
from search.engines.memory import MemoryEngine
from search.engines.memory_matching import Entry
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.failures import Blocked, ClusterBusy, ClusterRefused
from search.engines.opensearch.generation import Generation
from search.engines.opensearch.layout import document, version_id
from search.engines.opensearch.term_counts import merge_layers
from search.engines.opensearch.write import bulk, side, writer_lock
from search.engines.opensearch.write import writer as writing
from search.engines.opensearch.write.bulk import BulkLoader, RefusedRecords
from search.engines.opensearch.write.indices import BuildIndices
from search.engines.opensearch.write.integrity_check import check, status_lines
from search.engines.opensearch.write.side import SideIndex, Superseded
from search.engines.opensearch.write.tally import RecordTotals
from search.engines.opensearch.write.versions import Versions
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.engines.opensearch.write.writer_lock import LockLost, WriterBusy, WriterLock
from search.errors import EngineUnavailable, IndexMismatch
from search.model.question import Question
from search.query.nodes import MatchAll, Word
from search.query.request import FacetRequest, SearchRequest
from search.results.types import SourceCounts
from search.settings import ClusterSettings
from tests.invented import questions

RECORDS = questions(60)


def generation(cluster: Cluster) -> Generation:
    index = BuildIndices(cluster).current()
    assert index is not None
    return SideIndex(cluster, index).current()


def reading(settings: ClusterSettings) -> OpenSearchEngine:
    return OpenSearchEngine(Cluster(settings), poll_seconds=0)


def ids(engine: OpenSearchEngine) -> set[str]:
    return {question.id for question in engine.scan(SearchRequest())}


def failing(records: list[Question], after: int) -> Iterator[Question]:
    yield from records[:after]
    raise OSError("The disk of the writer is full.")


def test_an_updated_index_and_a_rebuilt_index_are_the_same(settings: ClusterSettings, cluster: Cluster) -> None:
    writer, memory = OpenSearchWriter(settings), MemoryEngine(RECORDS[:50])
    writer.rebuild(RECORDS[:50])
    for number in range(3):
        changed = [replace(RECORDS[number], heading=f"Lighthouses of the coast {number}"), RECORDS[50 + number]]
        removed = [RECORDS[10 + number].id, "no such record"]
        counts = SourceCounts(rejected=number)
        info = writer.update(changed, removed, source_counts=counts)
        expected = memory.update(changed, removed, source_counts=counts)
        assert replace(info, build="", built_at=expected.built_at) == replace(expected, build="", built_at=expected.built_at)
    updated, words = generation(cluster), merged_words(cluster)
    assert updated.number == 3
    writer.rebuild([entry.question for entry in memory._entries])
    rebuilt = generation(cluster)
    assert rebuilt.number == 0
    assert (rebuilt.digest, rebuilt.lengths, rebuilt.members.sha256) == (
        updated.digest,
        updated.lengths,
        updated.members.sha256,
    )
    assert words == merged_words(cluster)


def merged_words(cluster: Cluster) -> bytes:
    current = generation(cluster)
    return merge_layers(SideIndex(cluster, current.index).read(current.words))


def test_the_layers_of_many_updates_are_merged(
    settings: ClusterSettings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MAX_LAYERS", 2)
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:20])
    for number in range(4):
        writer.update([RECORDS[20 + number]])
    assert len(generation(cluster).words) <= 3
    words = merged_words(cluster)
    writer.rebuild(RECORDS[:24])
    assert words == merged_words(cluster)


def test_a_failed_build_leaves_the_old_one_and_nothing_else(settings: ClusterSettings, cluster: Cluster) -> None:
    writer, indices = OpenSearchWriter(settings), BuildIndices(cluster)
    writer.rebuild(RECORDS[:20])
    before = indices.names(), indices.current()
    with pytest.raises(OSError, match="disk of the writer"):
        writer.rebuild(failing(RECORDS, 30))
    with pytest.raises(IndexMismatch, match="has 19 records, and 20 were written, so the old index stays"):
        writer.rebuild([*RECORDS[:19], RECORDS[0]])
    assert (indices.names(), indices.current()) == before
    assert reading(settings).info().records == 20


def test_a_failed_update_is_never_seen_and_is_undone_by_the_next(settings: ClusterSettings, cluster: Cluster) -> None:
    writer, engine = OpenSearchWriter(settings), reading(settings)
    writer.rebuild(RECORDS[:20])
    changed = [replace(record, heading="Half an update") for record in RECORDS[:25]]
    with pytest.raises(OSError, match="disk of the writer"):
        load_half(cluster, changed)
    cluster.request("POST", f"/{settings.index}/_refresh")
    assert (engine.count(MatchAll()), engine.count(Word("half"))) == (20, 0)
    writer.update([replace(RECORDS[3], heading="A whole update")])
    assert (engine.count(MatchAll()), engine.count(Word("half")), engine.count(Word("whole", "heading"))) == (20, 0, 1)
    assert engine.get(RECORDS[0].id) == RECORDS[0]
    assert check(settings) == []


def load_half(cluster: Cluster, changed: list[Question]) -> None:
    """Write the records of an update that is killed before it publishes."""
    current = generation(cluster)
    versions = Versions(cluster, current.index, lambda: None)
    loaded = [*changed]
    writing._write_changes(versions, current.number, loaded, (), RecordTotals())
    raise OSError("The disk of the writer is full.")


def test_the_old_build_is_kept_until_the_next(settings: ClusterSettings, cluster: Cluster) -> None:
    writer, engine, indices = OpenSearchWriter(settings), reading(settings), BuildIndices(cluster)
    writer.rebuild(RECORDS[:20])
    pinned = engine.snapshot()
    writer.rebuild(RECORDS[:30])
    assert (pinned.info().records, pinned.count(MatchAll()), engine.count(MatchAll())) == (20, 20, 30)
    first, second = indices.names()
    writer.rebuild(RECORDS[:40])
    assert first not in indices.names()
    assert second in indices.names()
    assert len(indices.names()) == 2


def test_a_pinned_generation_answers_after_updates(settings: ClusterSettings) -> None:
    writer, engine = OpenSearchWriter(settings), reading(settings)
    writer.rebuild(RECORDS[:20])
    pinned = engine.snapshot()
    for number in range(3):
        writer.update([RECORDS[20 + number], replace(RECORDS[0], heading=f"Changed {number}")], [RECORDS[5 + number].id])
    assert ids(pinned) == {record.id for record in RECORDS[:20]}  # type: ignore[arg-type]
    assert pinned.get(RECORDS[0].id) == RECORDS[0]
    assert engine.count(MatchAll()) == 20


def test_versions_that_no_reader_needs_are_deleted(
    settings: ClusterSettings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:20])
    for number in range(3):
        writer.update([replace(RECORDS[0], heading=f"Changed {number}")])
    index = generation(cluster).index
    assert documents(cluster, index) == 23
    monkeypatch.setattr(side, "RETAIN_SECONDS", -1.0)
    writer.update([replace(RECORDS[0], heading="Changed at last")])
    assert documents(cluster, index) == 20
    assert check(settings) == []


def documents(cluster: Cluster, index: str) -> int:
    cluster.request("POST", f"/{index}/_refresh")
    return int(cluster.request("GET", f"/{index}/_count")["count"])


def test_a_refused_record_is_named_and_nothing_changes(settings: ClusterSettings, cluster: Cluster) -> None:
    OpenSearchWriter(settings).rebuild(RECORDS[:5])
    index = generation(cluster).index
    refused: list[tuple[str, dict[str, object]]] = [
        (version_id("a1", 9), {"v_id": {"not": "a value"}}),
        (version_id("a2", 9), {"no_such_field": 1}),
    ]
    with pytest.raises(RefusedRecords, match=r"refuses 2 records, so the index has not changed: a1 \(.*; a2 \("):
        load(BulkLoader(cluster, index, lambda: None), refused)


def load(loader: BulkLoader, documents: list[tuple[str, dict[str, object]]]) -> None:
    with loader:
        for name, body in documents:
            loader.add(name, body)


def test_a_busy_cluster_is_waited_for(monkeypatch: pytest.MonkeyPatch, settings: ClusterSettings, cluster: Cluster) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:5])
    monkeypatch.setattr(bulk, "FIRST_PAUSE_SECONDS", 0.01)
    busy = iter([True, True, False, False])
    request = Cluster.request

    def often_busy(self: Cluster, method: str, path: str, *values: object, **named: object) -> object:
        if path.endswith("/_bulk") and next(busy):
            raise ClusterBusy("The cluster has too much to do.")
        return request(self, method, path, *values, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Cluster, "request", often_busy)
    writer.update([RECORDS[7]])
    assert reading(settings).count(MatchAll()) == 6


@pytest.mark.parametrize("block", ["write", "read_only_allow_delete"])
def test_a_read_only_index_is_not_written_and_goes_on_serving(settings: ClusterSettings, cluster: Cluster, block: str) -> None:
    writer, engine = OpenSearchWriter(settings), reading(settings)
    writer.rebuild(RECORDS[:5])
    index = generation(cluster).index
    cluster.request("PUT", f"/{index}/_settings", {f"index.blocks.{block}": True})
    with pytest.raises(Blocked, match="is read-only"):
        writer.update([RECORDS[7]])
    assert engine.count(MatchAll()) == 5
    cluster.request("PUT", f"/{index}/_settings", {f"index.blocks.{block}": None})
    writer.update([RECORDS[7]])
    assert engine.count(MatchAll()) == 6


def test_an_index_with_the_name_of_the_alias_is_not_replaced(settings: ClusterSettings, cluster: Cluster) -> None:
    cluster.request("PUT", f"/{settings.index}")
    with pytest.raises(ClusterRefused, match="is an index of the cluster, not an alias"):
        OpenSearchWriter(settings).rebuild(RECORDS[:3])
    assert BuildIndices(cluster).names() == []


def test_without_an_index_there_is_nothing_to_update_or_read(settings: ClusterSettings) -> None:
    for fail in (
        lambda: OpenSearchWriter(settings).update([RECORDS[0]]),
        reading(settings).info,
        lambda: status_lines(settings),
    ):
        with pytest.raises(EngineUnavailable, match=r"There is no index|no such index|wrans build"):
            fail()


def test_an_alias_whose_records_are_gone_says_so_until_the_next_build(settings: ClusterSettings, cluster: Cluster) -> None:
    engine = reading(settings)
    OpenSearchWriter(settings).rebuild(RECORDS[:3])
    assert engine.count(MatchAll()) == 3
    cluster.request("DELETE", f"/{generation(cluster).index}")
    for searches in (SearchRequest(), SearchRequest(facets=(FacetRequest("house"),))):
        with pytest.raises(EngineUnavailable, match=r"has no such index .*; make it with `wrans build PATH`"):
            engine.search(searches)
    OpenSearchWriter(settings).rebuild(RECORDS[:4])
    assert engine.count(MatchAll()) == 4


def test_indices_of_others_are_left_alone(settings: ClusterSettings, cluster: Cluster) -> None:
    other = f"{settings.index}-notes"
    cluster.request("PUT", f"/{other}")
    for size in (3, 4, 5):
        OpenSearchWriter(settings).rebuild(RECORDS[:size])
    assert other in cluster.request("GET", f"/{other}")


def test_only_one_writer_writes(settings: ClusterSettings) -> None:
    first, second = OpenSearchWriter(settings), OpenSearchWriter(settings)
    refusal = r"gave up after 0 seconds of waiting for The first \(process"
    with first.lock("The first"), pytest.raises(WriterBusy, match=refusal), second.lock("The second", 0.3):
        raise AssertionError("two writers at a time")
    with second.lock("The second", 5):
        second.rebuild(RECORDS[:3])


def test_a_writer_waits_for_another(settings: ClusterSettings, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = OpenSearchWriter(settings), OpenSearchWriter(settings)
    order: list[str] = []

    def wait() -> None:
        with second.lock("The second"):
            order.append("second")

    with first.lock("The first"):
        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(1)
        order.append("first")
    waiting.join(20)
    assert order == ["first", "second"]
    assert "The second waits for The first (process" in capsys.readouterr().err


def test_the_lock_of_a_dead_writer_is_taken(
    settings: ClusterSettings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_lock, "STALE_SECONDS", 1.5)
    lock = WriterLock(cluster)
    lock._create_index()
    lock._try_to_write("A writer of another machine")
    cluster.request("POST", f"/{settings.index}-lock/_doc/writer", {**body_of(cluster, settings), "host": "elsewhere"})
    started = time.monotonic()
    with WriterLock(cluster).hold("The next", 20):
        assert time.monotonic() - started >= 1.5


def body_of(cluster: Cluster, settings: ClusterSettings) -> dict[str, object]:
    source: dict[str, object] = cluster.request("GET", f"/{settings.index}-lock/_doc/writer")["_source"]
    return source


def test_a_writer_that_lost_its_lock_stops(
    settings: ClusterSettings, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_lock, "RENEWAL_SECONDS", 0.1)
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:5])

    def robbed() -> Iterator[Question]:
        yield RECORDS[7]
        cluster.request("PUT", f"/{settings.index}-lock/_doc/writer", {**body_of(cluster, settings), "token": "another"})
        time.sleep(1)

    with pytest.raises(LockLost):
        writer.update(robbed())
    assert reading(settings).count(MatchAll()) == 5


def test_a_generation_is_not_published_over_another(settings: ClusterSettings, cluster: Cluster) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:5])
    old = generation(cluster)
    late = SideIndex(cluster, old.index)
    late.current()
    writer.update([RECORDS[7]])
    with pytest.raises(Superseded):
        late.publish(replace(old, number=1))


def test_a_lost_answer_to_the_publication_is_no_failure(settings: ClusterSettings, cluster: Cluster) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:5])
    old = generation(cluster)
    late = SideIndex(cluster, old.index)
    late.current()
    new = replace(old, number=1)
    late.publish(new)
    late.publish(new)
    assert generation(cluster).number == 1


def test_the_check_finds_what_was_changed(settings: ClusterSettings, cluster: Cluster) -> None:
    OpenSearchWriter(settings).rebuild(RECORDS[:10])
    assert check(settings) == []
    index = generation(cluster).index
    hit = cluster.request("POST", f"/{index}/_search", {"size": 1})["hits"]["hits"][0]
    forged = replace(RECORDS[0], id=hit["_id"].rpartition("@")[0], text="Forged")
    cluster.request(
        "PUT",
        f"/{index}/_doc/{hit['_id']}",
        document(Entry.of(forged)),
        {"refresh": "true"},
    )
    assert any("their digest is another" in problem for problem in check(settings))
    cluster.request("DELETE", f"/{index}/_doc/{hit['_id']}", params={"refresh": "true"})
    assert any("contains 9 records, but 10 were written" in problem for problem in check(settings))
    cluster.request("DELETE", f"/{index}-side/_doc/words-0-0")
    assert any("lacks a part" in problem for problem in check(settings))


def test_the_status_describes_the_builds(settings: ClusterSettings, cluster: Cluster) -> None:
    writer = OpenSearchWriter(settings)
    writer.rebuild(RECORDS[:10])
    writer.rebuild(RECORDS[:20])
    writer.update([RECORDS[30]])
    cluster.request(
        "GET", "/_cluster/health", params={"wait_for_status": "green", "timeout": "30s"}
    )  # copies of shards start after a build
    cluster_line, current, old = status_lines(settings)
    assert "3 data nodes, green" in cluster_line
    assert "(current): 21 records, tabled" in current
    assert "2 shards and 0 replicas of each, green, 1 update, written at" in current
    assert "(not current): 10 records" in old


def test_the_commands_build_update_check_and_refuse_backups(
    settings: ClusterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WRANS_OPENSEARCH", ",".join(settings.addresses))
    monkeypatch.setenv("WRANS_OPENSEARCH_INDEX", settings.index)
    monkeypatch.setenv("WRANS_OPENSEARCH_REPLICAS", "0")

    def run(*arguments: str) -> int:
        return command.main([*arguments, "--engine", "opensearch", "--index", str(tmp_path)])

    assert run("status") == 1
    assert "wrans build" in capsys.readouterr().err
    assert run("build", str(SAMPLE)) == 0
    built = reading(settings).info().records
    some = next(iter(ids(reading(settings))))
    assert run("update", "--remove", some) == 0
    assert reading(settings).info().records == built - 1
    assert (run("check"), run("status")) == (0, 0)
    assert f"The index {settings.index} of the cluster is not damaged." in capsys.readouterr().out
    assert run("backup", str(tmp_path / "file")) == 2
    assert "Use the snapshots of the cluster" in capsys.readouterr().err
    assert not (tmp_path / "builds").exists()
