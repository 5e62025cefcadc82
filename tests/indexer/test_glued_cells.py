"""Cells that are glued together are separated, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning.glued_cells import separate_cells


@pytest.mark.parametrize(
    ("glued", "separated"),
    [
        # money
        ("Costs\u00a313", "Costs \u00a313"),
        ("Lamps2021-22\u00a313,700,752", "Lamps 2021-22 \u00a313,700,752"),
        ("Lamps2021/22\u00a35.20m2022/23\u00a36.10m", "Lamps 2021/22 \u00a35.20m 2022/23 \u00a36.10m"),
        ("\u00a31,205,374.492023/24\u00a36", "\u00a31,205,374.49 2023/24 \u00a36"),
        ("(year to March 2025)\u00a30\u00a30", "(year to March 2025) \u00a30 \u00a30"),
        ("\u00a36,151,499m20/21", "\u00a36,151,499m 20/21"),
        ("\u00a34,461,433mThe sum", "\u00a34,461,433m The sum"),
        ("Kirkholme\u20ac400", "Kirkholme \u20ac400"),
        # a word or a bracket, and a number
        ("keepers2023", "keepers 2023"),
        ("million)2021/22", "million) 2021/22"),
        ("piers8123", "piers 8123"),
        ("closed1,229", "closed 1,229"),
        # after a number
        ("13,700,752Total", "13,700,752 Total"),
        ("2023Lamps", "2023 Lamps"),
        ("12.2%11.7%Later", "12.2% 11.7% Later"),
        ("lit2,3451,5673,912Kirkholme", "lit 2,345 1,567 3,912 Kirkholme"),
        ("20214,500June", "2021 4,500 June"),
        ("Wrecks201417,649201521,467The", "Wrecks 2014 17,649 2015 21,467 The"),
        # sentences
        ("lit.The keepers", "lit. The keepers"),
        ("are as follows:Lamps", "are as follows: Lamps"),
        ('below:"Lamps were lit', 'below: "Lamps were lit'),
        ("lit.The keepers left.They", "lit. The keepers left. They"),
        ("a sentence.Another 2.Then", "a sentence. Another 2.Then"),
        # years
        ("2019-202020-212021-22", "2019-20 2020-21 2021-22"),
        ("2018-20192019-20202020-2021", "2018-2019 2019-2020 2020-2021"),
        ("2022/20238,9702021/20227,935", "2022/2023 8,970 2021/2022 7,935"),
        ("2018/1911,9932019/209,451", "2018/19 11,993 2019/20 9,451"),
        ("Year2016201720182019Lamps", "Year 2016 2017 2018 2019 Lamps"),
        ("2022/2380 lamps", "2022/23 80 lamps"),
    ],
)
def test_glued_cells_are_separated(glued: str, separated: str) -> None:
    assert separate_cells(glued) == separated
    assert separate_cells(f"({glued} and\nmore)") == f"({separated} and\nmore)"


@pytest.mark.parametrize(
    "text",
    [
        "The lamps cost \u00a31,200,000 in 2021-22, US$5 and A$7; HK$12.50 each.",
        "It was \u00a35m, \u00a31,500k, 1,000km, 2,500kg, 10,000MW, 3,000s, the 1,000th and 50%.",
        "In the 1960s, in 2019-2023 (2019-2026), in 2019/2020 and 2020/21. In 1999-2000.",
        "Question HL10597, Hl10597, UIN 20231024, 2016/429, SI 2017/893, s21A, covid-19 and B12, MC2025/27344.",
        "See www.lamps.example.Then, keeper@lamps.Example, e.g.The and Lamps.NET or node.JS stay.",
        "YearNumber, VisitKirkholme and McLamp stay; Mk2, No10, G7, c2c, x2000 too.",
        "See https://lamps.example/media/abcdef2024/report2023The and www.lamps.example/abc1234 and keeper2024@lamps.example.",
        "The file lamps2023.pdf and the table tide_2022Total.",
        "12345678 201920 1.2.2024 11:30:00 1,234,567.89 3.14159",
    ],
)
def test_other_texts_stay(text: str) -> None:
    assert separate_cells(text) == text


@given(st.text("aZ2019 ,.-/\u00a3%)m\n"))
def test_only_spaces_are_added_and_a_separated_text_stays(text: str) -> None:
    separated = separate_cells(text)
    assert separated.replace(" ", "") == text.replace(" ", "")
    assert separate_cells(separated) == separated
