"""The bonuses of similarity: wording, words, heading, reference and recency."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, timedelta

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from search.pipeline import more_like_this, relevance_policy
from search.pipeline.similarity_bonus import (
    CITED_SHARE,
    HEADING_SHARE,
    RECENCY_DAYS,
    RECENCY_SHARE,
    TERMS_SHARE,
    WORDING_SHARE,
    HeadingBonus,
    RecencyBonus,
    SimilarityBonus,
)
from search.query.parser import parse
from search.query.request import SearchRequest

DAY = date(2020, 6, 1)


def question(id: str, text: str = "", days: int | None = 0, answered: int | None = None) -> Question:
    """Return a question tabled and answered some days before ``DAY``."""
    answer = None if answered is None else Answer(answered_on=DAY - timedelta(answered))
    return Question(id, "Lords", text, tabled_on=None if days is None else DAY - timedelta(days), answer=answer)


def recency_shares(*questions: Question) -> list[float]:
    return [bonus.share for (bonus,) in RecencyBonus()(questions)]


@pytest.mark.parametrize("days", [0, 1, RECENCY_DAYS, 4000])
def test_the_bonus_of_recency_falls_with_the_days_before_the_newest_question_compared(days: int) -> None:
    shares = recency_shares(question("1", days=30 + days), question("2", days=30))
    assert shares == pytest.approx([RECENCY_SHARE * math.exp(-days / RECENCY_DAYS), RECENCY_SHARE])


def test_a_question_of_no_known_day_has_no_bonus_of_recency() -> None:
    assert recency_shares(question("1", days=None), question("2", days=3)) == pytest.approx([0.0, RECENCY_SHARE])
    assert recency_shares(question("1", days=None)) == [0.0]


def test_a_question_without_a_day_of_tabling_has_that_of_its_answer() -> None:
    shares = recency_shares(question("1", days=None, answered=RECENCY_DAYS), question("2", answered=RECENCY_DAYS))
    assert shares == pytest.approx([RECENCY_SHARE / math.e, RECENCY_SHARE])


def test_the_bonus_of_wording_is_the_share_of_the_pairs_of_words() -> None:
    bonus = SimilarityBonus(MemoryEngine([]), question("1", "lighthouse keepers of the northern islands"))
    others = [question("2", "northern islands and lighthouse keepers"), question("3", "the lighthouse")]
    assert [wording.share for wording, _ in bonus(others)] == pytest.approx([WORDING_SHARE * 2 / 5, 0.0])


def test_the_bonus_of_words_is_the_cosine_by_tf_idf() -> None:
    records = [question("1", "lantern"), question("2", "lantern fog"), question("3", "fog fog"), question("4", "herring")]
    lantern, fog = math.log(1 + 4 / 3), math.log(1 + 4 / 3)
    twice = (1 + math.log(2)) * fog
    cosines = [lantern / math.hypot(lantern, fog), 1.0, fog * twice / (math.hypot(lantern, fog) * twice), 0.0]
    bonus = SimilarityBonus(MemoryEngine(records), records[1])
    assert [words.share for _, words in bonus(records)] == pytest.approx([TERMS_SHARE * cosine for cosine in cosines])


def test_the_bonus_of_words_does_not_depend_on_the_order_in_which_stems_are_counted() -> None:
    class Backwards(MemoryEngine):
        def stem_frequencies(self, stems: Collection[str]) -> dict[str, int]:
            return dict(reversed(super().stem_frequencies(stems).items()))

    records = [question("1", "lantern"), question("2", "lantern fog fog"), question("3", "fog"), question("4", "herring fog")]
    assert SimilarityBonus(Backwards(records), records[1])(records) == SimilarityBonus(MemoryEngine(records), records[1])(
        records
    )


def test_a_question_without_words_has_no_bonus_of_similarity() -> None:
    (bonuses,) = SimilarityBonus(MemoryEngine([]), question("1"))([question("2")])
    assert [bonus.share for bonus in bonuses] == [0.0, 0.0]


def test_a_question_under_the_same_heading_has_the_bonus_of_the_heading() -> None:
    headings = ["Lighthouses: Staff", "LIGHTHOUSES: STAFF", "Lighthouses", ""]
    shares = HeadingBonus(Question("1", "Lords", "", heading="Lighthouses: staff"))(
        [Question(str(n), "Lords", "", heading=h) for n, h in enumerate(headings)]
    )
    assert [bonus.share for (bonus,) in shares] == [HEADING_SHARE, HEADING_SHARE, 0.0, 0.0]
    assert HeadingBonus(Question("1", "Lords", ""))([Question("2", "Lords", "")])[0][0].share == 0.0


def test_more_like_this_lists_the_same_heading_first_among_questions_as_like() -> None:
    records = [
        Question(str(n), "Lords", "whether lanterns burn", heading=h) for n, h in enumerate(("Harbour fog", "Fog harbour"))
    ]
    others = [question(f"other {number}", f"Whether herring {number} swim") for number in range(9)]
    for heading, first in (("Harbour fog", "0"), ("Fog harbour", "1")):
        like = Question("like", "Lords", "whether the lanterns burn", heading=heading)
        engine = MemoryEngine([*records, *others])
        request = SearchRequest(query=more_like_this.build_query(engine, like).query, with_snippets=False)
        assert more_like_this.similar_page(engine, like, request).hits[0].question.id == first


def test_a_draft_lists_new_questions_before_old_ones_that_are_little_more_like_it() -> None:
    text = "To ask the Minister for Tides, how many lanterns the harbours of the northern islands have"
    records = [question("old", text, 3000), question("new", f"{text} lit")]
    others = [question(f"other {number}", f"Whether herring {number} swim") for number in range(9)]
    hits = relevance_policy.earlier_questions(MemoryEngine([*records, *others]), text).page.hits
    assert [hit.question.id for hit in hits] == ["new", "old"]


LANTERNS = "how many lanterns the harbours of the northern islands have"


def cited_ids(text: str) -> list[str]:
    """Return the results for a draft, among three questions that are as like it, of which one has the UIN 4821."""
    days = {"before": 700, "cited": 400, "after": 10}
    records = [
        Question(name, "Lords", LANTERNS, uin="4821" if name == "cited" else f"{days}", tabled_on=DAY - timedelta(days))
        for name, days in days.items()
    ]
    others = [question(f"other {number}", f"Whether herring {number} swim") for number in range(9)]
    request = SearchRequest(text, parse(text).tree)
    return [hit.question.id for hit in relevance_policy.search(MemoryEngine([*records, *others]), request).page.hits]


def test_the_question_that_a_draft_refers_to_comes_first() -> None:
    opening = "To ask the Minister for Tides"
    cited_on = f"{(DAY - timedelta(400)).day} {(DAY - timedelta(400)):%B %Y}"
    assert cited_ids(f"{opening}, {LANTERNS}") == ["after", "cited", "before"]
    assert cited_ids(f"{opening}, pursuant to the answer to Question 4821, {LANTERNS}")[0] == "cited"
    assert cited_ids(f"{opening}, pursuant to the answer of {cited_on} to Question 4821, {LANTERNS}")[0] == "cited"
    assert cited_ids(f"{opening}, pursuant to the answer to Question 4822, {LANTERNS}")[0] == "after"


def test_a_question_that_a_draft_refers_to_by_another_day_comes_first_too() -> None:
    text = f"To ask the Minister for Tides, pursuant to the answer of 3 March 2003 to Question 4821, {LANTERNS}"
    assert cited_ids(text)[0] == "cited"


def test_the_bonuses_of_a_draft_add_up_to_the_score_of_the_hit() -> None:
    text = f"To ask the Minister for Tides, pursuant to the answer to Question 4821, {LANTERNS}"
    records = [
        Question("cited", "Lords", LANTERNS, uin="4821"),
        *(question(f"{n}", f"Whether herring {n} swim") for n in range(9)),
    ]
    engine, request = MemoryEngine(records), SearchRequest(text, parse(text).tree)
    explanation = relevance_policy.explain(engine, request, "cited")
    assert explanation
    assert CITED_SHARE in [bonus.share for bonus in explanation.bonuses if bonus.reason == "the text refers to it"]
    score = sum(part.score for part in explanation.parts) + explanation.best_score * sum(b.share for b in explanation.bonuses)
    assert relevance_policy.search(engine, request).page.hits[0].score == pytest.approx(score)
