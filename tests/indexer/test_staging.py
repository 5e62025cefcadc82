"""The staging store merges records of the same question, counts and sorts them, and completes the names of members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from indexer.outcomes import InvalidRecord
from indexer.staging.store import StagingStore
from search.model.question import Answer, Person, Question, SourceName, SourceRecord

TABLED, ANSWERED = date(2009, 10, 20), date(2009, 10, 26)


def question(
    id: str = "1", source: SourceName = "official-api", uin: str = "77", tabled: date | None = TABLED, **changes: object
) -> Question:
    record = Question(id, "Commons", f"Text {id}.", uin, tabled, source_records=(SourceRecord(source, f'"{id}"'),))
    return replace(record, **changes)


def from_twfy(id: str = "commons-2009-10-26-77", uin: str = "77", answered: date = ANSWERED) -> Question:
    answer = Answer("<p>Yes.</p>", "Yes.", answered)
    return question(id, "theyworkforyou", uin, None, answer=answer)


def staged(*questions: Question) -> tuple[list[Question], int]:
    with StagingStore.open() as staging:
        for record in questions:
            staging.add(record)
        merged = staging.merge_sources()
        results = list(merged.questions())
        assert len(merged) == len(results)
        assert staging.added_count == len(questions) == len(results) + merged.superseded_count
        return results, merged.superseded_count


def test_the_phases_cannot_be_called_in_another_order() -> None:
    with StagingStore.open() as staging:
        staging.add(question())
        merged = staging.merge_sources()
        for call in (
            lambda: staging.add(question("2")),
            lambda: staging.add_indexed(question("2")),
            lambda: staging.mark_removed("1", datetime.now(UTC)),
            staging.merge_sources,
        ):
            with pytest.raises(RuntimeError, match="merge_sources has ended this phase"):
                call()
        assert [record.id for record in merged.questions()] == ["1"]


def test_a_record_is_stored_unchanged() -> None:
    whole = question(
        answer=Answer("<p>é</p>", "é", ANSWERED, Person("Ann", 3), corrected_on=TABLED, previous_versions=("x",)),
        held_on=TABLED,
    )
    assert staged(whole) == ([whole], 0)


def test_records_of_one_id_are_merged_whatever_their_source() -> None:
    results, superseded = staged(question(), question(heading="Fog"), question(source="linked-data"))
    assert superseded == 2
    (merged,) = results
    assert (merged.heading, [record.source for record in merged.source_records]) == ("Fog", ["linked-data", "official-api"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"house": "Lords"}, "cannot be Lords 77 too"), ({"uin": "78"}, "already Commons 77, and cannot be")],
)
def test_two_questions_with_one_id_are_rejected(changes: dict[str, str], message: str) -> None:
    with StagingStore.open() as staging:
        staging.add(question())
        with pytest.raises(InvalidRecord, match=message):
            staging.add(question(**changes))  # type: ignore[arg-type]
        staging.add(question(uin=""))
        assert (staging.added_count, staging.superseded_count, len(staging)) == (2, 1, 1)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_records_of_two_sources_are_merged_by_uin_and_day_tabled(is_reversed: bool) -> None:
    pair = [question("9", "linked-data"), question("commons-x", "theyworkforyou")]
    results, superseded = staged(*reversed(pair) if is_reversed else pair)
    assert superseded == 1
    assert [(record.id, len(record.source_records)) for record in results] == [("9", 2)]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_records_of_two_sources_are_merged_by_uin_and_day_answered(is_reversed: bool) -> None:
    pair = [question("9", answer=Answer("Ye...", "Ye...", ANSWERED, is_cut=True)), from_twfy()]
    results, superseded = staged(*reversed(pair) if is_reversed else pair)
    assert superseded == 1
    (merged,) = results
    assert (merged.id, merged.tabled_on, merged.answer and merged.answer.text) == ("9", TABLED, "Yes.")


@pytest.mark.parametrize(
    "other",
    [
        from_twfy(answered=ANSWERED + timedelta(1)),
        from_twfy(uin="78"),
        from_twfy(uin=""),
        replace(from_twfy(), house="Lords"),
        question("2", answer=Answer("<p>Yes.</p>", "Yes.", ANSWERED)),
    ],
    ids=["another day", "another uin", "no uin", "another House", "the same source"],
)
def test_a_uin_alone_does_not_identify_a_question(other: Question) -> None:
    results, superseded = staged(question("9", answer=Answer("<p>A.</p>", "A.", ANSWERED)), other)
    assert (len(results), superseded) == (2, 0)


def test_records_of_three_sources_are_merged_but_never_two_of_one_source() -> None:
    answer = Answer("<p>A.</p>", "A.", ANSWERED)
    results, superseded = staged(
        from_twfy(), from_twfy("commons-again"), question("9", "linked-data", answer=answer), question("8", answer=answer)
    )
    assert superseded == 2
    assert sorted(len(record.source_records) for record in results) == [1, 3]


def test_order_is_newest_first_undated_last_then_by_id() -> None:
    days = {"4": date(2020, 1, 1), "3": None, "2": date(2021, 1, 1), "1": date(2020, 1, 1), "5": None}
    results, _ = staged(*(question(number, uin="", tabled=day) for number, day in days.items()))
    assert [record.id for record in results] == ["2", "1", "4", "3", "5"]


def test_missing_names_are_completed_from_other_records() -> None:
    answer = Answer("A", "A", ANSWERED, answered_by=Person(member_id=7), corrected_by=Person(member_id=8))
    results, _ = staged(
        question("1", uin="1", asked_by=Person(member_id=7), answer=answer),
        question("2", uin="2", tabled=date(2010, 1, 1), asked_by=Person("Lady Fog", 7)),
        question("3", uin="3", tabled=date(2009, 1, 1), asked_by=Person("Ann Fog", 7)),
        question("4", uin="4", asked_by=Person(member_id=9)),
    )
    by_id = {record.id: record for record in results}
    first = by_id["1"]
    assert first.answer is not None
    assert first.asked_by == first.answer.answered_by == Person("Lady Fog", 7)
    assert first.answer.corrected_by == Person(member_id=8)
    assert by_id["3"].asked_by.name == "Ann Fog"
    assert by_id["4"].asked_by == Person(member_id=9)


SOURCES: tuple[SourceName, ...] = ("official-api", "linked-data", "theyworkforyou")
DAYS = st.sampled_from([None, TABLED, ANSWERED])
RECORDS = st.builds(
    lambda number, source, uin, tabled, answered: question(
        f"twfy-{number}" if source == "theyworkforyou" else str(number),
        source,
        uin,
        tabled,
        answer=Answer("A", "A", answered) if answered else None,
    ),
    st.integers(1, 6),
    st.sampled_from(SOURCES),
    st.sampled_from(["", "77", "78"]),
    DAYS,
    DAYS,
)


@given(st.lists(RECORDS, max_size=20))
@settings(max_examples=150, deadline=None)
def test_counts_always_add_up_and_ids_stay_distinct(questions: list[Question]) -> None:
    rejected = 0
    with StagingStore.open() as staging:
        for record in questions:
            try:
                staging.add(record)
            except InvalidRecord:
                rejected += 1
        merged = staging.merge_sources()
        results = list(merged.questions())
        assert len(questions) == len(results) + merged.superseded_count + rejected
    assert len({result.id for result in results}) == len(results)
    assert all(len({record.source for record in result.source_records}) == len(result.source_records) for result in results)
    assert {result.id for result in results} <= {record.id for record in questions}
