"""Every version of a question is stored once, in any order of reading and however often it is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from indexer.staging import version_history
from indexer.staging.merge import merge
from indexer.staging.store import StagingStore
from indexer.staging.version_history import mark_removed, merged_versions, with_initial_version, with_observation
from search.model.history import history_of
from search.model.question import Answer, AnsweringBody, Question, SourceRecord, Version

START = datetime(2024, 5, 1, tzinfo=UTC)
BLANK = Question("5", "Commons", "To ask how.", "77", source_records=(SourceRecord("official-api", "{}"),))
ANSWERED = replace(BLANK, answer=Answer("<p>So.</p>", "So.", date(2024, 5, 3)))
CUT = replace(BLANK, text="To a", is_cut=True)
REMOVED = None
"""An observation that the source no longer has the question."""


def time_after(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def with_heading(heading: str) -> Question:
    return replace(BLANK, heading=heading)


def staged(*observations: tuple[int | None, Question | None], indexed: Question | None = None) -> Question:
    """Stage observations, each with its hour. None is an observation that the source no longer has the question."""
    with StagingStore.open(lambda _: indexed) as staging:
        for hours, question in observations:
            seen_at = None if hours is None else time_after(hours)
            if question is None:
                staging.mark_removed("5", seen_at or START)
            else:
                staging.add(question, seen_at)
        (result,) = staging.merge_sources().questions()
        return result


def timeline(question: Question) -> list[tuple[int | None, str]]:
    """Return the hour and the heading of each version."""
    return [
        (None if version.seen_at is None else (version.seen_at - START) // timedelta(hours=1), version.heading)
        for version in question.versions
    ]


def test_every_different_version_is_stored_with_its_first_time() -> None:
    result = staged(
        (1, with_heading("a")), (2, with_heading("a")), (3, with_heading("b")), (4, with_heading("b")), (5, with_heading("a"))
    )
    assert timeline(result) == [(1, "a"), (3, "b"), (5, "a")]


def test_white_space_makes_no_new_version() -> None:
    assert len(staged((1, with_heading("a")), (2, replace(with_heading("a"), text="To ask\nhow."))).versions) == 1


def test_a_cut_text_is_no_version_but_shows_that_the_question_exists() -> None:
    result = staged((1, CUT), (2, BLANK), (3, CUT), (4, REMOVED), (5, CUT))
    assert [
        (timeline(result)[n][0], version.is_removed_at_source, version.text) for n, version in enumerate(result.versions)
    ] == [
        (2, False, "To ask how."),
        (4, True, "To ask how."),
        (5, False, "To ask how."),
    ]
    assert not result.is_removed_at_source


def test_a_record_without_a_time_has_no_versions_until_it_is_seen_again() -> None:
    assert staged((None, with_heading("a")), (None, with_heading("b"))).versions == ()
    assert timeline(staged((None, with_heading("a")), (2, with_heading("b")))) == [(None, "a"), (2, "b")]
    assert timeline(staged((None, with_heading("a")), (2, with_heading("a")))) == [(None, "a")]
    assert timeline(staged((None, CUT), (2, with_heading("b")))) == [(2, "b")]
    assert timeline(staged((2, with_heading("b")), (None, with_heading("a")))) == [(2, "b")]
    from_two = replace(with_heading("a"), source_records=(*BLANK.source_records, SourceRecord("linked-data", "{}")))
    assert timeline(staged((2, with_heading("b")), indexed=from_two)) == [(2, "b")]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_latest_removal_counts_in_either_order_of_reading(is_reversed: bool) -> None:
    present, removed = staged((1, BLANK)), staged((1, BLANK), (2, REMOVED))
    assert (merge(removed, present) if is_reversed else merge(present, removed)).is_removed_at_source
    returned = staged((1, BLANK), (2, REMOVED), (3, BLANK))
    assert not (merge(removed, returned) if is_reversed else merge(returned, removed)).is_removed_at_source


def test_a_question_removed_before_its_first_version_is_marked() -> None:
    result = staged((None, CUT), (2, REMOVED))
    assert (result.is_removed_at_source, [version.is_removed_at_source for version in result.versions]) == (True, [False, True])


observations = st.lists(
    st.tuples(
        st.sampled_from(
            [BLANK, ANSWERED, with_heading("a"), with_heading("b"), replace(BLANK, is_withdrawn=True), CUT, REMOVED]
        )
    ),
    min_size=1,
    max_size=8,
).filter(lambda observed: observed[0][0] not in (REMOVED, CUT))


@given(observations, st.integers(0, 8))
def test_reading_at_once_in_parts_or_twice_gives_the_same_versions(observed: list[tuple[Question | None]], cut: int) -> None:
    timed = [(hours, question) for hours, (question,) in enumerate(observed)]
    result = staged(*timed)
    if timed[:cut] and timed[cut:]:
        assert staged(*timed[cut:], indexed=staged(*timed[:cut])) == result
    assert staged(*timed, indexed=result) == result


@given(st.permutations(range(5)), st.lists(st.integers(0, 4), max_size=5))
def test_versions_that_do_not_recur_are_the_same_in_any_order(order: list[int], again: list[int]) -> None:
    versions = [Version.of(with_heading("abcde"[number]), time_after(2 * number)) for number in range(5)]
    result: version_history.Versions = ()
    for number in order:
        result = merged_versions(result, (versions[number],))
        for repeated in again:
            if repeated in order[: order.index(number) + 1]:
                result = merged_versions(result, (structs.replace(versions[repeated], seen_at=time_after(2 * repeated + 1)),))
    assert list(result) == versions


def test_the_number_and_size_of_versions_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    many = staged(*((hours, with_heading(str(hours))) for hours in range(version_history.MAX_VERSIONS + 9)))
    assert timeline(many)[0] == (9, "9")
    assert len(many.versions) == version_history.MAX_VERSIONS
    assert (
        staged(*((hours, with_heading(str(hours))) for hours in range(version_history.MAX_VERSIONS + 9)), indexed=many) == many
    )
    monkeypatch.setattr(version_history, "MAX_CHARACTERS", 2 * len(BLANK.text))
    assert timeline(staged(*((hours, with_heading(str(hours))) for hours in range(9)))) == [(6, "6"), (7, "7"), (8, "8")]
    long = replace(BLANK, text="long " * 100)
    assert len(staged((1, long), (2, replace(long, heading="a"))).versions) == 1


def test_only_whole_records_become_versions() -> None:
    assert with_initial_version(CUT, time_after(1)) == CUT
    assert with_observation(BLANK, BLANK, None) == BLANK
    assert mark_removed(BLANK, time_after(1)).versions == (
        Version.of(BLANK),
        structs.replace(Version.of(BLANK), seen_at=time_after(1), is_removed_at_source=True),
    )


def test_a_question_can_stop_being_withdrawn() -> None:
    withdrawn = replace(BLANK, is_withdrawn=True)
    assert staged((1, BLANK), (2, withdrawn)).state == "withdrawn"
    assert staged((1, BLANK), (2, withdrawn), (3, BLANK)).state == "not-collected"
    assert staged((3, BLANK), indexed=staged((1, BLANK), (2, withdrawn))).state == "not-collected"
    assert staged((3, CUT), indexed=staged((1, BLANK), (2, withdrawn))).state == "withdrawn"


@given(st.permutations(range(1, 5)))
def test_a_record_has_its_latest_values_in_any_order_of_reading(order: list[int]) -> None:
    versions = [
        replace(with_heading("abcd"[number - 1]), answering_body=AnsweringBody(f"Body {number}"), is_withdrawn=number == 3)
        for number in range(1, 5)
    ]
    result = staged(*((number, versions[number - 1]) for number in order))
    assert (result.heading, result.answering_body.name, result.is_withdrawn) == ("d", "Body 4", False)


TELLING = SourceRecord("official-api", '{"value":{"uin":"77","answerText":null,"dateAnswered":null}}')
TAKEN_AWAY = replace(BLANK, source_records=(TELLING,))
EARLY_ANSWER = replace(ANSWERED, answer=Answer("<p>So.</p>", "So.", date(2024, 4, 30)))
LINKED = replace(EARLY_ANSWER, source_records=(SourceRecord("linked-data", "{}"),))


def answer_events(question: Question) -> list[str]:
    return [event.event for event in history_of(question) if "answer" in event.event]


@pytest.mark.parametrize("answered", [EARLY_ANSWER, replace(EARLY_ANSWER, answer=Answer("So.", "So."))])
def test_an_answer_that_its_source_took_away_is_no_longer_the_answer(answered: Question) -> None:
    result = staged((1, answered), (2, TAKEN_AWAY))
    assert (result.answer, result.state, answer_events(result)) == (None, "not-collected", ["answered", "answer-removed"])
    assert [version.answer for version in result.versions] == ["So.", ""]
    assert result.source_records == (TELLING,)
    assert staged((2, TAKEN_AWAY), (1, answered)) == staged((2, TAKEN_AWAY), indexed=staged((1, answered))) == result
    assert staged((1, answered), indexed=result).answer is None
    again = staged((3, answered), indexed=result)
    assert (again.answer, answer_events(again)) == (answered.answer, ["answered", "answer-removed", "answered"])


def test_a_cut_question_without_its_answer_also_shows_that_the_answer_was_removed() -> None:
    result = staged((1, EARLY_ANSWER), (2, replace(TAKEN_AWAY, text="To a", is_cut=True)))
    assert (result.answer, result.text, answer_events(result)) == (None, "To ask how.", ["answered", "answer-removed"])


@pytest.mark.parametrize(
    "silent",
    [
        BLANK,
        CUT,
        replace(TAKEN_AWAY, uin=""),
        replace(TAKEN_AWAY, source_records=(SourceRecord("official-api", '{"value":{"answerText":null}}'),)),
    ],
    ids=["no fields", "cut", "no uin", "a field of two"],
)
def test_an_observation_without_the_properties_of_an_answer_removes_none(silent: Question) -> None:
    result = staged((1, EARLY_ANSWER), (2, silent))
    assert (result.answer, answer_events(result)) == (EARLY_ANSWER.answer, ["answered"])


def test_another_source_or_a_file_without_a_time_takes_no_answer_away() -> None:
    assert staged((1, EARLY_ANSWER), (None, TAKEN_AWAY)).answer == EARLY_ANSWER.answer
    assert staged((None, EARLY_ANSWER), (None, TAKEN_AWAY)).answer == EARLY_ANSWER.answer
    assert staged((None, LINKED), (2, TAKEN_AWAY)).answer == staged((2, TAKEN_AWAY), (None, LINKED)).answer == LINKED.answer
    assert staged((None, replace(EARLY_ANSWER, file_ends_on=date(2024, 5, 9))), (2, TAKEN_AWAY)).answer == EARLY_ANSWER.answer


def test_an_answer_of_a_file_is_taken_away_by_a_later_observation_and_filled_by_no_other_source() -> None:
    from_file = replace(EARLY_ANSWER, file_ends_on=date(2024, 4, 30))
    assert staged((None, from_file), (2, TAKEN_AWAY)).answer is None
    assert staged((1, EARLY_ANSWER), (None, LINKED), (2, TAKEN_AWAY)).answer is None
    assert staged((1, EARLY_ANSWER), (2, TAKEN_AWAY), (None, LINKED)).answer is None
    later = replace(LINKED, answer=Answer("New.", "New.", date(2024, 5, 9)))
    assert staged((1, EARLY_ANSWER), (2, TAKEN_AWAY), (None, later)).answer == later.answer


def test_a_withdrawal_without_its_text_keeps_the_text() -> None:
    withdrawn = replace(BLANK, text="", is_withdrawn=True)
    for result in (
        staged((1, BLANK), (2, withdrawn)),
        staged((None, BLANK), (None, withdrawn)),
        staged((1, CUT), (2, withdrawn)),
    ):
        assert (result.text.startswith("To a"), result.state) == (True, "withdrawn")
    assert [event.event for event in history_of(staged((1, BLANK), (2, withdrawn)))] == ["asked", "withdrawn"]
    assert staged((None, CUT), (None, replace(withdrawn, text=""))).is_cut
