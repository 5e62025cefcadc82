"""The relevance policy: all words, or else most words, or any word of a long text; feedback; explanations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import relaxation, relevance_policy
from search.query.nodes import AndMaybe, AnyOf
from search.query.parser import parse
from search.query.request import SearchRequest
from search.results.types import Hit

ENGINE = MemoryEngine(
    [Question("1", "Lords", "alpha beta gamma"), Question("2", "Lords", "alpha beta"), Question("3", "Commons", "alpha delta")]
)
LONG_TEXT = " ".join(f"word{n}" for n in range(relaxation.MAX_SHORT_CLAUSES)) + " alpha"
"""A text one word too long for a short query. Only its last word is in the records."""


def search(text: str, *filters: AnyOf, engine: MemoryEngine = ENGINE, **options: Any) -> relevance_policy.SearchOutcome:
    return relevance_policy.search(engine, SearchRequest(text, parse(text).tree, filters=filters, **options))


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.question.id for hit in hits]


def partial_matches(outcome: relevance_policy.SearchOutcome) -> list[str]:
    assert outcome.partial_matches
    return ids(outcome.partial_matches.hits)


@pytest.mark.parametrize(
    ("text", "matching", "min_should_match", "clause_count"),
    [
        ("alpha beta gamma omega", ["1", "2", "3"], 1, 4),
        ("beta delta", ["1", "2", "3"], 1, 2),
        ("beta delta -gamma", ["2", "3"], 1, 2),
        ("omega psi", [], 0, 0),
        ("omega", [], 0, 0),
        ("omega OR psi", [], 0, 0),
        (" ".join(f"omega{n}" for n in range(90)) + " alpha beta", ["1", "2", "3"], 1, 92),
    ],
)
def test_relaxes_a_query_that_no_record_matches(
    text: str, matching: list[str], min_should_match: int, clause_count: int
) -> None:
    outcome = search(text)
    assert sorted(ids(outcome.page.hits)) == matching
    assert (outcome.min_should_match, outcome.clause_count) == (min_should_match, clause_count)
    assert (outcome.page.total, outcome.partial_matches) == (len(matching), None)


def test_records_with_every_word_are_the_only_results() -> None:
    outcome = search("alpha beta")
    assert (sorted(ids(outcome.page.hits)), outcome.min_should_match, outcome.page.total) == (["1", "2"], 0, 2)


def test_relaxes_until_enough_records_match() -> None:
    texts = {"alpha beta gamma": 3, "alpha beta": relaxation.ENOUGH_RECORDS, "alpha": 50, "delta": 1}
    many = MemoryEngine(
        [Question(f"{text} {n}", "Lords", text) for text, count in texts.items() for n in range(count)],
    )
    outcome = search("alpha beta gamma delta", engine=many)
    assert (outcome.min_should_match, outcome.clause_count, outcome.page.total) == (2, 4, relaxation.ENOUGH_RECORDS + 3)


def test_filters_apply_but_do_not_change_the_relaxation() -> None:
    commons = AnyOf("house", ("Commons",))
    assert search("alpha beta gamma", commons).page.total == 0
    for outcome in (search("beta delta", commons), search("beta delta house:commons")):
        assert ids(outcome.page.hits) == ["3"]
        assert (outcome.min_should_match, outcome.clause_count) == (1, 2)
    assert search("omega house:commons").page.total == 0


def test_backfills_half_a_page_with_partial_matches() -> None:
    outcome = search("alpha gamma", facets=())
    assert (ids(outcome.page.hits), outcome.page.total) == (["1"], 1)
    assert sorted(partial_matches(outcome)) == ["2", "3"]
    assert len(partial_matches(search("alpha gamma", per_page=4))) == 1
    assert partial_matches(search("alpha gamma", AnyOf("house", ("Commons",)))) == ["3"]


def test_backfill_counts_collapsed_hits() -> None:
    outcome = search("alpha beta", per_page=4, collapse_by="house")
    assert (outcome.page.total, outcome.page.collapsed_total, partial_matches(outcome)) == (2, 1, ["3"])


def test_collapsing_does_not_change_the_feedback_terms() -> None:
    engine = MemoryEngine([Question(str(n), "Lords", f"alpha {'gamma' if n % 2 else 'delta'} w{n}") for n in range(9)])
    terms = search(LONG_TEXT, engine=engine).feedback_terms
    assert terms
    assert search(LONG_TEXT, engine=engine, collapse_by="house").feedback_terms == terms


@pytest.mark.parametrize("options", [{"sort": "newest"}, {"page": 2}, {"per_page": 2}])
def test_backfills_only_the_first_page_by_relevance(options: dict[str, Any]) -> None:
    assert search("alpha gamma", **options).partial_matches is None


def test_a_long_text_is_ranked_with_feedback() -> None:
    records = [Question(str(n), "Lords", f"alpha {'gamma sigma' if n < 4 else 'delta'} w{n}") for n in range(9)]
    engine = MemoryEngine(records)
    outcome = search(LONG_TEXT, engine=engine)
    assert isinstance(outcome.page.request.query, AndMaybe)
    assert "gamma" in outcome.feedback_terms
    assert outcome.page.total == len(records)
    assert (outcome.min_should_match, outcome.clause_count) == (1, relaxation.MAX_SHORT_CLAUSES + 1)


@pytest.mark.parametrize("options", [{"feedback": False}, {"sort": "newest"}])
def test_feedback_can_be_turned_off_and_only_ranks(options: dict[str, Any]) -> None:
    outcome = search(LONG_TEXT, **options)
    assert (outcome.feedback_terms, outcome.page.total) == ((), 3)


def test_a_short_search_has_no_feedback() -> None:
    assert search("beta delta").feedback_terms == ()


def test_a_text_of_unknown_words_matches_nothing() -> None:
    assert search(LONG_TEXT.replace("alpha", "omega")).page.total == 0


@pytest.mark.parametrize(("text", "id"), [("alpha gamma", "1"), ("alpha gamma", "3"), (LONG_TEXT, "2"), ("beta delta", "2")])
def test_explains_the_score_of_each_hit(text: str, id: str) -> None:
    outcome = search(text)
    scores = {hit.question.id: hit.score for page in (outcome.page, outcome.partial_matches) if page for hit in page.hits}
    explanation = relevance_policy.explain(ENGINE, SearchRequest(text, parse(text).tree), id)
    assert explanation is not None
    assert sum(part.score for part in explanation.parts) == pytest.approx(scores[id])
    assert explanation.rewritten.request.query == outcome.rewritten.request.query


def test_does_not_explain_a_record_that_is_no_hit() -> None:
    assert relevance_policy.explain(ENGINE, SearchRequest("gamma", parse("gamma").tree), "3") is None


def test_does_not_explain_a_record_outside_the_filters() -> None:
    alpha = SearchRequest("alpha", parse("alpha").tree)
    assert relevance_policy.explain(ENGINE, alpha, "1") is not None
    assert relevance_policy.explain(ENGINE, replace(alpha, filters=(AnyOf("id", ("2",)),)), "1") is None
