"""Collapse keys: which records share a key, and which have none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from search.model import collapse_keys
from search.model.question import Answer, GroupedQuestion, Question

LANTERNS = (
    "There were 1,204 lanterns in our harbours on Tuesday 5 March 2024. The department is working with every harbour master "
    "to replace those that are broken, at a cost of £3.5 million, and will publish a report about it by 2025-26."
)
REFERRAL = (
    "I refer the hon. Member for North Quay to the answer that I gave on 5 March 2024 to her Question {} on harbour lanterns."
)
PROMISE = (
    "It has not proved possible to respond to the hon. Member in the time there was; we shall send what she asks for later on."
)


def answered(text: str, **answer: Any) -> Question:
    return Question("1", "Commons", "What?", uin="7", answer=Answer(text=text, answered_on=date(2024, 3, 5), **answer))


def key(text: str, **answer: Any) -> str:
    keys = collapse_keys.same_answer_key(answered(text, **answer))
    return keys[0] if keys else ""


@pytest.mark.parametrize(
    "other",
    [
        LANTERNS.replace("1,204", "9"),
        LANTERNS.replace("Tuesday 5 March 2024", "Friday 31 May 2019"),
        LANTERNS.replace("£3.5 million", "3 million"),
        LANTERNS.upper(),
        LANTERNS.replace(",", " ").replace(". ", "\n\n"),
    ],
)
def test_numbers_dates_case_and_punctuation_do_not_matter(other: str) -> None:
    assert other != LANTERNS
    assert key(other) == key(LANTERNS) != ""


@pytest.mark.parametrize(
    "other", [LANTERNS.replace("broken", "lost"), LANTERNS + " So be it.", LANTERNS.replace("every harbour", "the harbour")]
)
def test_answers_that_differ_in_one_word_have_different_keys(other: str) -> None:
    assert "" != key(other) != key(LANTERNS)


def test_an_answer_that_refers_to_another_keeps_its_numbers() -> None:
    assert "" != key(REFERRAL.format(12345)) == key(REFERRAL.format(12345).upper())
    assert key(REFERRAL.format(12345)) != key(REFERRAL.format(12346))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes.",
        "The information requested is not held centrally and could only be obtained at disproportionate cost.",
        " ".join(map(str, range(100))),
        PROMISE,
        "It is taking time to collate the information needed. I will write to my hon. Friend and place a copy in the Library.",
    ],
)
def test_short_answers_and_promises_have_no_key(text: str) -> None:
    assert key(text) == ""


def test_cut_answers_holding_answers_and_missing_answers_have_no_key() -> None:
    assert key(LANTERNS, is_cut=True) == key(LANTERNS, is_holding=True) == ""
    assert collapse_keys.same_answer_key(Question("1", "Commons", LANTERNS)) == ()


def test_a_long_answer_with_a_promise_has_a_key() -> None:
    assert key(f"{LANTERNS} {LANTERNS} {PROMISE}") != ""


@given(st.text())
def test_any_text_has_at_most_one_key(text: str) -> None:
    assert len(collapse_keys.same_answer_key(answered(text))) <= 1


def grouped(uin: str, *others: str) -> Question:
    return replace(answered(LANTERNS), uin=uin, grouped=tuple(map(GroupedQuestion, others)))


def test_questions_answered_together_share_a_key() -> None:
    group = [grouped("12", "13", "9"), grouped("13", "9", "12"), grouped("9", "12", "13")]
    assert {collapse_keys.answered_together_key(question) for question in group} == {("Commons 2024-03-05 12",)}


def test_the_same_uins_on_another_day_or_in_another_house_have_another_key() -> None:
    question = grouped("12", "13")
    later = replace(question, answer=Answer(text=LANTERNS, answered_on=date(2024, 3, 6)))
    keys = {collapse_keys.answered_together_key(record) for record in (question, later, replace(question, house="Lords"))}
    assert len(keys) == 3


def test_an_ungrouped_or_unanswered_question_has_no_group_key() -> None:
    questions = (answered(LANTERNS), replace(grouped("12", "13"), answer=None), replace(grouped("12", "13"), uin=""))
    assert [collapse_keys.answered_together_key(question) for question in questions] == [(), (), ()]
