"""The known faults of Whoosh 2.7.4 that could reach a reader: this engine does not have them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from whoosh.qparser import QueryParser

from search.engines.whoosh.codec.storage import open_index
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute import positions
from search.engines.whoosh.format.schema import make_schema
from search.engines.whoosh.read import term_dictionary
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import Unsupported
from search.lexicon import vocabulary
from search.pipeline import relevance_policy
from search.query.nodes import And, AnyOf, AtLeast, DateRange, Node, Not, Or, Phrase, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest
from tests.invented import WORDS, questions

MANY = 3_000
"""More records than one block of postings (128), so that Whoosh would skip blocks."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder = tmp_path_factory.mktemp("many")
    WhooshWriter(folder).rebuild(questions(MANY, seed=3))
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


def ids(engine: WhooshEngine, request: SearchRequest) -> list[str]:
    return [hit.question.id for hit in engine.search(request).hits]


@pytest.mark.parametrize(
    "query",
    [
        And((Or((Word("bridge", weight=3.0), Word("tunnel", weight=3.0))), Word("school"))),
        Or((Word("flood"), Word("pension", weight=0.2), And((Word("bus"), Not(Word("rural")))))),
        AtLeast(2, (Word("dentist"), Word("repair"), Word("the"), Word("coastal"))),
    ],
)
def test_the_top_ten_are_the_first_ten_of_all_hits(engine: WhooshEngine, query: Node) -> None:
    request = SearchRequest(query=query, per_page=10)
    all_ids = ids(engine, replace(request, per_page=MANY))
    assert len(all_ids) > 300
    assert ids(engine, request) == all_ids[:10]
    assert ids(engine, replace(request, page=20)) == all_ids[190:200]


def test_a_filter_that_matches_nothing_empties_the_result(engine: WhooshEngine) -> None:
    request = SearchRequest(query=Word("flood"), filters=(AnyOf("body", ("No such body",)),), facets=(FacetRequest("house"),))
    page = engine.search(request)
    assert (page.total, page.hits, page.facets[0].buckets) == (0, (), ())


def test_an_exclusion_removes_records_and_changes_no_score(engine: WhooshEngine) -> None:
    hits = engine.search(SearchRequest(query=parse("flood -pension").tree, per_page=MANY)).hits
    scores = {hit.question.id: hit.score for hit in engine.search(SearchRequest(query=Word("flood"), per_page=MANY)).hits}
    excluded = set(ids(engine, SearchRequest(query=Word("pension"), per_page=MANY)))
    assert hits
    assert not excluded & {hit.question.id for hit in hits}
    assert all(hit.score == pytest.approx(scores[hit.question.id]) for hit in hits)


def test_a_range_of_days_is_not_a_range_of_years(engine: WhooshEngine) -> None:
    week = parse("tabled:2024-01-05..2024-01-10").tree
    assert week == DateRange("tabled", date(2024, 1, 5), date(2024, 1, 10))
    in_week = list(engine.scan(SearchRequest(query=week)))
    expected = [q.id for q in questions(MANY, seed=3) if q.tabled_on and date(2024, 1, 5) <= q.tabled_on <= date(2024, 1, 10)]
    assert sorted(q.id for q in in_week) == sorted(expected) != []
    assert len(in_week) < engine.count(parse("tabled:2024").tree)


def test_a_page_after_the_last_is_empty(engine: WhooshEngine) -> None:
    assert ids(engine, SearchRequest(query=Word("flood"), page=10_000)) == []


def test_threads_do_not_read_each_others_postings(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(MANY, seed=3))
    requests = [SearchRequest(query=parse(word).tree, per_page=10) for word in WORDS]
    engine = WhooshEngine(tmp_path)
    expected = [ids(engine, request) for request in requests]
    engine.close()
    shared = WhooshEngine(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda request: ids(shared, request), requests * 3))
    shared.close()
    assert results == expected * 3


def test_wildcards_are_bounded(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("*", "*a*", "a*", "s*", "?" * 500, "fl" + "*a" * 300):
        assert relevance_policy.search(engine, SearchRequest(text, parse(text).tree)).page.total <= MANY
    monkeypatch.setattr(vocabulary, "MAX_PATTERN_WORDS", 1)
    with pytest.raises(Unsupported, match="type more of the word"):
        engine.search(SearchRequest(query=parse("na* OR wh?t*").tree))


def test_phrases_are_matched_in_batches_of_documents(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    request = SearchRequest(query=parse('"the of"~3 OR "coastal flood" OR "whether the"~5 OR what').tree, per_page=MANY)
    expected = engine.search(request)
    monkeypatch.setattr(positions, "BATCH_DOCUMENTS", 7)
    assert engine.search(request) == expected
    assert expected.total > 100


def test_the_caches_of_a_build_are_bounded(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    build = engine.snapshot()._snapshot
    monkeypatch.setattr(build.cache, "capacity", 100_000)
    for word in WORDS:
        engine.count(Word(word))
    assert 0 < build.cache.size <= 100_000
    monkeypatch.setattr(term_dictionary, "CACHED_TERMS", 100)
    for number in range(500):
        engine.count(Word(f"unheard{number}"))
    assert len(build.terms._cached) <= 100


def test_whooshs_own_searcher_reads_the_index(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(200, seed=3))
    ours = WhooshEngine(tmp_path)
    index = open_index(ours.snapshot()._snapshot.folder, make_schema(), ours.snapshot()._snapshot.manifest.files)
    with index.searcher() as searcher:
        for field in ("question", "answer", "heading"):
            phrase = Phrase(("the", "coastal"), field)
            for text, node in (("Flooding", Word("flooding", field, exact=True)), ('"the coastal"', phrase)):
                theirs = searcher.search(QueryParser(field, index.schema).parse(text), limit=None)
                assert len(theirs) == ours.count(node)
        floods = searcher.search(QueryParser("question", index.schema).parse("flood"), limit=None, groupedby="body")
        counts = {name: len(docs) for name, docs in floods.groups("body").items() if name}
        body = FacetRequest("body", limit=9)
        (facet,) = ours.search(SearchRequest(query=Word("flood", field="question", exact=True), facets=(body,))).facets
        assert {bucket.value: bucket.count for bucket in facet.buckets} == counts
    ours.close()
