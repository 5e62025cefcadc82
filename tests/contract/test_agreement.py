"""Each engine against the oracle: the same totals, hits, order and facets on generated searches."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.errors import Unsupported
from search.lexicon.term_weights import feedback_stems
from search.model.question import Question
from search.query.nodes import Node, Word
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest
from search.text.analysis import stem
from tests.random_requests import FACETS, RequestGenerator

pytestmark = pytest.mark.slow


def observable(engine: Engine, request: SearchRequest) -> tuple[object, ...]:
    page = engine.search(request)
    hits = [(hit.question.id, hit.collapsed_count, hit.snippets, hit.missing) for hit in page.hits]
    return page.total, page.collapsed_total, page.facets, hits


@pytest.mark.parametrize("batch", range(10))
def test_the_engines_agree_on_a_thousand_generated_searches(
    memory: MemoryEngine, indexed: Engine, values: dict[str, list[str]], batch: int
) -> None:
    non_empty = 0
    for seed in range(batch * 100, batch * 100 + 100):
        request = RequestGenerator(seed, values).request()
        expected = observable(memory, request)
        assert observable(indexed, request) == expected, request
        non_empty += expected[0] != 0
    assert non_empty > 40, "too few generated searches match anything"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(
    ["bridge", "flood*", '"coastal flood"', "-school", "AND", "OR", "NOT", "(", ")", "heading:bridges", "house:lords",
     "tabled:2024", "wom?n", "fund~", '"bus rural"~4', "asked:fenwick", "A&E", "the", "'", '"', "state:answered"]
), max_size=9).map(" ".join))  # fmt: skip
def test_the_engines_agree_on_typed_queries(memory: MemoryEngine, indexed: Engine, text: str) -> None:
    query: Node = parse(text).tree
    request = SearchRequest(text, query, facets=tuple(map(FacetRequest, FACETS)), sort="newest", per_page=50)
    assert observable(indexed, request) == observable(memory, request)


@pytest.mark.parametrize("batch", range(10))
def test_the_parts_of_a_score_add_up_to_it(
    memory: MemoryEngine, indexed: Engine, values: dict[str, list[str]], batch: int
) -> None:
    explained = 0
    for seed in range(batch * 100, batch * 100 + 100):
        query = RequestGenerator(seed, values).node(3)
        for engine in (memory, indexed):
            for hit in engine.search(SearchRequest(query=query, per_page=2)).hits:
                parts = engine.explain(query, hit.question.id)
                assert parts is not None
                assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-4), query
                assert msgspec.json.encode(parts), "a part holds plain numbers"
                for part in parts:
                    if part.fields:
                        assert sum(field.score for field in part.fields) == pytest.approx(part.score)
                        assert all(field.frequency for field in part.fields)
                    explained += 1
    assert explained > 100, "too few generated searches score anything"


def test_a_record_that_does_not_match_has_no_explanation(engine: Engine, records: list[Question]) -> None:
    assert engine.explain(Word("xyzzy"), records[0].id) is None
    assert engine.explain(Word("the"), "no such record") is None
    with pytest.raises(Unsupported):
        engine.explain(Word("x", "house"), records[0].id)


def test_the_engines_choose_the_same_shared_terms(memory: MemoryEngine, indexed: Engine, records: list[Question]) -> None:
    for start in range(0, 60, 5):
        expected, terms = (engine.shared_terms(records[start : start + 5], 20) for engine in (memory, indexed))
        assert [key.weight for key in terms] == pytest.approx([key.weight for key in expected])
        assert {key.word for key in terms} == {key.word for key in expected}
        assert {stem(key.word) for key in terms} <= feedback_stems(records[start : start + 5])
    assert memory.shared_terms(records[:1], 5) == indexed.shared_terms(records[:1], 5) == ()
    assert memory.shared_terms([], 5) == indexed.shared_terms([], 5) == ()


def test_the_engines_choose_the_same_key_terms(memory: MemoryEngine, indexed: Engine, records: list[Question]) -> None:
    for question in records[:20]:
        expected = memory.key_terms(question, 25)
        terms = indexed.key_terms(question, 25)
        assert [key.word for key in terms] == [key.word for key in expected]
        assert [key.weight for key in terms] == pytest.approx([key.weight for key in expected])
