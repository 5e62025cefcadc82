"""Two records of the same question are merged into one."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from indexer.staging.merge import merge
from search.model.question import Answer, AnsweringBody, Person, Question, SourceRecord

OFFICIAL = SourceRecord("official-api", "{}")


def question(answer: Answer | None = None, body: str = "{}", **changes: object) -> Question:
    record = Question(
        "5", "Commons", "To ask how.", uin="77", answer=answer, source_records=(SourceRecord("official-api", body),)
    )
    return replace(record, **changes)


WHOLE = question(Answer(html="<p>Whole.</p>", text="Whole.", answered_on=date(2024, 3, 1)), "whole")
CUT = question(Answer(html="Who...", text="Who...", answered_on=date(2024, 3, 1), is_cut=True), "cut")


@pytest.mark.parametrize("order", [(WHOLE, CUT), (CUT, WHOLE)])
def test_a_cut_answer_never_replaces_a_whole_one(order: tuple[Question, Question]) -> None:
    answer = merge(*order).answer
    assert answer is not None
    assert (answer.text, answer.html, answer.is_cut) == ("Whole.", "<p>Whole.</p>", False)
    assert merge(*order).source_records == (SourceRecord("official-api", "whole"),)


def test_a_newer_cut_answer_adds_its_facts_to_the_whole_one() -> None:
    corrected = Answer("Co...", "Co...", date(2024, 3, 1), is_cut=True, is_correction=True, corrected_on=date(2024, 5, 1))
    for merged in (merge(WHOLE, question(corrected)), merge(question(corrected), WHOLE)):
        assert merged.answer is not None
        assert (merged.answer.text, merged.answer.is_cut) == ("Whole.", False)
        assert (merged.state, merged.answer.corrected_on) == ("corrected", date(2024, 5, 1))


@pytest.mark.parametrize("is_reversed", [False, True])
def test_the_newer_whole_answer_wins_in_either_order(is_reversed: bool) -> None:
    holding = question(
        Answer("<p>Soon.</p>", "Soon.", date(2024, 2, 1), Person("A"), is_holding=True), "held", held_on=date(2024, 2, 1)
    )
    merged = merge(WHOLE, holding) if is_reversed else merge(holding, WHOLE)
    assert merged.answer is not None
    assert (merged.answer.text, merged.state, merged.held_on) == ("Whole.", "answered", date(2024, 2, 1))
    assert merged.answer.answered_by == Person("A")
    assert merged.source_records == (SourceRecord("official-api", "whole"),)


def test_of_two_records_without_dates_the_one_read_later_wins() -> None:
    old, new = question(text="Old words.", heading="Old"), question(text="New words.", heading="")
    assert merge(old, new).text == "New words."
    assert merge(old, new).heading == "Old"
    assert merge(new, old).text == "Old words."


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_cut_question_never_replaces_a_whole_one(is_reversed: bool) -> None:
    whole = question(text="To ask how long it is.")
    cut = question(CUT.answer, text="To ask how", is_cut=True)
    merged = merge(whole, cut) if is_reversed else merge(cut, whole)
    assert (merged.text, merged.is_cut) == ("To ask how long it is.", False)
    assert merged.answer == CUT.answer


def test_a_text_without_a_date_takes_the_date_of_the_other() -> None:
    undated = question(Answer(html="<p>Whole.</p>", text="Whole."))
    answer = merge(CUT, undated).answer
    assert answer is not None
    assert (answer.text, answer.answered_on) == ("Whole.", date(2024, 3, 1))
    assert merge(undated, question(Answer(answered_on=date(2024, 3, 2)))).answer == replace(
        answer, answered_on=date(2024, 3, 2)
    )


def test_a_record_without_an_answer_does_not_remove_an_answer() -> None:
    assert merge(WHOLE, question()).answer == WHOLE.answer
    assert merge(question(), WHOLE).answer == WHOLE.answer
    assert merge(WHOLE, question(held_on=date(2025, 1, 1))).source_records == WHOLE.source_records


def test_blanks_are_filled_from_the_other_record() -> None:
    linked = Question(
        "5", "Commons", "To ask how.", tabled_on=date(2024, 1, 2), asked_by=Person("Ann", None, "Gull"), session="2023/24",
        answering_body=AnsweringBody("Fog", None, "F", "Fog, the"), heading="Fog", has_interest=True,
        source_records=(SourceRecord("linked-data", "[]"),),
    )  # fmt: skip
    official = replace(question(uin="77"), asked_by=Person("", 71), answering_body=AnsweringBody("Fog", 9), is_named_day=True)
    merged = merge(linked, official)
    assert (merged.uin, merged.tabled_on, merged.session, merged.heading) == ("77", date(2024, 1, 2), "2023/24", "Fog")
    assert merged.asked_by == Person("Ann", 71, "Gull")
    assert merged.answering_body == AnsweringBody("Fog", 9, "F", "Fog, the")
    assert merged.is_named_day
    assert merged.has_interest
    assert merged.source_records == (SourceRecord("linked-data", "[]"), OFFICIAL)


def test_a_changed_body_or_member_is_not_mixed_with_the_old_one() -> None:
    moved = replace(question(), answering_body=AnsweringBody("Lamps"), asked_by=Person("", 72))
    before = replace(question(), answering_body=AnsweringBody("Fog", 9, "F"), asked_by=Person("Ann", 71))
    merged = merge(before, moved)
    assert merged.answering_body == AnsweringBody("Lamps")
    assert merged.asked_by == Person("", 72)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_parliaments_own_id_survives(is_reversed: bool) -> None:
    from_twfy = replace(question(), id="commons-2024-03-01-77")
    assert (merge(from_twfy, WHOLE) if is_reversed else merge(WHOLE, from_twfy)).id == "5"


def test_a_record_without_text_leaves_a_cut_text_and_its_mark() -> None:
    cut = question(is_cut=True)
    merged = merge(cut, replace(cut, text="", is_cut=False, is_withdrawn=True))
    assert (merged.text, merged.is_cut, merged.is_withdrawn) == (cut.text, True, True)


def test_the_beginning_of_a_known_text_does_not_replace_it_though_it_ends_as_a_sentence() -> None:
    """A list cuts a text at a full stop now and then."""
    whole = question(None, text="x" * 254 + ". And how wide.")
    beginning = question(None, text="x" * 254 + ".")
    for merged in (merge(whole, beginning), merge(beginning, whole)):
        assert (merged.text, merged.is_cut) == (whole.text, False)
    reworded = question(None, text="y" * 254 + ".")
    assert merge(whole, reworded).text == reworded.text
