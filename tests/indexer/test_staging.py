"""Records waiting: merged by identity, counted, ordered, and their members named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from indexer.outcomes import InvalidRecord
from indexer.staging.store import Staging
from search.model.question import Answer, Person, Question, SourceName, SourceRecord

TABLED, ANSWERED = date(2009, 10, 20), date(2009, 10, 26)


def question(
    id: str = "1", source: SourceName = "official-api", uin: str = "77", tabled: date | None = TABLED, **changes: object
) -> Question:
    made = Question(id, "Commons", f"Text {id}.", uin, tabled, source_records=(SourceRecord(source, f'"{id}"'),))
    return replace(made, **changes)  # type: ignore[arg-type]


def from_twfy(id: str = "commons-2009-10-26-77", uin: str = "77", answered: date = ANSWERED) -> Question:
    answer = Answer("<p>Yes.</p>", "Yes.", answered)
    return question(id, "theyworkforyou", uin, None, answer=answer)


def staged(*questions: Question) -> tuple[list[Question], int]:
    with Staging() as staging:
        for each in questions:
            staging.add(each)
        staging.settle()
        found = list(staging.questions())
        assert len(staging) == len(found)
        assert staging.added_count == len(questions) == len(found) + staging.superseded_count
        return found, staging.superseded_count


def test_a_record_comes_out_as_it_went_in() -> None:
    whole = question(
        answer=Answer("<p>é</p>", "é", ANSWERED, Person("Ann", 3), corrected_on=TABLED, previous_versions=("x",)),
        held_on=TABLED,
    )
    assert staged(whole) == ([whole], 0)


def test_the_same_id_is_one_record_whichever_its_source() -> None:
    found, superseded = staged(question(), question(heading="Fog"), question(source="linked-data"))
    assert superseded == 2
    (one,) = found
    assert (one.heading, [wire.source for wire in one.source_records]) == ("Fog", ["linked-data", "official-api"])


@pytest.mark.parametrize(
    ("changes", "told"), [({"house": "Lords"}, "cannot be Lords 77 too"), ({"uin": "78"}, "already Commons 77, and cannot be")]
)
def test_an_id_that_means_two_questions_is_refused(changes: dict[str, str], told: str) -> None:
    with Staging() as staging:
        staging.add(question())
        with pytest.raises(InvalidRecord, match=told):
            staging.add(question(**changes))  # type: ignore[arg-type]
        staging.add(question(uin=""))
        assert (staging.added_count, staging.superseded_count, len(staging)) == (2, 1, 1)


@pytest.mark.parametrize("flip", [False, True])
def test_different_sources_meet_by_uin_and_day_tabled(flip: bool) -> None:
    pair = [question("9", "linked-data"), question("commons-x", "theyworkforyou")]
    found, superseded = staged(*reversed(pair) if flip else pair)
    assert superseded == 1
    assert [(one.id, len(one.source_records)) for one in found] == [("9", 2)]


@pytest.mark.parametrize("flip", [False, True])
def test_different_sources_meet_by_uin_and_day_answered(flip: bool) -> None:
    pair = [question("9", answer=Answer("Ye...", "Ye...", ANSWERED, is_cut=True)), from_twfy()]
    found, superseded = staged(*reversed(pair) if flip else pair)
    assert superseded == 1
    (one,) = found
    assert (one.id, one.tabled_on, one.answer and one.answer.text) == ("9", TABLED, "Yes.")


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
def test_a_uin_alone_is_no_identity(other: Question) -> None:
    found, superseded = staged(question("9", answer=Answer("<p>A.</p>", "A.", ANSWERED)), other)
    assert (len(found), superseded) == (2, 0)


def test_three_sources_become_one_and_never_two_of_one_source() -> None:
    answer = Answer("<p>A.</p>", "A.", ANSWERED)
    found, superseded = staged(
        from_twfy(), from_twfy("commons-again"), question("9", "linked-data", answer=answer), question("8", answer=answer)
    )
    assert superseded == 2
    assert sorted(len(one.source_records) for one in found) == [1, 3]


def test_newest_first_undated_last_then_by_id() -> None:
    days = {"4": date(2020, 1, 1), "3": None, "2": date(2021, 1, 1), "1": date(2020, 1, 1), "5": None}
    found, _ = staged(*(question(number, uin="", tabled=day) for number, day in days.items()))
    assert [one.id for one in found] == ["2", "1", "4", "3", "5"]


def test_names_are_learnt_from_records_that_have_both() -> None:
    answer = Answer("A", "A", ANSWERED, answered_by=Person(member_id=7), corrected_by=Person(member_id=8))
    found, _ = staged(
        question("1", uin="1", asked_by=Person(member_id=7), answer=answer),
        question("2", uin="2", tabled=date(2010, 1, 1), asked_by=Person("Lady Fog", 7)),
        question("3", uin="3", tabled=date(2009, 1, 1), asked_by=Person("Ann Fog", 7)),
        question("4", uin="4", asked_by=Person(member_id=9)),
    )
    by_id = {one.id: one for one in found}
    first = by_id["1"]
    assert first.answer is not None
    assert first.asked_by == first.answer.answered_by == Person("Lady Fog", 7)
    assert first.answer.corrected_by == Person(member_id=8)
    assert by_id["3"].asked_by.name == "Ann Fog"
    assert by_id["4"].asked_by == Person(member_id=9)


SOURCES: tuple[SourceName, ...] = ("official-api", "linked-data", "theyworkforyou")
DAYS = st.sampled_from([None, TABLED, ANSWERED])
MADE = st.builds(
    lambda number, source, uin, tabled, answered: question(
        f"made-{number}" if source == "theyworkforyou" else str(number),
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


@given(st.lists(MADE, max_size=20))
@settings(max_examples=150, deadline=None)
def test_counts_always_add_up_and_ids_stay_distinct(questions: list[Question]) -> None:
    refused = 0
    with Staging() as staging:
        for each in questions:
            try:
                staging.add(each)
            except InvalidRecord:
                refused += 1
        staging.settle()
        found = list(staging.questions())
        assert len(questions) == len(found) + staging.superseded_count + refused
    assert len({one.id for one in found}) == len(found)
    assert all(len({wire.source for wire in one.source_records}) == len(one.source_records) for one in found)
    assert {one.id for one in found} <= {one.id for one in questions}
