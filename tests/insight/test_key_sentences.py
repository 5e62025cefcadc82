"""The sentence of an answer that says most, and its figures."""

from __future__ import annotations

import pytest

from search.insight.answer_rows import answer_rows
from search.insight.key_sentences import MAX_CHARACTERS, figures, key_sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fog is thick. There were 40 lamps. There were 9 more.", "There were 40 lamps."),
        ("Fog is thick. It was so on 3 July 2024.", "Fog is thick."),
        ("My hon. Friend is right. The U.K. spent £3.5 million.", "The U.K. spent £3.5 million."),
        ("Year | Lamps\n2023 | 40\nThe table shows lamps.", "The table shows lamps."),
        ("2023 | 40", ""),
        ("Fog is thick! Is it 40? It is 9.", "Is it 40?"),
        ("40 lamps\n\n9 more", "40 lamps"),
        ("\n\nFog\n40 lamps\n", "40 lamps"),
        ("Mr. Jones and No. 7 and plan B. Bus 40 left.", "Mr. Jones and No. 7 and plan B. Bus 40 left."),
        ("I went by bus.It was no. 40. (It was late.)", "I went by bus.It was no. 40."),
        ("", ""),
    ],
)
def test_the_first_sentence_with_a_figure_says_most(text: str, expected: str) -> None:
    assert key_sentence(text) == expected


def test_a_long_sentence_is_cut_at_a_word() -> None:
    sentence = key_sentence("word " * 200)
    assert len(sentence) <= MAX_CHARACTERS + 2
    assert sentence.endswith("word …")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1,250 and 45% of 3.5 million in 2023.", ("£1,250", "45%", "3.5 million")),
        ("in 2023-24 and 2023, on 3 July 2024", ()),
        ("Question 12345, UIN 12345 and section 9", ()),
        ("Questions 12265 and 12266, and UINs 301, 302, 303 or HL304 & 305", ()),
        ("Question 12345 was about 40 lamps and 12 wicks", ("40", "12")),
        ("COVID-19 and A4 and 1/2", ()),
    ],
)
def test_days_years_and_numbers_of_things_are_no_figures(text: str, expected: tuple[str, ...]) -> None:
    assert figures(text) == expected


def test_the_rows_of_a_table_are_keyed_by_their_first_cell() -> None:
    text = "Port | 2022 | 2023\nNorth | 40 | 41%\nSouth | £1,204 | \nEast | none | 3\n2023 | 9\nplain"
    assert answer_rows(text) == {"North": "40 / 41%", "South": "£1,204"}
