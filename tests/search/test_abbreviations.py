"""Abbreviations: extracting them from texts, and learning them from many records."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from search.lexicon.abbreviations import MIN_RECORDS, MIN_RECORDS_BY_INITIALS, Abbreviations, spelt_out_pairs
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Answer, Question

NATIONAL = "National Lantern Register"
MEMORANDA = ("Memorandum", "Memoranda")


@pytest.mark.parametrize(
    ("text", "pairs"),
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
        ("Lanterns and Buoys (L&B), lanterns & buoys (L&B)", [("L&B", "Lanterns and Buoys"), ("L&B", "lanterns & buoys")]),
        ("large bright lanterns (L&B)", []),
        ("Fog Data Panel (FDP-AS), Fog Data - Annual Survey (FDA-S)", [("FDA-S", "Fog Data - Annual Survey")]),
        ("Memorandum of Lanterns (MoL) and Memoranda of Lanterns (MoLs)", [("MoL", m + " of Lanterns") for m in MEMORANDA]),
        ("common lantern oil (cLO) and old lantern oil (oLO)", [("cLO", "common lantern oil"), ("oLO", "old lantern oil")]),
        ("the Lantern Trust (the ‘LT’), the Old Light (“OL”)", [("LT", "Lantern Trust"), ("OL", "Old Light")]),
        ("the Lantern Trust (LT’s)", [("LT", "Lantern Trust")]),
        ("the NLR (National Lantern Register) and ULs (unlit lanterns)", [("NLR", NATIONAL), ("UL", "unlit lanterns")]),
        ("the NLR (a National Lantern Register), LX (lanterns.example/x), NLR (see a Register)", []),
        ("the NLR (formerly the National Lantern Register)", [("NLR", NATIONAL)]),
        ("NLR (‘National Lantern Register’), NLR (then, the National Lantern Register)", [("NLR", NATIONAL)] * 2),
        ("NLR (National Lantern Register, of oil lamps) and NLR (National Lantern Register – oil)", [("NLR", NATIONAL)] * 2),
        ("LLR (Lit, Lamps or Rest)", [("LLR", "Lit, Lamps or Rest")]),
        ("NLR (North Lantern Oil Repairs), NLR (including Lantern Repair), LX (lanterns-lx.example)", []),
        ("phosphorescence (PH)", [("PH", "phosphorescence")]),
        ("lamplight (LT), candlelights (CCS), electrification (ELCT), oil-lamplights (OL)", [("OL", "oil-lamplights")]),
        ("", []),
    ],
)
def test_pairs_are_long_forms_with_the_abbreviation_in_brackets(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(spelt_out_pairs(text)) == pairs


@given(st.text(alphabet="AaBb (). '-", max_size=60))
def test_a_long_form_is_part_of_the_text_and_its_first_word_or_a_part_of_it_begins_like_its_abbreviation(text: str) -> None:
    for short, long in spelt_out_pairs(text):
        assert " ".join(long.split()) in " ".join(text.split())
        assert short[0].lower() in {part[:1] for part in re.split(r"\W", long.split()[0].lower())}
        assert sum(map(str.isupper, short)) > 1


def question(number: int, text: str, answer: str = "") -> Question:
    return Question(str(number), "Lords", text, answer=Answer(text=answer) if answer else None)


def learned(*texts: str) -> dict[str, SynonymEntry]:
    counted = Abbreviations()
    for number, text in enumerate(texts):
        counted.add(question(number, text))
    return {entry.name: entry for entry in counted.entries()}


REGISTER = "the National Lantern Register (NLR)"


@pytest.mark.parametrize(
    ("text", "short", "long", "min_records"),
    [
        (REGISTER, "NLR", "National Lantern Register", MIN_RECORDS_BY_INITIALS),
        ("NLR (National Lantern Register)", "NLR", "National Lantern Register", MIN_RECORDS_BY_INITIALS),
        ("Lanterns and Buoys (L&B)", "L&B", "Lanterns and Buoys", MIN_RECORDS),
        ("a harbourside lamp (HSL)", "HSL", "harbourside lamp", MIN_RECORDS),
        ("unlit lanterns (UL)", "UL", "unlit lanterns", MIN_RECORDS),
    ],
)
def test_a_pair_that_enough_records_have_is_learned_both_ways(text: str, short: str, long: str, min_records: int) -> None:
    assert learned(*[text] * (min_records - 1)) == {}
    assert learned(*[text] * min_records) == {short: SynonymEntry(short, (long,)), long: SynonymEntry(long, (short,))}


def test_variants_are_merged_into_the_most_frequent_spelling() -> None:
    entries = learned(*[REGISTER] * 3, *["national lantern register’s (NLR)"] * 2, "a National Register of Lanterns (NRL)")
    assert entries.keys() == {"NLR", "National Lantern Register"}


def test_an_abbreviation_keeps_its_frequent_long_forms_and_loses_the_rare_ones() -> None:
    frequent, less_frequent, rare = ["Night Lamp Review (NLR)"] * 40, [REGISTER] * 20, ["New Lamp Rules (NLR)"] * MIN_RECORDS
    assert learned(*frequent, *less_frequent, *rare)["NLR"].synonyms == ("Night Lamp Review", "National Lantern Register")


SPELT_OUT = "Light Every Night Drive (LEND)"
LEND = SynonymEntry("LEND", ("Light Every Night Drive",), case_sensitive=True)
BACK = SynonymEntry("Light Every Night Drive", ("LEND",))


@pytest.mark.parametrize(
    ("ordinary", "entries"),
    [
        (["to lend lamps"] * 20, {"LEND": LEND}),
        (["to lend lamps"] * 2, {"LEND": LEND, "Light Every Night Drive": BACK}),
        (["to lend lamps"] * 1, {"LEND": replace(LEND, case_sensitive=False), "Light Every Night Drive": BACK}),
        (["lending, lends; www.lend.example"] * 20, {"LEND": replace(LEND, case_sensitive=False), BACK.name: BACK}),
    ],
    ids=["mostly", "also", "hardly", "never"],
)
def test_an_abbreviation_that_is_an_ordinary_word_too_is_case_sensitive(
    ordinary: list[str], entries: dict[str, SynonymEntry]
) -> None:
    assert learned(*[SPELT_OUT] * 20, *ordinary) == entries


@pytest.mark.parametrize(("plurals", "is_case_sensitive"), [(20, False), (21, True)])
def test_an_abbreviation_with_the_letters_of_a_more_frequent_plural_is_case_sensitive(
    plurals: int, is_case_sensitive: bool
) -> None:
    entries = learned(*["National Unlit Lantern Service (NULS)"] * 20, *["to ask of NULs"] * plurals)
    assert entries["NULS"].case_sensitive is is_case_sensitive
    assert "National Unlit Lantern Service" in entries


def test_removing_records_undoes_their_counts() -> None:
    counted, expected = Abbreviations(), Abbreviations()
    remaining = [question(n, "a lamp", f"of {REGISTER} and {REGISTER}") for n in range(3)]
    removed = [question(n, f"to ask of unlit lanterns (UL), ULs and {REGISTER}") for n in range(3, 9)]
    for record in (*remaining, *removed):
        counted.add(record)
    for record in remaining:
        expected.add(record)
    for record in removed:
        counted.remove(record)
    assert counted == expected
    assert counted.spelt_out == {"NLR": {"National Lantern Register": 3}}
