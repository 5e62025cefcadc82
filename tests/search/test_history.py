"""What happened to a question follows from the states it was seen in and from the days it tells of itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from search.model.fields import FIELDS
from search.model.history import EventName, HistoryEvent, history_of, versions_of
from search.model.question import Answer, AnsweringBody, Question, Version

TABLED, HELD, ANSWERED, CORRECTED = date(2024, 3, 1), date(2024, 3, 8), date(2024, 3, 20), date(2024, 4, 2)
ASKED = Question("5", "Commons", "To ask how many.", "77", TABLED, answering_body=AnsweringBody("Department for Bridges"))
HOLDING = replace(ASKED, held_on=HELD, answer=Answer(text="Soon.", answered_on=HELD, is_holding=True))
WHOLE = replace(ASKED, held_on=HELD, answer=Answer(text="Seventy.", answered_on=ANSWERED))
MENDED = Answer(text="Seven.", answered_on=ANSWERED, is_correction=True, corrected_on=CORRECTED)
RIGHT = replace(ASKED, answer=MENDED)
UNDATED = replace(RIGHT, answer=replace(MENDED, corrected_on=None))
TOLD = replace(RIGHT, answer=replace(MENDED, original_text="Seventy."))
MOVED = replace(ASKED, text="To ask elsewhere how many.", answering_body=AnsweringBody("Ministry of Tides"))


def seen(*questions: Question) -> Question:
    """The last of them, seen in these states on the first of May and the days after."""
    at = (datetime(2024, 5, day, 23, 30, tzinfo=UTC) for day in range(1, 31))
    return replace(questions[-1], versions=tuple(map(Version.of, questions, at)))


def told(question: Question) -> list[tuple[EventName, date | None]]:
    return [(each.event, each.day) for each in history_of(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (ASKED, [("asked", TABLED)]),
        (HOLDING, [("asked", TABLED), ("held", HELD)]),
        (WHOLE, [("asked", TABLED), ("held", HELD), ("completed", ANSWERED)]),
        (RIGHT, [("asked", TABLED), ("answered", ANSWERED), ("corrected", CORRECTED)]),
        (TOLD, [("asked", TABLED), ("answered", ANSWERED), ("corrected", CORRECTED)]),
        (replace(ASKED, is_withdrawn=True), [("asked", TABLED), ("withdrawn", None)]),
        (replace(ASKED, tabled_on=None), [("asked", None)]),
    ],
)
def test_a_record_that_was_met_once_tells_of_its_days(
    question: Question, expected: list[tuple[EventName, date | None]]
) -> None:
    assert told(question) == expected
    assert told(seen(question)) == expected


SECOND = date(2024, 5, 2)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (ASKED, HOLDING, [("held", HELD)]),
        (ASKED, WHOLE, [("held", HELD), ("completed", ANSWERED)]),
        (HOLDING, WHOLE, [("completed", ANSWERED)]),
        (ASKED, replace(WHOLE, held_on=None, heading="Now given"), [("answered", ANSWERED)]),
        (replace(WHOLE, held_on=None), RIGHT, [("corrected", CORRECTED)]),
        (ASKED, RIGHT, [("answered", ANSWERED), ("corrected", CORRECTED)]),
        (RIGHT, replace(RIGHT, answer=replace(MENDED, corrected_on=date(2024, 4, 9))), [("corrected", date(2024, 4, 9))]),
        (WHOLE, replace(WHOLE, answer=replace(WHOLE.answer or MENDED, text="Eighty.")), [("rewritten", SECOND)]),
        (ASKED, MOVED, [("transferred", SECOND)]),
        (ASKED, replace(ASKED, text="To ask how few."), [("reworded", SECOND)]),
        (ASKED, replace(ASKED, text="To ask  how many.", heading="Bridges"), [("headed", SECOND)]),
        (ASKED, replace(ASKED, tabled_on=HELD), [("redated", SECOND)]),
        (ASKED, replace(ASKED, due_on=HELD), [("amended", SECOND)]),
        (ASKED, replace(ASKED, is_withdrawn=True), [("withdrawn", SECOND)]),
        (replace(ASKED, is_withdrawn=True), ASKED, [("reinstated", SECOND)]),
        (ASKED, replace(ASKED, is_removed_at_source=True), [("removed", SECOND)]),
        (replace(ASKED, is_removed_at_source=True), ASKED, [("returned", SECOND)]),
        (ASKED, replace(MOVED, is_withdrawn=True), [("transferred", SECOND), ("withdrawn", SECOND)]),
    ],
)
def test_what_makes_one_state_of_another(
    before: Question, after: Question, expected: list[tuple[EventName, date | None]]
) -> None:
    question = seen(before, after)
    assert [(each.event, each.day) for each in history_of(question) if each.version == 1] == expected
    assert len(versions_of(question)) == 2


def test_a_day_is_told_by_the_record_or_else_when_it_was_seen() -> None:
    assert history_of(seen(ASKED, MOVED, HOLDING))[1:] == (
        HistoryEvent("transferred", SECOND, day_is_recorded=False, version=1),
        HistoryEvent("transferred", date(2024, 5, 3), day_is_recorded=False, version=2),
        HistoryEvent("held", HELD, day_is_recorded=True, version=2),
    )


def test_what_a_correction_replaced_is_a_state_once() -> None:
    assert [state.answer for state in versions_of(TOLD)] == ["Seventy.", "Seven."]
    assert [state.answer for state in versions_of(seen(replace(WHOLE, held_on=None), TOLD))] == ["Seventy.", "Seven."]
    assert [state.answer for state in versions_of(RIGHT)] == ["Seven."]
    assert [state.is_correction for state in versions_of(TOLD)] == [False, True]


@pytest.mark.parametrize(
    ("field", "question", "day"),
    [
        ("completed-on", WHOLE, ANSWERED),
        ("completed-on", seen(replace(HOLDING, held_on=None), replace(WHOLE, held_on=None)), ANSWERED),
        ("completed-on", HOLDING, None),
        ("completed-on", RIGHT, None),
        ("transferred-on", seen(ASKED, MOVED, replace(MOVED, answer=MENDED)), SECOND),
        ("transferred-on", seen(ASKED, MOVED, ASKED), date(2024, 5, 3)),
        ("transferred-on", seen(MOVED), None),
        ("withdrawn-on", seen(ASKED, replace(ASKED, is_withdrawn=True)), SECOND),
        ("withdrawn-on", seen(replace(ASKED, is_withdrawn=True)), None),
        ("removed-on", seen(ASKED, replace(ASKED, is_removed_at_source=True)), SECOND),
        ("changed", ASKED, TABLED),
        ("changed", TOLD, CORRECTED),
        ("changed", seen(WHOLE, replace(WHOLE, is_withdrawn=True)), SECOND),
        ("changed", replace(ASKED, tabled_on=None), None),
        ("changed", seen(WHOLE, UNDATED), SECOND),
        ("corrected-on", seen(WHOLE, UNDATED), None),
        ("activity", seen(WHOLE, replace(WHOLE, is_withdrawn=True)), ANSWERED),
    ],
)
def test_fields_hold_the_last_day_of_each_change(field: str, question: Question, day: date | None) -> None:
    assert FIELDS[field].values(question) == ((day.isoformat(),) if day else ())
