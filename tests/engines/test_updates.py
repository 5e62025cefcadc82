"""An updated index gives the same answers as a rebuilt index of the same records, whichever segments were merged."""

from __future__ import annotations

import hashlib
import random
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write import updating, writer
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import EngineUnavailable
from search.lexicon.thesaurus import SynonymEntry
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.nodes import Fuzzy, Prefix, Wildcard, Word
from search.query.request import FacetRequest, SearchRequest
from tests.invented import WORDS, questions
from tests.random_requests import FACETS, RequestGenerator

POLICIES = {"never": (1_000, 0), "all but the largest": (2, 0), "always all": (8, 10_000), "default": (8, 4)}
"""Merge policies, as (MAX_SEGMENTS, FULL_MERGE_DIVISOR)."""


def answers(engine: WhooshEngine | MemoryEngine, records: list[Question]) -> list[object]:
    """An engine's answers to searches of every kind, and from its vocabulary and key terms."""
    values = {name: sorted({v for q in records for v in field.values(q)}) or ["?"] for name, field in FIELDS.items()}
    results: list[object] = []
    for seed in range(60):
        page = engine.search(RequestGenerator(seed, values).request())
        results.append((page.total, page.facets, [(hit.question, hit.snippets) for hit in page.hits]))
    vocabulary = engine.vocabulary()
    results += [sorted(vocabulary.expand(pattern)) for pattern in (Prefix("fund"), Wildcard("b*s"), Fuzzy("bridge", 2))]
    results += [vocabulary.complete("re", 5), vocabulary.suggest("dentits"), "floods" in vocabulary, "zebra" in vocabulary]
    results += [engine.thesaurus().find(["zbb"]), engine.thesaurus().find(["zebra", "bridge", "board"])]
    results += [[(key.word, round(key.weight, 9)) for key in engine.key_terms(q, 9)] for q in records[:5]]
    results += [engine.get(q.id) for q in records[:5]] + [engine.get("no such id"), list(engine.scan(SearchRequest()))]
    return [*results, engine.info().records, engine.info().tabled]


def scores(engine: WhooshEngine) -> list[float]:
    requests = [SearchRequest(query=Word(word), per_page=100) for word in WORDS]
    return [hit.score for request in requests for hit in engine.search(request).hits]


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_an_updated_index_answers_as_a_rebuilt_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: str) -> None:
    monkeypatch.setattr(updating, "MAX_SEGMENTS", POLICIES[policy][0])
    monkeypatch.setattr(updating, "FULL_MERGE_DIVISOR", POLICIES[policy][1])
    monkeypatch.setattr(writer, "BATCH_RECORDS", 7)
    dice = random.Random(policy)
    pool = questions(120, seed=5)
    expected = {question.id: question for question in pool[:60]}
    WhooshWriter(tmp_path).rebuild(expected.values())
    updated, oracle = WhooshEngine(tmp_path), MemoryEngine(expected.values())
    for step in range(8):
        changed = [
            replace(question, text=f"{question.text} Zebra Bridge Board (ZBB) zebra{step}")
            for question in dice.sample(pool, dice.choice([0, 1, 5, 20]))
        ]
        changed_by_id = {question.id: question for question in changed}
        removed = [question.id for question in dice.sample(pool, dice.choice([0, 1, 10]))] + ["no such id"]
        removed = [question_id for question_id in removed if question_id not in changed_by_id]
        for index_writer in (WhooshWriter(tmp_path), oracle):
            index_writer.update(changed, removed)
        unchanged = {question.id: question for question in expected.values() if question.id not in removed}
        expected = unchanged | changed_by_id
    whole = tmp_path / "whole"
    WhooshWriter(whole).rebuild(expected.values())
    rebuilt = WhooshEngine(whole)
    records = list(expected.values())
    assert answers(updated, records) == answers(rebuilt, records) == answers(oracle, records)
    assert updated.thesaurus().find(["zbb"]) == SynonymEntry("ZBB", ("Zebra Bridge Board",))
    assert scores(updated) == pytest.approx(scores(rebuilt), rel=1e-5)
    assert check(tmp_path) == []
    segments = len(updated.snapshot()._snapshot.segments)
    assert segments > 3 if policy == "never" else segments <= POLICIES[policy][0] + 1


