"""A cluster against the embedded engine, over the same records: everything that a reader can see is the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cluster.nodes import LocalCluster
from search.engine import Engine
from search.engines.opensearch import snapshot_engine
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, Wildcard, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest
from search.settings import ClusterSettings
from tests.cluster.comparison import SCORE_ERROR, scores, visible
from tests.cluster.shards import started_shards
from tests.invented import questions
from tests.random_requests import FACETS, VOCABULARY, RequestGenerator

SEARCHES = int(os.environ.get("WRANS_SEARCHES", "600"))
"""Generated searches that are compared. A full comparison has 10,000."""

RECORDS = 300


@pytest.fixture(scope="module")
def records() -> list[Question]:
    return questions(RECORDS, seed=11)


@pytest.fixture(scope="module")
def embedded(records: list[Question], tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder: Path = tmp_path_factory.mktemp("embedded")
    WhooshWriter(folder).rebuild(records[:-40])
    WhooshWriter(folder).update(records[-60:], [records[0].id, records[1].id])
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def clustered(records: list[Question], local_cluster: LocalCluster) -> Iterator[OpenSearchEngine]:
    """An index of several shards and two generations: some records were replaced, added and removed by an update."""
    settings = ClusterSettings(local_cluster.addresses, "parity", shards=3, replicas=1)
    OpenSearchWriter(settings).rebuild(records[:-40])
    OpenSearchWriter(settings).update(records[-60:], [records[0].id, records[1].id])
    engine = OpenSearchEngine(Cluster(settings))
    yield engine
    Cluster(settings).request("DELETE", f"/{settings.index}-*")
    engine.close()


@pytest.fixture(scope="module")
def values(records: list[Question]) -> dict[str, list[str]]:
    return {
        name: sorted({value for record in records for value in field.values(record)}) or ["x"] for name, field in FIELDS.items()
    }


def test_the_shards_are_on_several_nodes(clustered: OpenSearchEngine, local_cluster: LocalCluster) -> None:
    """Otherwise the other tests would prove nothing of statistics that are the same everywhere."""
    index = clustered.snapshot().generation[0]
    shards = started_shards(Cluster(ClusterSettings(local_cluster.addresses)), index)
    assert len({shard.node for shard in shards if shard.is_primary}) > 1
    assert all(shard.documents > 0 for shard in shards)


@pytest.mark.parametrize("batch", range(10))
def test_generated_searches_give_the_same_pages(
    embedded: WhooshEngine, clustered: OpenSearchEngine, values: dict[str, list[str]], batch: int
) -> None:
    size, not_empty = SEARCHES // 10, 0
    for seed in range(batch * size, (batch + 1) * size):
        request = RequestGenerator(seed, values).request()
        if seed % 2:
            request = replace(request, sort="relevance")
        expected, page = embedded.search(request), clustered.search(request)
        assert visible(page) == visible(expected), request
        assert scores(page) == pytest.approx(scores(expected), rel=SCORE_ERROR), request
        not_empty += expected.total > 0
    assert not_empty > size // 3, "too few generated searches match anything"


TYPED = [
    "bridge flood",
    "what is the cost of school buses",
    "fund funded",
    '"coastal flood" OR tunnel*',
    '"rural bus"~5 -pension',
    "wom?n OR floding",
    "heading:bridges house:lords since 2024",
    "asked:fenwick A&E",
    "repair repair repairs harbour bridges national pupil schools tunnel flood pension grant funding",
    "",
]


@pytest.mark.parametrize("text", TYPED)
def test_whole_searches_give_the_same_results(embedded: WhooshEngine, clustered: OpenSearchEngine, text: str) -> None:
    """Corrections, synonyms, relaxation, feedback and bonuses are those of the pipeline, over what the engines answer."""
    request = SearchRequest(text, parse(text).tree, facets=tuple(map(FacetRequest, FACETS)), per_page=20)
    expected, outcome = (relevance_policy.search(engine, request) for engine in (embedded, clustered))
    assert visible(outcome.page) == visible(expected.page)
    assert scores(outcome.page) == pytest.approx(scores(expected.page), rel=SCORE_ERROR)
    assert (outcome.full_total, outcome.feedback_terms) == (expected.full_total, expected.feedback_terms)


def test_explanations_are_the_same(embedded: WhooshEngine, clustered: OpenSearchEngine, values: dict[str, list[str]]) -> None:
    explained = 0
    for seed in range(60):
        query = RequestGenerator(seed, values).node(3)
        for hit in clustered.search(SearchRequest(query=query, per_page=2)).hits:
            expected, parts = (engine.explain(query, hit.question.id) for engine in (embedded, clustered))
            assert expected is not None
            assert parts is not None
            assert [(part.node, part.document_frequency) for part in parts] == [
                (part.node, part.document_frequency) for part in expected
            ]
            assert [part.score for part in parts] == pytest.approx([part.score for part in expected], rel=SCORE_ERROR)
            assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=SCORE_ERROR)
            explained += 1
    assert explained > 30


def test_the_vocabulary_and_its_statistics_are_the_same(
    embedded: WhooshEngine, clustered: OpenSearchEngine, records: list[Question]
) -> None:
    mine, theirs = clustered.vocabulary(), embedded.vocabulary()
    for word in VOCABULARY:
        assert (mine.count(word), mine.complete(word[:2], 9)) == (theirs.count(word), theirs.complete(word[:2], 9))
        assert mine.suggest(f"{word}x") == theirs.suggest(f"{word}x")
        for pattern in (Prefix(word[:2]), Wildcard(f"*{word[-2:]}"), Fuzzy(word, 2)):
            assert mine.expand(pattern) == theirs.expand(pattern)
    for question in records[:20]:
        expected, terms = embedded.key_terms(question, 25), clustered.key_terms(question, 25)
        assert [key.word for key in terms] == [key.word for key in expected]
        cosines, expected_cosines = (
            [similarity.cosine for similarity in engine.word_similarities(question, records)]
            for engine in (clustered, embedded)
        )
        assert cosines == pytest.approx(expected_cosines)
    for start in range(0, 60, 6):
        group = records[start : start + 6]
        assert {key.word for key in clustered.shared_terms(group, 9)} == {key.word for key in embedded.shared_terms(group, 9)}
    assert clustered.directory().members == embedded.directory().members
    assert replace(clustered.info(), build="", built_at=embedded.info().built_at) == replace(embedded.info(), build="")


@pytest.mark.parametrize("collapse_by", [None, "heading"])
@pytest.mark.parametrize("sort", ["relevance", "oldest"])
def test_pages_beyond_the_window_are_those_of_a_scan(
    clustered: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch, sort: str, collapse_by: str | None
) -> None:
    monkeypatch.setattr(snapshot_engine, "MAX_RESULT_WINDOW", 20)
    monkeypatch.setattr(snapshot_engine, "SKIP_SIZE", 16)
    monkeypatch.setattr(snapshot_engine, "SCAN_SIZE", 7)
    request = replace(
        SearchRequest(query=parse("bridge OR flood OR school").tree, per_page=9, offset=1), sort=sort, collapse_by=collapse_by
    )
    scanned = list(clustered.scan(request))
    every_record = list(clustered.scan(replace(request, offset=0)))
    for offset in (0, 1, 15, 16, 17, 40, len(every_record)):
        assert list(clustered.scan(replace(request, offset=offset))) == every_record[offset:]
    first = clustered.search(request)
    paged = [hit for number in range(1, first.pages + 2) for hit in clustered.search(replace(request, page=number)).hits]
    assert [hit.question for hit in paged] == scanned
    assert first.collapsed_total == len(scanned) + 1


def test_a_phrase_and_near_words_are_in_one_field(clustered: OpenSearchEngine, embedded: Engine) -> None:
    for node in (
        Phrase(("the", "the")),
        Near(("the", "the"), 2),
        Near(("bus", "buses"), 3),
        Near(("buses", "bus", "bus"), 0),
        Word("café"),
        Word("A&E"),
    ):
        assert clustered.count(node) == embedded.count(node)
