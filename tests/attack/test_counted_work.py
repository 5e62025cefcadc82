"""What costly searches do, counted: work that was once done for each record, link or filter is done once."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute.bm25f import Scorer
from search.engines.whoosh.execute.docset import DocSet
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.executor import SearchExecution
from search.engines.whoosh.execute.term_matcher import TermMatcher
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.read.term_dictionary import TermDictionary
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.pipeline.readings import compounds, people
from search.pipeline.rewriting import Misspelling, RewrittenQuery
from search.query import url_params
from search.query.nodes import And, AnyOf, Exists, Fuzzy, Near, Not, Or, Phrase, Prefix, Synonyms, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest
from search.results import match_finder, pattern_matcher
from search.results.highlighting import highlight
from tests.invented import questions
from web import Assets, create_app
from web.queries import query_hints

Counting = Callable[[Any, str], Counter[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(200))
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


@pytest.fixture(scope="module")
def client(engine: WhooshEngine) -> FlaskClient:
    return create_app(engine, Assets.find()).test_client()


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Count the calls of a function of a module or class, by its name."""
    calls: Counter[str] = Counter()

    def count(owner: Any, name: str) -> Counter[str]:
        function = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            calls[name] += 1
            return function(*arguments, **options)

        monkeypatch.setattr(owner, name, counted)
        return calls

    return count


def test_the_postings_of_alternatives_are_added_up_unless_few_records_are_left(
    engine: WhooshEngine, counting: Counting
) -> None:
    words = tuple(map(Word, engine.vocabulary().source.most_frequent("", 30)))
    calls = counting(TermMatcher, "filter_word")
    assert engine.search(SearchRequest(query=And((Exists("tabled"), Or(words))))).total > 100
    assert calls["filter_word"] == 0
    (first,) = engine.search(SearchRequest(per_page=1)).hits
    engine.count(And((AnyOf("id", (first.question.id,)), Or(words[::-1]))))
    assert 0 < calls["filter_word"] <= len(words)


def test_a_conjunction_reads_nothing_once_no_record_is_left(engine: WhooshEngine, counting: Counting) -> None:
    words = tuple(map(Word, engine.vocabulary().source.most_frequent("", 20)))
    calls = counting(TermMatcher, "filter_word")
    assert not engine.search(SearchRequest(query=And((AnyOf("id", ("none",)), *words)))).total
    assert calls["filter_word"] == 0


def test_a_count_looks_for_compounds_only_in_the_records_that_are_left(engine: WhooshEngine, counting: Counting) -> None:
    words = [word for word in engine.vocabulary().source.most_frequent("", 30) if engine.count(Word(word)) > 5]
    compounds = tuple(Synonyms((Phrase(pair), Word("".join(pair)))) for pair in permutations(words[:8], 2))
    (first,) = engine.search(SearchRequest(per_page=1)).hits
    calls = counting(TermMatcher, "_find_pool")
    for query in (Or(compounds), Not(Or(compounds))):
        engine.count(And((AnyOf("id", (first.question.id,)), query)))
    assert calls["_find_pool"] == 0


def test_a_count_computes_no_score(engine: WhooshEngine, counting: Counting) -> None:
    words = tuple(map(Word, engine.vocabulary().source.most_frequent("", 20)))
    calls = counting(TermMatcher, "_word_weights")
    assert engine.count(And((Or(words), Not(Or(words[:3]))))) >= 0
    assert calls["_word_weights"] == 0


@pytest.mark.parametrize("text", ["the OR of OR in", "the of in and to a for that is on", "the of"])
def test_a_page_of_no_hits_computes_no_score_and_reads_no_record(engine: WhooshEngine, text: str, counting: Counting) -> None:
    request = SearchRequest(text, parse(text).tree, facets=(FacetRequest("body"),), as_typed=True)
    calls = counting(TermMatcher, "_word_weights")
    counting(Snapshot, "record")
    empty = relevance_policy.search(engine, replace(request, per_page=0)).page
    assert calls.total() == 0
    page = relevance_policy.search(engine, request).page
    assert calls["_word_weights"] > 0
    assert (empty.total, empty.facets) == (page.total, page.facets)


@pytest.mark.parametrize("address", ["/search?q=the+OR+of&sort=oldest", "/api/writtenquestions/questions?searchTerm=the+OR+of"])
def test_a_list_that_is_not_sorted_by_relevance_computes_no_score(
    engine: WhooshEngine, client: FlaskClient, address: str, counting: Counting
) -> None:
    calls = counting(TermMatcher, "_word_weights")
    assert client.get(address).status_code == 200
    assert calls["_word_weights"] == 0


