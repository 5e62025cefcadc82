"""The relevance policy: most words of a search, any word of a long text; drafts; feedback; explanations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import nearness, relaxation, relevance_policy
from search.query.nodes import AndMaybe, AnyOf, Node, Word
from search.query.parser import parse
from search.query.request import SearchRequest, Sort
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


@pytest.mark.parametrize(
    ("text", "matching", "full_total", "min_should_match", "clause_count"),
    [
        ("alpha beta", ["1", "2"], 2, 2, 2),
        ("alpha gamma", ["1"], 1, 2, 2),
        ("beta delta", ["1", "2", "3"], 0, 1, 2),
        ("beta delta -gamma", ["2", "3"], 0, 1, 2),
        ("alpha beta gamma", ["1", "2"], 1, 2, 3),
        ("alpha beta gamma omega", ["1", "2"], 0, 2, 4),
        ("alpha", ["1", "2", "3"], 3, 0, 0),
        ("omega psi", [], 0, 1, 2),
        ("omega", [], 0, 0, 0),
        ("omega OR psi", [], 0, 0, 0),
        (" ".join(f"omega{n}" for n in range(20)) + " alpha beta", ["1", "2", "3"], 0, 1, 22),
    ],
)
def test_results_have_most_of_the_words(
    text: str, matching: list[str], full_total: int, min_should_match: int, clause_count: int
) -> None:
    outcome = search(text)
    assert sorted(ids(outcome.page.hits)) == matching
    assert (outcome.min_should_match, outcome.clause_count) == (min_should_match, clause_count)
    assert (outcome.page.total, outcome.full_total) == (len(matching), full_total)
    assert outcome.close_total == len(matching) - full_total


@pytest.mark.parametrize(("clause_count", "minimum"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 5), (7, 6), (8, 6), (12, 9)])
def test_the_minimum_grows_with_the_search(clause_count: int, minimum: int) -> None:
    assert relaxation.min_should_match(clause_count) == minimum


def test_all_words_leaves_out_close_matches() -> None:
    outcome = search("alpha beta gamma", all_words=True)
    assert (ids(outcome.page.hits), outcome.full_total, outcome.close_total) == (["1"], 1, 0)


def test_a_result_says_which_words_it_lacks() -> None:
    outcome = search("alpha beta gamma")
    assert {hit.question.id: hit.missing for hit in outcome.page.hits} == {"1": (), "2": (Word("gamma"),)}


def test_relaxes_until_enough_records_match() -> None:
    texts = {"alpha beta gamma": 3, "alpha beta": relaxation.ENOUGH_RECORDS, "alpha": 70, "delta": 1}
    many = MemoryEngine(
        [Question(f"{text} {n}", "Lords", text) for text, count in texts.items() for n in range(count)],
    )
    outcome = search("alpha beta gamma delta", engine=many)
    assert (outcome.min_should_match, outcome.clause_count, outcome.page.total) == (2, 4, relaxation.ENOUGH_RECORDS + 3)


@pytest.mark.parametrize(("text", "counts"), [("alpha beta", 1), ("omega psi", 1), ("omega psi chi", 1), (LONG_TEXT, 0)])
def test_the_records_with_a_single_clause_are_not_counted(text: str, counts: int) -> None:
    counted: list[Node] = []

    class CountingEngine(MemoryEngine):
        def count(self, query: Node) -> int:
            counted.append(query)
            return super().count(query)

    assert relaxation.relax(CountingEngine([Question("1", "Lords", "alpha beta")]), parse(text).tree) is not None
    assert len(counted) == counts


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_every_order_lists_the_same_results(sort: Sort) -> None:
    assert sorted(ids(search("alpha beta gamma", sort=sort).page.hits)) == ["1", "2"]


def test_words_near_one_another_and_early_come_first() -> None:
    filler = " ".join(f"w{n}" for n in range(20))
    texts = {"far": f"{filler} dental {filler} anaesthetic", "near": f"{filler} dental anaesthetic {filler}"}
    texts["early"] = f"dental anaesthetic {filler} {filler}"
    engine = MemoryEngine([Question(name, "Lords", text) for name, text in texts.items()])
    assert ids(search("dental anaesthetic", engine=engine).page.hits) == ["early", "near", "far"]


def test_pages_follow_one_another_beyond_the_rescored_results() -> None:
    engine = MemoryEngine([Question(str(n), "Lords", "alpha beta " * (n % 7 + 1)) for n in range(nearness.DEPTH + 30)])
    pages = [ids(search("alpha beta", engine=engine, page=number).page.hits) for number in range(1, 6)]
    ids_in_order = [id_ for page in pages for id_ in page]
    assert sorted(ids_in_order, key=int) == [str(n) for n in range(nearness.DEPTH + 30)]
    outcome = search("alpha beta", engine=engine)
    assert [question.id for question in relevance_policy.ranked_records(engine, outcome)] == ids_in_order


def test_a_whole_question_is_compared_by_its_key_terms() -> None:
    opening = "To ask the Secretary of State for Tides, what"
    engine = MemoryEngine(
        [Question(str(n), "Lords", f"{opening} {words}") for n, words in enumerate(["lamps cost", "boats cost", "piers rot"])]
    )
    outcome = search(f"{opening} new lamps would cost", engine=engine)
    assert outcome.is_draft
    assert ids(outcome.page.hits)[0] == "0"
    assert outcome.full_total == 0


PROSE = f"alpha beta {' '.join(f'other{n}' for n in range(25))}"
"""A text of more than 25 words that is no whole question."""


def test_a_long_text_lists_new_questions_before_old_ones_that_are_little_more_like_it() -> None:
    old = Question("old", "Lords", "alpha beta other1 delta", tabled_on=date(2015, 1, 5))
    new = Question("new", "Lords", "alpha beta delta", tabled_on=date(2024, 1, 5))
    engine = MemoryEngine([old, new])
    assert ids(search(PROSE, engine=engine).page.hits) == ["new", "old"]
    assert ids(search(PROSE, engine=engine, draft=False).page.hits) == ["old", "new"]
    assert ids(search(f"{LONG_TEXT} beta word1 other1", engine=engine).page.hits) == ["old", "new"]


def test_the_bonuses_of_a_long_text_add_up_to_the_score_of_the_hit() -> None:
    for hit in search(PROSE).page.hits:
        explanation = relevance_policy.explain(ENGINE, SearchRequest(PROSE, parse(PROSE).tree), hit.question.id)
        assert explanation
        assert "much the same words" in [bonus.reason for bonus in explanation.bonuses]
        total = sum(part.score for part in explanation.parts)
        total += explanation.best_score * sum(bonus.share for bonus in explanation.bonuses)
        assert total == pytest.approx(hit.score)


def test_filters_apply_but_do_not_change_the_relaxation() -> None:
    commons = AnyOf("house", ("Commons",))
    assert search("alpha beta gamma", commons).page.total == 0
    for outcome in (search("beta delta", commons), search("beta delta house:commons")):
        assert ids(outcome.page.hits) == ["3"]
        assert (outcome.min_should_match, outcome.clause_count) == (1, 2)
    assert search("omega house:commons").page.total == 0


def test_collapsing_does_not_change_the_feedback_terms() -> None:
    engine = MemoryEngine([Question(str(n), "Lords", f"alpha {'gamma' if n % 2 else 'delta'} w{n}") for n in range(9)])
    terms = search(LONG_TEXT, engine=engine).feedback_terms
    assert terms
    assert search(LONG_TEXT, engine=engine, collapse_by="house").feedback_terms == terms


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


@pytest.mark.parametrize(
    ("text", "id"), [("alpha gamma", "1"), ("alpha beta gamma", "2"), (LONG_TEXT, "2"), ("beta delta", "2"), ("alpha", "3")]
)
def test_explains_the_score_of_each_hit(text: str, id: str) -> None:
    outcome = search(text)
    scores = {hit.question.id: hit.score for hit in outcome.page.hits}
    explanation = relevance_policy.explain(ENGINE, SearchRequest(text, parse(text).tree), id)
    assert explanation is not None
    bonuses = sum(explanation.best_score * bonus.share for bonus in explanation.bonuses)
    assert sum(part.score for part in explanation.parts) + bonuses == pytest.approx(scores[id])
    assert explanation.rewritten.request.query == outcome.rewritten.request.query


def test_does_not_explain_a_record_that_is_no_hit() -> None:
    assert relevance_policy.explain(ENGINE, SearchRequest("gamma", parse("gamma").tree), "3") is None


def test_does_not_explain_a_record_outside_the_filters() -> None:
    alpha = SearchRequest("alpha", parse("alpha").tree)
    assert relevance_policy.explain(ENGINE, alpha, "1") is not None
    assert relevance_policy.explain(ENGINE, replace(alpha, filters=(AnyOf("id", ("2",)),)), "1") is None
