"""The bonuses of similarity: wording and recency."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from search.pipeline import relevance_policy
from search.pipeline.similarity_bonus import RECENCY_DAYS, RECENCY_SHARE, WORDING_SHARE, RecencyBonus, WordingBonus

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
    bonus = WordingBonus(question("1", "lighthouse keepers of the northern islands"))
    others = [question("2", "northern islands and lighthouse keepers"), question("3", "the lighthouse")]
    assert [share.share for (share,) in bonus(others)] == pytest.approx([WORDING_SHARE * 2 / 5, 0.0])


def test_a_draft_lists_new_questions_before_old_ones_that_are_little_more_like_it() -> None:
    text = "To ask the Minister for Tides, how many lanterns the harbours of the northern islands have"
    records = [question("old", text, 3000), question("new", f"{text} lit")]
    others = [question(f"other {number}", f"Whether herring {number} swim") for number in range(9)]
    hits = relevance_policy.earlier_questions(MemoryEngine([*records, *others]), text).page.hits
    assert [hit.question.id for hit in hits] == ["new", "old"]
