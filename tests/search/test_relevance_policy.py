"""All the words, or else most of them, and of a long text any."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import relaxation, relevance_policy
from search.query.nodes import AndMaybe, AnyOf
from search.query.parser import parse
from search.query.request import SearchRequest

FEW = MemoryEngine(
    [Question("1", "Lords", "alpha beta gamma"), Question("2", "Lords", "alpha beta"), Question("3", "Commons", "alpha delta")]
)
TEXT = " ".join(f"word{n}" for n in range(relaxation.MAX_SHORT_CLAUSES)) + " alpha"
"""One word more than a short search has, of which one is in the records."""


def asked(text: str, *filters: AnyOf, engine: MemoryEngine = FEW, **said: object) -> relevance_policy.SearchOutcome:
    return relevance_policy.search(engine, SearchRequest(text, parse(text).tree, filters=filters, **said))  # type: ignore[arg-type]


def ids(hits: object) -> list[str]:
    return [hit.question.id for hit in hits]  # type: ignore[attr-defined]


def nearest(outcome: relevance_policy.SearchOutcome) -> list[str]:
    assert outcome.partial_matches
    return ids(outcome.partial_matches.hits)


@pytest.mark.parametrize(
    ("text", "found", "needed", "of"),
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
def test_where_nothing_has_every_word_the_nearest_are_shown(text: str, found: list[str], needed: int, of: int) -> None:
    outcome = asked(text)
    assert sorted(ids(outcome.page.hits)) == found
    assert (outcome.min_should_match, outcome.clause_count, outcome.page.total, outcome.partial_matches) == (
        needed,
        of,
        len(found),
        None,
    )


def test_what_has_every_word_is_all_there_is_of_it() -> None:
    outcome = asked("alpha beta")
    assert (sorted(ids(outcome.page.hits)), outcome.min_should_match, outcome.page.total) == (["1", "2"], 0, 2)


def test_as_many_words_are_wanted_as_enough_records_have() -> None:
    texts = {"alpha beta gamma": 3, "alpha beta": relaxation.ENOUGH_RECORDS, "alpha": 50, "delta": 1}
    many = MemoryEngine(
        [Question(f"{text} {n}", "Lords", text) for text, times in texts.items() for n in range(times)],
    )
    outcome = asked("alpha beta gamma delta", engine=many)
    assert (outcome.min_should_match, outcome.clause_count, outcome.page.total) == (2, 4, relaxation.ENOUGH_RECORDS + 3)


def test_filters_hold_and_do_not_change_how_many_words_are_needed() -> None:
    commons = AnyOf("house", ("Commons",))
    assert asked("alpha beta gamma", commons).page.total == 0
    for outcome in (asked("beta delta", commons), asked("beta delta house:commons")):
        assert ids(outcome.page.hits) == ["3"]
        assert (outcome.min_should_match, outcome.clause_count) == (1, 2)
    assert asked("omega house:commons").page.total == 0


def test_half_a_page_is_filled_with_the_nearest() -> None:
    outcome = asked("alpha gamma", facets=())
    assert (ids(outcome.page.hits), outcome.page.total) == (["1"], 1)
    assert sorted(nearest(outcome)) == ["2", "3"]
    assert len(nearest(asked("alpha gamma", per_page=4))) == 1
    assert nearest(asked("alpha gamma", AnyOf("house", ("Commons",)))) == ["3"]


def test_half_a_page_is_filled_by_what_folding_leaves_of_it() -> None:
    outcome = asked("alpha beta", per_page=4, collapse_by="house")
    assert (outcome.page.total, outcome.page.collapsed_total, nearest(outcome)) == (2, 1, ["3"])


def test_folding_does_not_change_which_words_rank_a_long_text() -> None:
    engine = MemoryEngine([Question(str(n), "Lords", f"alpha {'gamma' if n % 2 else 'delta'} w{n}") for n in range(9)])
    assert asked(TEXT, engine=engine, collapse_by="house").feedback_terms == asked(TEXT, engine=engine).feedback_terms != ()


@pytest.mark.parametrize("said", [{"sort": "newest"}, {"page": 2}, {"per_page": 2}])
def test_only_the_first_page_by_relevance_is_filled(said: dict[str, object]) -> None:
    assert asked("alpha gamma", **said).partial_matches is None


def test_a_long_text_is_ranked_by_the_words_of_its_best_records_too() -> None:
    records = [Question(str(n), "Lords", f"alpha {'gamma sigma' if n < 4 else 'delta'} w{n}") for n in range(9)]
    engine = MemoryEngine(records)
    outcome = asked(TEXT, engine=engine)
    assert isinstance(outcome.page.request.query, AndMaybe)
    assert "gamma" in outcome.feedback_terms
    assert outcome.page.total == len(records)
    assert (outcome.min_should_match, outcome.clause_count) == (1, relaxation.MAX_SHORT_CLAUSES + 1)


@pytest.mark.parametrize("said", [{"feedback": False}, {"sort": "newest"}])
def test_feedback_can_be_refused_and_is_for_ranking(said: dict[str, object]) -> None:
    outcome = asked(TEXT, **said)
    assert (outcome.feedback_terms, outcome.page.total) == ((), 3)


def test_a_short_search_has_no_feedback() -> None:
    assert asked("beta delta").feedback_terms == ()


def test_a_text_that_no_record_has_a_word_of_finds_nothing() -> None:
    assert asked(TEXT.replace("alpha", "omega")).page.total == 0


@pytest.mark.parametrize(("text", "id"), [("alpha gamma", "1"), ("alpha gamma", "3"), (TEXT, "2"), ("beta delta", "2")])
def test_every_hit_is_explained_by_the_search_that_found_it(text: str, id: str) -> None:
    outcome = asked(text)
    scores = {hit.question.id: hit.score for page in (outcome.page, outcome.partial_matches) if page for hit in page.hits}
    found = relevance_policy.explain(FEW, SearchRequest(text, parse(text).tree), id)
    assert found is not None
    assert sum(part.score for part in found.parts) == pytest.approx(scores[id])
    assert found.rewritten.request.query == outcome.rewritten.request.query


def test_what_is_neither_a_result_nor_near_is_not_explained() -> None:
    assert relevance_policy.explain(FEW, SearchRequest("gamma", parse("gamma").tree), "3") is None


def test_what_a_filter_leaves_out_is_not_explained() -> None:
    alpha = SearchRequest("alpha", parse("alpha").tree)
    assert relevance_policy.explain(FEW, alpha, "1") is not None
    assert relevance_policy.explain(FEW, replace(alpha, filters=(AnyOf("id", ("2",)),)), "1") is None