def test_all_records_can_be_removed_and_added_again(index_data: Path, records: list[Question]) -> None:
    engine = WhooshEngine(index_data)
    WhooshWriter(index_data).update([], [question.id for question in records])
    assert engine.search(SearchRequest(facets=tuple(map(FacetRequest, FACETS)))).total == 0
    assert engine.count(Word("flood")) == 0
    assert "flood" not in engine.vocabulary()
    assert check(index_data) == []
    WhooshWriter(index_data).update(records)
    assert list(engine.scan(SearchRequest())) == list(MemoryEngine(records).scan(SearchRequest()))


def test_an_update_that_fails_changes_nothing(index_data: Path, records: list[Question]) -> None:
    before = state(index_data)
    with pytest.raises(ValueError, match="more than once"):
        WhooshWriter(index_data).update([records[0], records[0]])
    assert state(index_data) == before


def test_an_update_needs_an_index(tmp_path: Path, records: list[Question]) -> None:
    with pytest.raises(EngineUnavailable, match="wrans build"):
        WhooshWriter(tmp_path).update(records)


def state(index_data: Path) -> dict[str, str]:
    files = sorted(path for path in (index_data / "builds").rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_an_update_links_unchanged_files_and_changes_no_file(index_data: Path, records: list[Question]) -> None:
    first = Builds(index_data).current()
    before = state(index_data)
    for number in range(2):
        started = WhooshEngine(index_data).scan(SearchRequest())
        first_hit = next(started)
        WhooshWriter(index_data).update([replace(records[number], heading="Changed")])
        assert [first_hit, *started] == sorted(
            (q if q not in records[:number] else replace(q, heading="Changed") for q in records),
            key=lambda q: (q.tabled_on is None, -(q.tabled_on.toordinal() if q.tabled_on else 0), q.id),
        )
        if number == 0:
            second = Builds(index_data).current()
            (old,), (new,) = first.glob("*.docs"), second.glob(f"{next(first.glob('*.docs')).name}")
            assert old.stat().st_ino == new.stat().st_ino
            assert {path: digest for path, digest in state(index_data).items() if path in before} == before
    assert not first.exists()
    assert check(index_data) == []


@pytest.mark.slow
def test_a_server_sees_each_update_completely_and_at_once(index_data: Path, records: list[Question]) -> None:
    engine = WhooshEngine(index_data)
    request = SearchRequest(query=Word("zebra"), facets=(FacetRequest("house"),), per_page=100)
    counts_seen: set[tuple[int, int, int]] = set()
    failures: list[BaseException] = []
    ended = threading.Event()

    def search_repeatedly() -> None:
        while not ended.is_set():
            try:
                page = engine.search(request)
                counted = sum(bucket.count for bucket in page.facets[0].buckets)
                counts_seen.add((page.total, len(page.hits), counted))
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=search_repeatedly) for _ in range(3)]
    for thread in threads:
        thread.start()
    for count in range(1, 7):
        changed = [replace(record, text=f"{record.text} zebra") for record in records[: count * 10]]
        WhooshWriter(index_data).update(changed)
        assert engine.search(request).total == count * 10
    ended.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert counts_seen <= {(count * 10, count * 10, count * 10) for count in range(7)}


def test_without_hard_links_files_are_copied(
    index_data: Path, records: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*paths: object) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr("search.engines.whoosh.write.updating.os.link", refuse)
    WhooshWriter(index_data).update([replace(records[0], heading="Changed")], [records[1].id])
    assert WhooshEngine(index_data).info().records == len(records) - 1
    assert check(index_data) == []
