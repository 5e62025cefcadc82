"""Each record knows up to which day it is known: the day it was fetched, or the newest activity of its file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from msgspec.structs import replace

from indexer.staging.store import StagingStore
from search.model.question import Answer, Question, SourceRecord, State

TABLED, DUE = date(2025, 7, 1), date(2025, 7, 8)
WAITING = Question("5", "Commons", "To ask how.", "77", TABLED, DUE, source_records=(SourceRecord("official-api", "{}"),))


Records = list[Question | tuple[Question, datetime]]
"""The records of a file, each with its time of fetching if it has one."""


def other(day: date, id: str = "6") -> Question:
    """Another question, answered on a day."""
    return replace(WAITING, id=id, uin=id, answer=Answer("So.", "So.", day))


def staged(*files: Records, indexed: Question | None = None) -> Question:
    """Stage files of records, each with its time of fetching if it has one; return question 5."""
    with StagingStore.open({"5": indexed}.get) as staging:
        for file in files:
            with staging.reading_file():
                for record in file:
                    staging.add(*record) if isinstance(record, tuple) else staging.add(record)
        return next(question for question in staging.merge_sources().questions() if question.id == "5")


def fetched(day: int, hour: int = 12) -> tuple[Question, datetime]:
    return WAITING, datetime(2025, 7, day, hour, tzinfo=UTC)


def days(question: Question) -> tuple[date | None, date | None]:
    return question.fetched_on, question.file_ends_on


def test_a_harvested_record_has_the_british_day_on_which_it_was_last_fetched() -> None:
    assert days(staged([fetched(2), fetched(9), fetched(4)])) == (date(2025, 7, 9), None)
    assert days(staged([fetched(9, 23)])) == (date(2025, 7, 10), None)


def test_the_newest_activity_of_a_file_is_used_as_the_day_of_fetching() -> None:
    corrected = replace(other(DUE), answer=Answer("So.", "So.", DUE, is_correction=True, corrected_on=date(2025, 7, 20)))
    holding = replace(WAITING, id="8", uin="8", held_on=date(2025, 7, 21))
    future = replace(WAITING, id="9", uin="9", tabled_on=date.today().replace(year=date.today().year + 2))
    assert days(staged([WAITING])) == (None, TABLED)
    assert days(staged([WAITING, other(date(2025, 7, 16))])) == (None, date(2025, 7, 16))
    assert days(staged([other(date(2025, 7, 16)), WAITING, corrected, future])) == (None, date(2025, 7, 20))
    assert days(staged([WAITING, holding])) == (None, date(2025, 7, 21))
    assert days(staged([WAITING], [other(date(2025, 7, 16))])) == (None, TABLED)


FILES: list[Records] = [
    [WAITING, other(date(2025, 7, 16))],
    [fetched(9)],
    [WAITING, other(date(2025, 7, 30), "7")],
    [fetched(12)],
]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_files_in_any_order_and_parts_give_the_newest_values(count: int) -> None:
    for files in permutations(FILES, count):
        whole = staged(*files)
        assert whole.current_to == max(staged(file).current_to or date.min for file in files)
        assert whole.fetched_on == max((day for day in (staged(file).fetched_on for file in files) if day), default=None)
        for cut in range(1, count):
            assert days(staged(*files[cut:], indexed=staged(*files[:cut]))) == days(whole)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"fetched_on": date(2025, 7, 9)}, "unanswered"),
        ({"fetched_on": DUE}, "not-collected"),
        ({"fetched_on": TABLED}, "not-collected"),
        ({"fetched_on": date(2025, 7, 9), "due_on": None}, "not-collected"),
        ({"file_ends_on": date(2025, 7, 9)}, "no-answer"),
        ({"file_ends_on": DUE}, "not-collected"),
        ({"file_ends_on": date(2025, 7, 9), "due_on": None}, "not-collected"),
        ({"fetched_on": TABLED, "file_ends_on": date(2025, 7, 9)}, "no-answer"),
        ({"fetched_on": date(2025, 7, 9), "file_ends_on": date(2025, 7, 10)}, "unanswered"),
        ({}, "no-answer"),
        ({"fetched_on": TABLED, "is_withdrawn": True}, "withdrawn"),
        ({"fetched_on": TABLED, "answer": Answer(text="So.")}, "answered"),
    ],
)
def test_only_a_record_fetched_after_the_day_it_was_due_is_unanswered(changes: dict[str, object], state: State) -> None:
    assert replace(WAITING, **changes).state == state
