"""Every state a record was seen in is kept, once, whatever comes of it and however often it is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from indexer.staging import version_history
from indexer.staging.merge import merge
from indexer.staging.store import Staging
from indexer.staging.version_history import mark_removed, merged_versions, with_initial_version, with_observation
from search.model.question import Answer, AnsweringBody, Question, SourceRecord, Version

START = datetime(2024, 5, 1, tzinfo=UTC)
BLANK = Question("5", "Commons", "To ask how.", "77", source_records=(SourceRecord("official-api", "{}"),))
ANSWERED = replace(BLANK, answer=Answer("<p>So.</p>", "So.", date(2024, 5, 3)))
CUT = replace(BLANK, text="To a", is_cut=True)
GONE = None


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def called(heading: str) -> Question:
    return replace(BLANK, heading=heading)


def staged(*sightings: tuple[int | None, Question | None], known: Question | None = None) -> Question:
    """The record after sightings, each with its hour; None for one of which the source says it has it not."""
    with Staging(lambda _: known) as staging:
        for hour, question in sightings:
            seen_at = None if hour is None else at(hour)
            if question is None:
                staging.mark_removed("5", seen_at or START)
            else:
                staging.add(question, seen_at)
        staging.settle()
        (found,) = staging.questions()
        return found


def told(question: Question) -> list[tuple[int | None, str]]:
    """Hour and heading of each state."""
    return [
        (None if each.seen_at is None else (each.seen_at - START) // timedelta(hours=1), each.heading)
        for each in question.versions
    ]


def test_every_different_state_is_kept_as_it_was_first_seen() -> None:
    found = staged((1, called("a")), (2, called("a")), (3, called("b")), (4, called("b")), (5, called("a")))
    assert told(found) == [(1, "a"), (3, "b"), (5, "a")]


def test_what_says_no_more_in_other_white_space_is_no_other_state() -> None:
    assert len(staged((1, called("a")), (2, replace(called("a"), text="To ask\nhow."))).versions) == 1


def test_a_cut_text_is_no_state_but_says_that_the_question_is_there() -> None:
    found = staged((1, CUT), (2, BLANK), (3, CUT), (4, GONE), (5, CUT))
    assert [(told(found)[n][0], each.is_removed_at_source, each.text) for n, each in enumerate(found.versions)] == [
        (2, False, "To ask how."),
        (4, True, "To ask how."),
        (5, False, "To ask how."),
    ]
    assert not found.is_removed_at_source


def test_a_record_without_times_has_no_states_until_it_is_seen_again() -> None:
    assert staged((None, called("a")), (None, called("b"))).versions == ()
    assert told(staged((None, called("a")), (2, called("b")))) == [(None, "a"), (2, "b")]
    assert told(staged((None, called("a")), (2, called("a")))) == [(None, "a")]
    assert told(staged((None, CUT), (2, called("b")))) == [(2, "b")]
    assert told(staged((2, called("b")), (None, called("a")))) == [(2, "b")]
    from_two = replace(called("a"), source_records=(*BLANK.source_records, SourceRecord("linked-data", "{}")))
    assert told(staged((2, called("b")), known=from_two)) == [(2, "b")]


@pytest.mark.parametrize("flip", [False, True])
def test_what_vanished_last_is_vanished_whichever_record_is_read_last(flip: bool) -> None:
    there, gone = staged((1, BLANK)), staged((1, BLANK), (2, GONE))
    assert (merge(gone, there) if flip else merge(there, gone)).is_removed_at_source
    back = staged((1, BLANK), (2, GONE), (3, BLANK))
    assert not (merge(gone, back) if flip else merge(back, gone)).is_removed_at_source


def test_what_vanishes_without_a_state_is_marked_and_kept() -> None:
    found = staged((None, CUT), (2, GONE))
    assert (found.is_removed_at_source, [each.is_removed_at_source for each in found.versions]) == (True, [False, True])


sightings = st.lists(
    st.tuples(st.sampled_from([BLANK, ANSWERED, called("a"), called("b"), replace(BLANK, is_withdrawn=True), CUT, GONE])),
    min_size=1,
    max_size=8,
).filter(lambda seen: seen[0][0] not in (GONE, CUT))


@given(sightings, st.integers(0, 8))
def test_read_in_one_go_in_parts_or_twice_the_states_are_the_same(seen: list[tuple[Question | None]], cut: int) -> None:
    timed = [(hour, question) for hour, (question,) in enumerate(seen)]
    found = staged(*timed)
    if timed[:cut] and timed[cut:]:
        assert staged(*timed[cut:], known=staged(*timed[:cut])) == found
    assert staged(*timed, known=found) == found


@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=5))
def test_states_that_do_not_come_back_are_the_same_in_any_order(order: list[int], again: list[int]) -> None:
    made = [Version.of(called("abcde"[number]), at(2 * number)) for number in range(5)]
    found: version_history.Versions = ()
    for number in order:
        found = merged_versions(found, (made[number],))
        for repeated in again:
            if repeated in order[: order.index(number) + 1]:
                found = merged_versions(found, (structs.replace(made[repeated], seen_at=at(2 * repeated + 1)),))
    assert list(found) == made


def test_no_more_is_kept_than_is_bearable(monkeypatch: pytest.MonkeyPatch) -> None:
    many = staged(*((hour, called(str(hour))) for hour in range(version_history.MAX_VERSIONS + 9)))
    assert told(many)[0] == (9, "9")
    assert len(many.versions) == version_history.MAX_VERSIONS
    assert staged(*((hour, called(str(hour))) for hour in range(version_history.MAX_VERSIONS + 9)), known=many) == many
    monkeypatch.setattr(version_history, "MAX_CHARACTERS", 2 * len(BLANK.text))
    assert told(staged(*((hour, called(str(hour))) for hour in range(9)))) == [(6, "6"), (7, "7"), (8, "8")]
    long = replace(BLANK, text="long " * 100)
    assert len(staged((1, long), (2, replace(long, heading="a"))).versions) == 1


def test_states_are_made_of_whole_records_alone() -> None:
    assert with_initial_version(CUT) == CUT
    assert with_observation(BLANK, BLANK, None) == BLANK
    assert mark_removed(BLANK, at(1)).versions == (
        Version.of(BLANK),
        structs.replace(Version.of(BLANK), seen_at=at(1), is_removed_at_source=True),
    )


def test_what_is_no_longer_withdrawn_stands_so_in_its_record_too() -> None:
    withdrawn = replace(BLANK, is_withdrawn=True)
    assert staged((1, BLANK), (2, withdrawn)).state == "withdrawn"
    assert staged((1, BLANK), (2, withdrawn), (3, BLANK)).state == "unanswered"
    assert staged((3, BLANK), known=staged((1, BLANK), (2, withdrawn))).state == "unanswered"
    assert staged((3, CUT), known=staged((1, BLANK), (2, withdrawn))).state == "withdrawn"


@given(st.permutations(range(1, 5)))
def test_a_record_is_as_it_was_seen_last_in_whatever_order_it_is_read(order: list[int]) -> None:
    made = [
        replace(called("abcd"[number - 1]), answering_body=AnsweringBody(f"Body {number}"), is_withdrawn=number == 3)
        for number in range(1, 5)
    ]
    found = staged(*((number, made[number - 1]) for number in order))
    assert (found.heading, found.answering_body.name, found.is_withdrawn) == ("d", "Body 4", False)
