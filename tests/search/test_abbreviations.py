"""Abbreviations: how they are read off a text, and what many records teach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.lexicon.abbreviations import MIN_RECORDS, Abbreviations, spelt_out_pairs
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Answer, Question


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the National Lantern Register (NLR) lists", [("NLR", "National Lantern Register")]),
        ("Lamps are lit. Board of Tides and Harbours (BTH).", [("BTH", "Board of Tides and Harbours")]),
        ("Marine Management Organisation (MMO)", [("MMO", "Marine Management Organisation")]),
        ("the of Harbour Office (OHO)", []),
        ("unlit lanterns (ULs) are", [("UL", "unlit lanterns")]),
        ("the Lantern Trust’s (LT) lamps", [("LT", "Lantern Trust")]),
        ("Lanterns for 3 Rs (L3Rs)", [("L3Rs", "Lanterns for 3 Rs")]),
        ("half-lit buoys (HLB)", [("HLB", "half-lit buoys")]),
        ("the extensible wick language (XWL)", []),
        ("an extra-bright xenon lamp (EXL)", [("EXL", "extra-bright xenon lamp")]),
        ("the ‘Lantern Trust (LT)", [("LT", "Lantern Trust")]),
        ("so-called ‘harbour’-based lamps (HBL)", [("HBL", "‘harbour’-based lamps")]),
        ("Lanterns (L), (LANTERNS), (see 2), (lower case)", []),
        ("Lit. Unlit lanterns. (UL)", []),
        ("(ABC) (ABC)(", []),
        ("National NLR (NLR)", []),
        ("", []),
    ],
)
def test_a_long_form_stands_before_its_abbreviation(text: str, found: list[tuple[str, str]]) -> None:
    assert list(spelt_out_pairs(text)) == found


@given(st.text(alphabet="AaBb (). '-", max_size=60))
def test_a_long_form_is_words_of_the_text_and_begins_as_its_abbreviation_does(text: str) -> None:
    for short, long in spelt_out_pairs(text):
        assert " ".join(long.split()) in " ".join(text.split())
        assert long.lstrip("'").lower()[0] == short[0].lower()


def question(number: int, text: str, answer: str = "") -> Question:
    return Question(str(number), "Lords", text, answer=Answer(text=answer) if answer else None)


def learned(*texts: str) -> dict[str, SynonymEntry]:
    counted = Abbreviations()
    for number, text in enumerate(texts):
        counted.add(question(number, text))
    return {each.name: each for each in counted.entries()}


REGISTER = "the National Lantern Register (NLR)"


def test_what_enough_records_say_is_learned_both_ways() -> None:
    assert learned(*[REGISTER] * (MIN_RECORDS - 1)) == {}
    assert learned(*[REGISTER] * MIN_RECORDS) == {
        "NLR": SynonymEntry("NLR", ("National Lantern Register",)),
        "National Lantern Register": SynonymEntry("National Lantern Register", ("NLR",)),
    }


def test_the_commonest_way_to_write_it_stands_for_all() -> None:
    found = learned(*[REGISTER] * 3, *["national lantern register’s (NLR)"] * 2, "a National Register of Lanterns (NRL)")
    assert found.keys() == {"NLR", "National Lantern Register"}


def test_one_that_is_common_for_two_things_is_kept_for_both_and_one_that_is_rare_is_not() -> None:
    often, also, once = ["Night Lamp Review (NLR)"] * 40, [REGISTER] * 20, ["New Lamp Rules (NLR)"] * MIN_RECORDS
    assert learned(*often, *also, *once)["NLR"].synonyms == ("Night Lamp Review", "National Lantern Register")


def test_an_ordinary_word_is_an_abbreviation_only_to_those_who_type_its_capitals() -> None:
    found = learned(*["Light Every Night Drive (LEND)"] * MIN_RECORDS, *["to lend lamps"] * MIN_RECORDS)
    assert found == {"LEND": SynonymEntry("LEND", ("Light Every Night Drive",), case_sensitive=True)}


def test_what_is_removed_is_unlearned() -> None:
    counted, others = Abbreviations(), Abbreviations()
    kept = [question(n, "a lamp", f"of {REGISTER} and {REGISTER}") for n in range(3)]
    gone = [question(n, f"to ask of unlit lanterns (UL) and {REGISTER}") for n in range(3, 9)]
    for each in (*kept, *gone):
        counted.add(each)
    for each in kept:
        others.add(each)
    for each in gone:
        counted.remove(each)
    assert counted == others
    assert counted.spelt_out == {"NLR": {"National Lantern Register": 3}}
