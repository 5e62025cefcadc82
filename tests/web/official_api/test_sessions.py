"""The current session."""

from __future__ import annotations

from datetime import date

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Question
from web import Assets, create_app


@pytest.mark.parametrize(
    ("days", "total"),
    [((date(2021, 2, 9), date(2020, 1, 6), date(2019, 5, 1)), 2), ((date(2001, 1, 1), date(2000, 1, 1)), 2), ((None,), 0)],
)
def test_the_current_session_is_that_of_the_newest_question(days: tuple[date | None, ...], total: int) -> None:
    engine = MemoryEngine(Question(str(number), "Lords", "To ask.", tabled_on=day) for number, day in enumerate(days, 1))
    client = create_app(engine, Assets.find()).test_client()
    assert client.get("/api/writtenquestions/questions?sessionStatus=Current").get_json()["totalResults"] == total
