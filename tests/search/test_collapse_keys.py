"""Which records share a key, and which have none."""

from __future__ import annotations

from datetime import date

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


def answered(text: str, **answer: bool) -> Question:
    return Question("1", "Commons", "What?", uin="7", answer=Answer(text=text, answered_on=date(2024, 3, 5), **answer))


def key(text: str, **answer: bool) -> str:
    found = collapse_keys.same_answer_key(answered(text, **answer))
    return found[0] if found else ""


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
def test_one_word_makes_another_answer(other: str) -> None:
    assert "" != key(other) != key(LANTERNS)


def test_an_answer_that_refers_to_another_keeps_the_number_that_says_which() -> None:
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
def test_what_says_too_little_has_no_key(text: str) -> None:
    assert key(text) == ""


def test_nor_has_an_answer_that_is_cut_or_holding_nor_none_at_all() -> None:
    assert key(LANTERNS, is_cut=True) == key(LANTERNS, is_holding=True) == ""
    assert collapse_keys.same_answer_key(Question("1", "Commons", LANTERNS)) == ()


def test_a_long_answer_may_promise_something_too() -> None:
    assert key(f"{LANTERNS} {LANTERNS} {PROMISE}") != ""


@given(st.text())
def test_any_text_has_one_key_or_none(text: str) -> None:
    assert len(collapse_keys.same_answer_key(answered(text))) <= 1


def grouped(uin: str, *others: str) -> Question:
    return replace(answered(LANTERNS), uin=uin, grouped=tuple(map(GroupedQuestion, others)))


def test_questions_answered_as_a_group_have_one_key() -> None:
    group = [grouped("12", "13", "9"), grouped("13", "9", "12"), grouped("9", "12", "13")]
    assert {collapse_keys.answered_together_key(question) for question in group} == {("Commons 2024-03-05 12",)}


def test_the_same_uins_of_another_day_or_house_are_another_group() -> None:
    one = grouped("12", "13")
    later = replace(one, answer=Answer(text=LANTERNS, answered_on=date(2024, 3, 6)))
    found = {collapse_keys.answered_together_key(each) for each in (one, later, replace(one, house="Lords"))}
    assert len(found) == 3


def test_a_question_alone_or_not_yet_answered_is_of_no_group() -> None:
    alone = (answered(LANTERNS), replace(grouped("12", "13"), answer=None), replace(grouped("12", "13"), uin=""))
    assert [collapse_keys.answered_together_key(each) for each in alone] == [(), (), ()]
