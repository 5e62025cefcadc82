"""Variants: the spellings of a numbered name."""

from __future__ import annotations

import pytest

from search.lexicon.thesaurus import SynonymEntry
from search.lexicon.variants import MAX_WORDS, plain_words, variant_entry
from search.text.analysis import words

SECTION = ("section 21", "s 21", "s.21", "s21", "sec 21", "sec.21", "sec21")
KEY_STAGE = ("key stage 2", "key stage two", "key stage ii", "ks 2", "ks.2", "ks2")
PHASE = ("phase 1", "phase one", "phase i")
NUMBER = ("number 10", "number ten", "no 10", "no.10")
WORLD_WAR = ("world war 2", "world war two", "world war ii")
CENTURY = ("21st century", "twenty first century")
MONTH = ("september 2023", "sept 2023", "sep 2023")
LENGTH = ("12 months", "twelve months")
AGE = ("16 year olds", "sixteen year olds")
GROUPS = (SECTION, KEY_STAGE, PHASE, NUMBER, WORLD_WAR, CENTURY, MONTH, LENGTH, AGE)


@pytest.mark.parametrize(
    ("spelling", "spellings"),
    [(spelling, group) for group in GROUPS for spelling in group],
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
        ("75th", "seventy fifth"),
        ("fiftieth", "50th"),
        ("Pt. II", "part 2"),
        ("Sch. IV", "schedule 4"),
        ("Schedule 4", "schedule four"),
        ("Terminal Five", "terminal 5"),
        ("Band 5", "band five"),
        ("two child", "2 child"),
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
        "every year",
        "20 years",
        "may 2024",
        "100000",
        "s i",
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
        ("9am", ("9 am", "9.00am", "9:00am", "9:00 am")),
        ("9:00 am", ("9am", "9 am", "9.00am", "9:00am")),
        ("10:30pm", ("10.30pm", "10.30 pm", "10:30 pm")),
        ("5th March", ("5 march", "5th of march", "5 mar", "march 5", "march 5th")),
        ("Mar 5", ("5 march", "5th march", "5th of march", "5 mar", "march 5", "march 5th")),
        ("5 March 2020", ("5th march 2020", "5th of march 2020", "5 mar 2020", "march 5 2020", "march 5th 2020")),
        ("3.5t", ("3.5 t", "3.5 tonnes", "3.5tonnes")),
        ("1.5 degrees", ("1.5 c", "1.5c", "1.5degrees")),
        ("100k", ("100000",)),
        ("under 18s", ("under-18",)),
        ("over 60", ("over-60s",)),
        ("two million", ("2 million",)),
        ("2 billion", ("two billion",)),
        ("1,000,000", ("one million",)),
        ("ten per cent", ("10%", "ten percent")),
        ("ten percent", ("10%", "ten per cent")),
        ("10%", ("ten per cent", "ten percent")),
        ("fifty per cent", ("50%", "fifty percent")),
        ("twenty million", ("20 million",)),
        ("ten thousand", ("10 thousand",)),
        ("five million pounds", ("5 million",)),
        ("1.5m", ("1.5 m", "1.5 metres", "1.5metres", "1.5 million")),
        ("2m", ("2 m", "2 metres", "2metres", "2 million", "two million")),
        ("10 metres", ("10 m", "10m", "10metres")),
        ("1 million euros", ("€1,000,000", "one million")),
        ("20,000 dollars", ("$20,000",)),
        ("20,000 pounds", ("£20,000",)),
        ("1.5 million pounds", ("£1,500,000",)),
        ("2.50 pounds", ("£2.5",)),
        ("16-19", ("16 to 19",)),
        ("50p", ("50 p", "50 pence", "50pence")),
        ("2023-24", ("2023-2024", "2023 to 2024")),
        ("2023/2024", ("2023-24", "2023 to 2024")),
        ("1999-00", ("1999-2000", "1999 to 2000")),
    ],
)
def test_measures_and_years_have_other_spellings(text: str, others: tuple[str, ...]) -> None:
    entry = variant_entry(words(text))
    assert entry is not None
    assert entry.synonyms == others


@pytest.mark.parametrize(
    "text",
    [
        "35%",
        "25 million",
        "lit million",
        "ten pounds",
        "2022-24",
        "2023-2025",
        "24-7",
        "9/11",
        "9/11/x",
        "32/1/2020",
        "5/13/2020",
        "10,000",
        "5g",
        "20 lamps",
        "mph",
        "2023",
        "24 2023",
    ],
)
def test_other_figures_have_no_entry(text: str) -> None:
    assert variant_entry(words(text)) is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        *((typed, ("5", "march", "2020")) for typed in ("5 March 2020", "5th Mar 2020", "March 5, 2020", "Mar 5th 2020")),
        *((typed, ("5", "march", "2020")) for typed in ("05/03/2020", "5/3/20", "5-3-2020", "5.3.2020", "2020-03-05")),
        *((typed, ("5", "march")) for typed in ("5 March", "5th March", "March 5th")),
        *((typed, ("section", "21")) for typed in ("section 21", "s.21", "s. 21", "S21")),
        *((typed, ("part", "2")) for typed in ("part 2", "Part II", "pt two")),
        *((typed, ("key", "stage", "2")) for typed in ("KS2", "key stage two")),
        *((typed, ()) for typed in ("No 10", "number ten", "section", "s", "5 years")),
        *((typed, ()) for typed in ("March 2020", "5/3", "32 March", "5/13/2020", "0/3/2020", "2020", "2019-20", "20 3 lamps")),
    ],
)
def test_a_name_has_the_same_plain_words_however_it_is_typed(typed: str, plain: tuple[str, ...]) -> None:
    assert plain_words(words(typed)) == plain


def test_the_name_of_the_entry_is_as_typed() -> None:
    entry = variant_entry(["Section", "21"])
    assert entry is not None
    assert entry.name == "Section 21"
    assert "section 21" not in entry.synonyms
