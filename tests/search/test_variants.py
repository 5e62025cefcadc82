"""Variants: the spellings of a numbered name."""

from __future__ import annotations

import pytest

from search.lexicon.thesaurus import SynonymEntry
from search.lexicon.variants import MAX_WORDS, variant_entry
from search.text.analysis import words

SECTION = ("section 21", "s 21", "s.21", "s21", "sec 21", "sec.21", "sec21")
KEY_STAGE = ("key stage 2", "ks 2", "ks.2", "ks2", "key stage two", "key stage ii")
PHASE = ("phase 1", "phase one", "phase i")
NUMBER = ("number 10", "no 10", "no.10", "number ten")
WORLD_WAR = ("world war 2", "world war two", "world war ii")
DAY = ("5 march", "5th march")
CENTURY = ("21st", "twenty first")


@pytest.mark.parametrize(
    ("spelling", "spellings"),
    [(spelling, group) for group in (SECTION, KEY_STAGE, PHASE, NUMBER, WORLD_WAR, DAY, CENTURY) for spelling in group],
)
def test_each_spelling_has_the_others_as_synonyms(spelling: str, spellings: tuple[str, ...]) -> None:
    others = tuple(other for other in spellings if other != spelling)
    assert variant_entry(words(spelling)) == SynonymEntry(spelling, others)
    assert len(words(spelling)) <= MAX_WORDS


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("art. 50", "article 50"),
        ("para 3", "paragraph 3"),
        ("cl.4", "clause 4"),
        ("Sch 7", "schedule 7"),
        ("reg. 12", "regulation 12"),
        ("S21A", "section 21a"),
        ("J10", "junction 10"),
        ("Part III", "part 3"),
        ("Grade II", "grade 2"),
        ("stage IV", "stage 4"),
        ("World War I", "world war 1"),
        ("stage V", "stage 5"),
        ("tier X", "tier 10"),
        ("Phase One", "phase 1"),
        ("March 5", "5 march"),
        ("2nd May", "2 may"),
        ("11 June", "11th june"),
        ("23 June", "23rd june"),
        ("3rd", "third"),
        ("nineteenth", "19th"),
    ],
)
def test_a_short_form_in_any_case_has_the_long_form(text: str, first: str) -> None:
    entry = variant_entry(words(text))
    assert entry is not None
    assert entry.synonyms[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "third",
        "no one",
        "lamp two",
        "number x",
        "march",
        "32nd lamp",
        "section",
        "21",
        "section lamp",
        "no2",
        "s",
        "m25",
        "lamp 21",
        "section 21 lamp",
        "section 20215",
        "section21",
        "",
        "s.",
    ],
)
def test_other_words_have_no_entry(text: str) -> None:
    assert variant_entry(words(text)) is None


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("20mph", ("20 mph", "20 miles per hour")),
        ("20 MPH", ("20mph", "20 miles per hour")),
        ("20 miles per hour", ("20 mph", "20mph")),
        ("2.5 km", ("2.5km", "2.5 kilometres", "2.5kilometres")),
        ("9am", ("9 am",)),
        ("16-19", ("16 to 19",)),
        ("50p", ("50 p", "50 pence", "50pence")),
        ("2023-24", ("2023-2024",)),
        ("2023/2024", ("2023-24",)),
        ("1999-00", ("1999-2000",)),
    ],
)
def test_measures_and_years_have_other_spellings(text: str, others: tuple[str, ...]) -> None:
    entry = variant_entry(words(text))
    assert entry is not None
    assert entry.synonyms == others


@pytest.mark.parametrize("text", ["2022-24", "2023-2025", "24-7", "9/11", "5g", "20 lamps", "mph", "2023", "24 2023"])
def test_other_figures_have_no_entry(text: str) -> None:
    assert variant_entry(words(text)) is None


def test_the_name_of_the_entry_is_as_typed() -> None:
    entry = variant_entry(["Section", "21"])
    assert entry is not None
    assert entry.name == "Section 21"
    assert "section 21" not in entry.synonyms
