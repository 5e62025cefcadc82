"""References to other questions are read from a text with the days near them."""

from __future__ import annotations

from datetime import date

import pytest

from search.insight.citations import MAX_MENTIONS, read_mentions

TODAY = date(2024, 7, 10)
JULY_3, JULY_4 = date(2024, 7, 3), date(2024, 7, 4)


def uins_and_days(text: str) -> list[tuple[str, date | None]]:
    return [(mention.uin, mention.days[0] if mention.days else None) for mention in read_mentions(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pursuant to the Answer of 3 July 2024 to Question 12345 on Fog: Ports, what", [("12345", JULY_3)]),
        ("pursuant to the answer of 3 July 2024, to question 12345, on Fog, what", [("12345", JULY_3)]),
        ("further to the Written Answer by Lord Quill on 3 July (HL2605) concerning fog", [("HL2605", JULY_3)]),
        ("I refer the hon. Member to the answer I gave to PQ UIN 12345 on 3 July 2024.", [("12345", JULY_3)]),
        ("I refer to my answer dated 03/07/2024 [UIN 12345].", [("12345", JULY_3)]),
        ("I refer the Hon Member to UIN12345, answered on 3rd July.", [("12345", JULY_3)]),
        ("pursuant to Question 12345, what steps", [("12345", None)]),
        ("when he plans to respond to Question 12345 from the hon. Member", [("12345", None)]),
        ("Answers of 3 July 2024 to Questions 101, 102 and 103 on", [("101", JULY_3), ("102", JULY_3), ("103", JULY_3)]),
        ("to PQs UIN101, UIN102 and UIN 103", [("101", None), ("102", None), ("103", None)]),
        ("the Answer of 3 July 2024 to Question 101 and of 4 July 2024 to Question 102 on", [("101", JULY_3), ("102", JULY_4)]),
        ("pursuant to the answer of 3 July 2024 to 94315, whether", [("94315", JULY_3)]),
        ("pursuant to the Answer 94315 of 3 July 2024 on Fog, whether", [("94315", JULY_3)]),
        ("pursuant to the Answer of 3 July 2024, Official Report, column 389W, on fog", [("", JULY_3)]),
        ("I refer the hon. Member to the answer given on 3 July 2024.", [("", JULY_3)]),
        ("I refer to the answer of 12 December to Question 12345.", [("12345", date(2023, 12, 12))]),
    ],
)
def test_the_number_of_a_reference_and_the_nearest_day(text: str, expected: list[tuple[str, date | None]]) -> None:
    assert uins_and_days(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what lamps were lit in Question Time on 3 July 2024",
        "how many answers were given in 2023 to 450 customers",
        "Questions of cost: £12,345 was spent; 12% of it on fog",
        "with reference to Question 28 of the oral evidence of 3 July 2024, HC 12, what",
        "with reference to the oral answer of 3 July 2024, what",
        "further to the point of order of 3 July 2024, what",
        "the survey's Question 3 July 2024",
        "",
    ],
)
def test_other_texts_have_no_reference(text: str) -> None:
    assert read_mentions(text, TODAY) == ()


@pytest.mark.parametrize("slash", ["/", "%2F"])
def test_an_address_gives_the_day_of_tabling(slash: str) -> None:
    address = f"https://site.example{slash}written-questions{slash}detail{slash}2024-07-03{slash}12345"
    (mention,) = read_mentions(f"I refer to the answer to Question 12345 ({address}) on 4 July 2024.", TODAY)
    assert (mention.uin, mention.tabled_on, mention.days) == ("12345", JULY_3, (JULY_3, *mention.days[1:]))
    (alone,) = read_mentions(f"See {address}.", TODAY)
    assert (alone.uin, alone.days, alone.tabled_on) == ("12345", (JULY_3,), JULY_3)


def test_a_column_of_hansard_is_told_from_a_day_alone() -> None:
    (column,) = read_mentions("pursuant to the Answer of 3 July 2024, Official Report, column 389W, on fog", TODAY)
    (day,) = read_mentions("pursuant to the Answer of 3 July 2024, on fog", TODAY)
    assert (column.is_column, day.is_column) == (True, False)


def test_a_mention_has_the_offsets_of_its_number() -> None:
    text = "pursuant to the Answers of 3 July 2024 to Questions 101, HL 102 and 103 on fog"
    assert [text[mention.start : mention.end] for mention in read_mentions(text, TODAY)] == ["101", "HL 102", "103"]


def test_a_text_that_is_all_references_is_bounded() -> None:
    assert len(read_mentions("Question 12345. " * 10_000, TODAY)) == MAX_MENTIONS
