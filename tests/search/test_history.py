"""The history of a question: events derived from its observed versions and from the dates in its record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from search.model.fields import FIELDS
from search.model.history import EventName, HistoryEvent, history_of, versions_of
from search.model.question import Answer, AnsweringBody, Question, Version

TABLED, HELD, ANSWERED, CORRECTED = date(2024, 3, 1), date(2024, 3, 8), date(2024, 3, 20), date(2024, 4, 2)
ASKED = Question("5", "Commons", "To ask how many.", "77", TABLED, answering_body=AnsweringBody("Department for Bridges"))
HOLDING = replace(ASKED, held_on=HELD, answer=Answer(text="Soon.", answered_on=HELD, is_holding=True))
DATED_BY_HOLDING_ANSWER = replace(ASKED, held_on=HELD, answer=Answer(text="Soon.", answered_on=HELD))
FULL = replace(ASKED, held_on=HELD, answer=Answer(text="Seventy.", answered_on=ANSWERED))
CORRECTION = Answer(text="Seven.", answered_on=ANSWERED, is_correction=True, corrected_on=CORRECTED)
WITH_CORRECTION = replace(ASKED, answer=CORRECTION)
WITH_UNDATED_CORRECTION = replace(WITH_CORRECTION, answer=replace(CORRECTION, corrected_on=None))
WITH_ORIGINAL = replace(WITH_CORRECTION, answer=replace(CORRECTION, original_text="Seventy."))
TRANSFERRED = replace(ASKED, text="To ask elsewhere how many.", answering_body=AnsweringBody("Ministry of Tides"))


def observed(*questions: Question) -> Question:
    """The last question, with all of them as its versions, observed on the days from 1 May 2024."""
    times = (datetime(2024, 5, day, 23, 30, tzinfo=UTC) - timedelta(days=1) for day in range(1, 31))
    return replace(questions[-1], versions=tuple(map(Version.of, questions, times)))


def events(question: Question) -> list[tuple[EventName, date | None]]:
    return [(event.event, event.day) for event in history_of(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (ASKED, [("asked", TABLED)]),
        (HOLDING, [("asked", TABLED), ("held", HELD)]),
        (FULL, [("asked", TABLED), ("held", HELD), ("completed", ANSWERED)]),
        (DATED_BY_HOLDING_ANSWER, [("asked", TABLED), ("held", HELD), ("answered", HELD)]),
        (WITH_CORRECTION, [("asked", TABLED), ("answered", ANSWERED), ("corrected", CORRECTED)]),
        (WITH_ORIGINAL, [("asked", TABLED), ("answered", ANSWERED), ("corrected", CORRECTED)]),
        (replace(ASKED, is_withdrawn=True), [("asked", TABLED), ("withdrawn", None)]),
        (replace(ASKED, tabled_on=None), [("asked", None)]),
    ],
)
def test_a_record_with_one_version_has_the_events_that_it_dates(
    question: Question, expected: list[tuple[EventName, date | None]]
) -> None:
    assert events(question) == expected
    assert events(observed(question)) == expected


SECOND_DAY = date(2024, 5, 2)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (ASKED, HOLDING, [("held", HELD)]),
        (ASKED, FULL, [("held", HELD), ("completed", ANSWERED)]),
        (ASKED, DATED_BY_HOLDING_ANSWER, [("held", HELD), ("answered", HELD)]),
        (HOLDING, DATED_BY_HOLDING_ANSWER, [("completed", HELD)]),
        (HOLDING, FULL, [("completed", ANSWERED)]),
        (ASKED, replace(FULL, held_on=None, heading="Now given"), [("answered", ANSWERED)]),
        (replace(FULL, held_on=None), WITH_CORRECTION, [("corrected", CORRECTED)]),
        (ASKED, WITH_CORRECTION, [("answered", ANSWERED), ("corrected", CORRECTED)]),
        (
            WITH_CORRECTION,
            replace(WITH_CORRECTION, answer=replace(CORRECTION, corrected_on=date(2024, 4, 9))),
            [("corrected", date(2024, 4, 9))],
        ),
        (FULL, replace(FULL, answer=replace(FULL.answer or CORRECTION, text="Eighty.")), [("rewritten", SECOND_DAY)]),
        (ASKED, TRANSFERRED, [("transferred", SECOND_DAY)]),
        (ASKED, replace(ASKED, text="To ask how few."), [("reworded", SECOND_DAY)]),
        (ASKED, replace(ASKED, text="To ask  how many.", heading="Bridges"), [("headed", SECOND_DAY)]),
        (ASKED, replace(ASKED, tabled_on=HELD), [("redated", SECOND_DAY)]),
        (ASKED, replace(ASKED, due_on=HELD), [("amended", SECOND_DAY)]),
        (ASKED, replace(ASKED, is_withdrawn=True), [("withdrawn", SECOND_DAY)]),
        (replace(ASKED, is_withdrawn=True), ASKED, [("reinstated", SECOND_DAY)]),
        (ASKED, replace(ASKED, is_removed_at_source=True), [("removed", SECOND_DAY)]),
        (replace(ASKED, is_removed_at_source=True), ASKED, [("returned", SECOND_DAY)]),
        (ASKED, replace(TRANSFERRED, is_withdrawn=True), [("transferred", SECOND_DAY), ("withdrawn", SECOND_DAY)]),
    ],
)
def test_events_between_two_versions(before: Question, after: Question, expected: list[tuple[EventName, date | None]]) -> None:
    question = observed(before, after)
    assert [(event.event, event.day) for event in history_of(question) if event.version == 1] == expected
    assert len(versions_of(question)) == 2


def test_the_day_is_that_of_the_record_or_else_of_the_observation() -> None:
    assert history_of(observed(ASKED, TRANSFERRED, HOLDING))[1:] == (
        HistoryEvent("transferred", SECOND_DAY, day_is_recorded=False, version=1),
        HistoryEvent("transferred", date(2024, 5, 3), day_is_recorded=False, version=2),
        HistoryEvent("held", HELD, day_is_recorded=True, version=2),
    )


def test_the_original_of_a_correction_is_one_version() -> None:
    assert [version.answer for version in versions_of(WITH_ORIGINAL)] == ["Seventy.", "Seven."]
    assert [version.answer for version in versions_of(observed(replace(FULL, held_on=None), WITH_ORIGINAL))] == [
        "Seventy.",
        "Seven.",
    ]
    assert [version.answer for version in versions_of(WITH_CORRECTION)] == ["Seven."]
    assert [version.is_correction for version in versions_of(WITH_ORIGINAL)] == [False, True]


@pytest.mark.parametrize(
    ("field", "question", "day"),
    [
        ("completed-on", FULL, ANSWERED),
        ("completed-on", observed(replace(HOLDING, held_on=None), replace(FULL, held_on=None)), ANSWERED),
        ("completed-on", HOLDING, None),
        ("completed-on", DATED_BY_HOLDING_ANSWER, None),
        ("completed-on", observed(HOLDING, DATED_BY_HOLDING_ANSWER), HELD),
        ("completed-on", WITH_CORRECTION, None),
        ("transferred-on", observed(ASKED, TRANSFERRED, replace(TRANSFERRED, answer=CORRECTION)), SECOND_DAY),
        ("transferred-on", observed(ASKED, TRANSFERRED, ASKED), date(2024, 5, 3)),
        ("transferred-on", observed(TRANSFERRED), None),
        ("withdrawn-on", observed(ASKED, replace(ASKED, is_withdrawn=True)), SECOND_DAY),
        ("withdrawn-on", observed(replace(ASKED, is_withdrawn=True)), None),
        ("removed-on", observed(ASKED, replace(ASKED, is_removed_at_source=True)), SECOND_DAY),
        ("changed", ASKED, TABLED),
        ("changed", WITH_ORIGINAL, CORRECTED),
        ("changed", observed(FULL, replace(FULL, is_withdrawn=True)), SECOND_DAY),
        ("changed", replace(ASKED, tabled_on=None), None),
        ("changed", observed(FULL, WITH_UNDATED_CORRECTION), SECOND_DAY),
        ("corrected-on", observed(FULL, WITH_UNDATED_CORRECTION), None),
        ("activity", observed(FULL, replace(FULL, is_withdrawn=True)), ANSWERED),
    ],
)
def test_date_fields_have_the_last_day_of_each_change(field: str, question: Question, day: date | None) -> None:
    assert FIELDS[field].values(question) == ((day.isoformat(),) if day else ())