@pytest.mark.parametrize("with_scores", [False, True])
def test_an_evaluator_is_freed_without_the_garbage_collector(engine: WhooshEngine, with_scores: bool) -> None:
    gc.disable()
    try:
        evaluator = Evaluator(engine.snapshot()._snapshot, with_scores=with_scores)
        assert len(evaluator.find(And((Word("the"), Not(Word("bridge"))))).docs)
        reference = weakref.ref(evaluator)
        del evaluator
        assert reference() is None
    finally:
        gc.enable()


def test_a_search_that_is_exported_by_date_computes_no_score(engine: WhooshEngine, counting: Counting) -> None:
    request = SearchRequest(query=parse("the OR of").tree, sort="oldest")
    calls = counting(TermMatcher, "_word_weights")
    assert len(list(engine.scan(request))) > 100
    assert calls["_word_weights"] == 0


@pytest.mark.parametrize(
    "address",
    ["/commonswrittenquestions.json?_search={}&_sort=-dateTabled", "/api/writtenquestions/questions?searchTerm={}&take=50"],
)
@pytest.mark.parametrize("text", ["the+of", "the+of+in+and+to+a+for+that+is+on+what+with"])
def test_a_list_of_an_api_that_is_sorted_by_date_ranks_nothing(
    client: FlaskClient, address: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[SearchRequest] = []
    run = SearchExecution.run

    def noting(snapshot: Snapshot, request: SearchRequest, **options: bool) -> SearchExecution:
        requests.append(request)
        return run(snapshot, request, **options)

    monkeypatch.setattr(SearchExecution, "run", noting)
    assert client.get(address.format(text)).status_code == 200
    assert requests
    assert not [request for request in requests if request.sort == "relevance" and request.per_page]


def test_a_word_that_was_scored_is_scored_from_the_cache_with_any_weight(engine: WhooshEngine, counting: Counting) -> None:
    matcher = Evaluator(engine.snapshot()._snapshot).term_matcher
    first = matcher.find(Word("the", exact=True))
    counting(TermDictionary, "select")
    calls = counting(TermDictionary, "postings")
    second = matcher.find(Word("the", exact=True, weight=2.0))
    assert calls.total() == 0
    assert np.array_equal(second.docs, first.docs)
    assert first.scores is not None
    assert second.scores is not None
    assert np.array_equal(second.scores, 2 * first.scores)


def test_the_documents_of_a_single_term_are_not_copied_to_the_cache(engine: WhooshEngine) -> None:
    matcher = Evaluator(engine.snapshot()._snapshot).term_matcher
    docs, weights = matcher._word_weights(Word("the", exact=True))
    assert len(docs) == len(weights) > 0
    assert not docs.flags.owndata


def test_more_like_this_leaves_records_out_without_a_mask_of_all_others(engine: WhooshEngine, counting: Counting) -> None:
    (first,) = engine.search(SearchRequest(per_page=1)).hits
    query = more_like_this.build_query(engine, first.question).query
    calls = counting(Evaluator, "conjunction")
    counting(DocSet, "filter")
    similar = engine.search(SearchRequest(query=query, per_page=200))
    assert 0 < similar.total == len(similar.hits)
    assert first.question.id not in {hit.question.id for hit in similar.hits}
    assert calls.total() == 0


def test_a_disjunction_is_counted_without_evaluating_a_clause_in_records_that_match(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tuple(map(Word, engine.vocabulary().source.most_frequent("", 20)))
    candidates = engine.snapshot()._snapshot.all_docs
    evaluator = Evaluator(engine.snapshot()._snapshot, with_scores=False)
    expected = Evaluator(engine.snapshot()._snapshot).find(Or(words)).docs.tolist()
    sizes: list[int] = []
    filter_word = TermMatcher.filter_word

    def noting(self: TermMatcher, node: Word, docs: Any) -> Any:
        sizes.append(len(docs))
        return filter_word(self, node, docs)

    monkeypatch.setattr(TermMatcher, "filter_word", noting)
    assert candidates[evaluator._match_any(words, candidates)].tolist() == expected
    assert 0 < sum(sizes) < 3 * len(candidates)


def test_a_count_looks_up_no_pattern_once_every_record_matches(engine: WhooshEngine, counting: Counting) -> None:
    calls = counting(TermMatcher, "_find_pool")
    assert (
        engine.count(Or((*map(Prefix, "bcdf"), Word("nowhere"), Exists("tabled"), Exists("tabled", False))))
        == engine.info().records
    )
    assert calls["_find_pool"] == 0


def test_the_frequencies_of_a_pattern_are_normalised_for_many_words_at_once(engine: WhooshEngine, counting: Counting) -> None:
    calls = counting(Scorer, "term_frequency")
    assert engine.count(Prefix("r")) > 0
    assert len(engine.vocabulary().expand(Prefix("r"))) > 5
    assert calls["term_frequency"] == 1


def test_a_phrase_that_is_often_looked_up_in_few_records_is_soon_looked_up_in_all(
    engine: WhooshEngine, counting: Counting
) -> None:
    matcher = Evaluator(engine.snapshot()._snapshot).term_matcher
    phrase = Near(("of", "the"), 999)
    records = matcher.rarest_postings_count(phrase)
    candidates = np.arange(records // 8)
    calls = counting(TermMatcher, "_positional_weights")
    sizes = [len(matcher.find_positional(phrase, candidates).docs) for _ in range(50)]
    assert records > 40
    assert calls["_positional_weights"] < 8
    assert sizes[-1] > sizes[0]  # the records of all, from the cache


def test_each_distinct_word_of_a_text_is_compared_with_the_phrases_once(counting: Counting) -> None:
    phrases = tuple(Phrase((f"word{number}", "follows")) for number in range(20))
    text = "word1 follows word2 follows and word3 does not. " * 50
    calls = counting(match_finder, "matches")
    highlight([Question("1", "Commons", text)], Or(phrases))
    assert calls["matches"] < 2 * len(phrases) * len(set(text.split())) + text.count("word")


def test_the_words_of_a_page_are_compared_with_all_fuzzy_words_at_once(counting: Counting) -> None:
    words = [f"word{letter}" for letter in "abcdefghij"]
    page = [Question(str(number), "Commons", " ".join(words)) for number in range(20)]
    calls = counting(pattern_matcher, "_near_any")
    highlights = highlight(page, Or(tuple(Fuzzy(word, 1) for word in words)))
    assert all(len(record.snippets[0].fragments) == 2 * len(words) - 1 for record in highlights)
    assert calls["_near_any"] == 1


def test_beside_a_fuzzy_word_only_words_that_may_match_another_clause_are_stemmed(counting: Counting) -> None:
    text = "floods " + " ".join(f"unstemmed{letter}" for letter in "abcdefghij")
    calls = counting(match_finder, "term")
    (highlighted,) = highlight([Question("1", "Commons", text)], Or((Word("flood"), Fuzzy("unstemmedk", 1))))
    assert sum(fragment.highlighted for fragment in highlighted.snippets[0].fragments) == 11
    assert calls["term"] <= 2


def test_a_search_is_encoded_once_for_all_links_of_its_page(client: FlaskClient) -> None:
    url_params.percent_encoded.cache_clear()
    assert client.get("/search?q=%22the%22+OR+%22of%22&house=Commons").status_code == 200
    uses = url_params.percent_encoded.cache_info()
    assert (uses.misses, uses.hits > 5) == (1, True)


def test_a_search_without_results_is_counted_without_each_filter_and_not_ranked(
    client: FlaskClient, counting: Counting
) -> None:
    calls = counting(relevance_policy, "expand_with_feedback")
    words = "+".join("the of to in and a for that is on what with as by be are".split())
    response = client.get(f"/search?q={words}&house=Commons&tabled-from=1950&tabled-to=1951")
    assert "without" in response.text
    assert calls["expand_with_feedback"] <= 1


def test_the_garbage_collector_tracks_no_term_that_searches_cache(engine: WhooshEngine, folder: Path) -> None:
    words = engine.vocabulary().source.most_frequent("", 300)
    request = SearchRequest(query=Or(tuple(map(Word, words))))
    engine.search(request)  # fills the caches that all engines share
    opened = WhooshEngine(folder)
    gc.collect()
    before = len(gc.get_objects())
    opened.search(request)
    for _ in range(3):  # a tuple of tuples becomes untracked after those within it
        gc.collect()
    assert len(gc.get_objects()) - before < len(words)


def test_only_the_compounds_that_are_looked_up_are_parsed(engine: WhooshEngine, counting: Counting) -> None:
    text = " ".join(f"unknown{letter}-compound{letter}" for letter in "abcdefghij")
    calls = counting(compounds, "parse")
    _, replacements = compounds.with_parts(engine, text, parse(text).tree)
    assert len(replacements) == calls["parse"] == compounds.MAX_CHECKED


def test_no_corrected_search_that_a_page_offers_is_parsed(counting: Counting) -> None:
    suspects = tuple(Misspelling(f"wrod{letter}", (f"word{letter}", f"ward{letter}"), True) for letter in "abc")
    text = " ".join(suspect.typed for suspect in suspects)
    request = SearchRequest(text, parse(text).tree)
    calls = counting(people, "parse")
    offered = query_hints.spelling_suggestions(RewrittenQuery(request, request, suggestions=suspects))
    assert [search.text for search in offered[1].searches] == ["worda wordb wordc", "worda wardb wordc"]
    assert calls["parse"] == 0
