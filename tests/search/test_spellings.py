"""Spellings of one word or number: each finds the records of every other, and is highlighted in them."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon import synonym_file
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest
from search.results.match_finder import match_offsets
from search.text.analysis import normalise

SHIPPED = synonym_file.read(None)
SAME = [
    # Numbers and their units.
    ("£5-million", "£5 million", "£5m", "£5\u202fmillion", "5,000,000"),
    ("£2B", "£2b", "£2bn", "£2-billion"),
    ("£3trn", "£3tn", "£3 trillion"),
    ("10 per-cent", "10-per-cent", "10%", "10\u2009%", "10 per cent"),
    ("1½ million", "1.5 million", "1,500,000"),
    ("¼ per cent", "0.25%", "¼%"),
    ("20mph", "20 mph", "20-mph", "20MPH"),
    ("2.5km", "2.5 km"),
    ("50p", "50 pence", "50 p"),
    # Years and other figures with a sign between them.
    ("2023-24", "2023/24", "2023\u201324", "2023\u221224", "2023-2024", "2023/2024", "2023\u20132024"),
    ("1999-00", "1999/2000"),
    ("2023-24", "2023 to 2024"),
    ("24/7", "24-7"),
    # Numbers in words, and ordinals.
    ("five-year", "5-year", "5 year", "five years"),
    ("16-year-olds", "16 year olds", "sixteen-year-olds"),
    ("30th", "thirtieth"),
    ("21st century", "21st-century", "twenty-first century"),
    ("Schedule 4", "Schedule IV", "schedule four", "Sch. 4"),
    ("band 5", "band five", "Band V"),
    # Days, times, ages and measures.
    ("5 March", "5th March", "5th of March", "5 Mar", "March 5"),
    ("December 2023", "Dec 2023", "Dec. 2023"),
    ("9am", "9 am", "9 a.m.", "9.00am", "9:00 am"),
    ("10.30pm", "10.30 p.m.", "10:30 pm"),
    ("under-18s", "under 18s", "under-18", "under 18"),
    ("over-65s", "over 65", "over 65s"),
    ("under-5s", "under 5s", "under 5"),
    ("two million", "2 million", "£2m"),
    ("ten per cent", "10%", "10 per cent", "ten percent"),
    ("£20,000", "20,000 pounds", "£20k"),
    ("3.5t", "3.5 tonnes", "3.5-tonne"),
    ("1.5\u00b0C", "1.5 C", "1.5c", "1.5 degrees", "1.5 degrees Celsius"),
    # Abbreviations.
    ("Ph.D.", "PhD", "phd"),
    ("B.Sc.", "BSc"),
    ("e.g.", "eg"),
    ("u.k.", "UK", "U.K."),
    ("M&S", "M & S", "m & s"),
    # Compounds with a dash.
    ("anti-glare", "anti\u2013glare", "anti\u2010glare", "antiglare"),
]
APART = [
    ("2023-24", "202324"),
    ("24/7", "247"),
    ("2022-24", "2022-2023"),
    ("½", "12"),
    ("20mph", "20 m"),
    ("nhs", "NH"),
    ("its", "IT"),
    ("9am", "9pm"),
    ("under-18s", "over-18s"),
    ("under 18", "18"),
    ("under 18", "under 180"),
    ("ten per cent", "10"),
    ("100,000", "100k"),
]


NAMES = [
    ("LGBTQ", "LGBT+", "LGBTQIA+"),
    ("Saint Helens", "St. Helens", "St Helens"),
    ("Kyiv", "Kiev"),
    ("SO2", "SO\u2082", "sulphur dioxide"),
    ("B&B", "bed and breakfast"),
]
"""Names that the synonyms file of the program has."""


def search(typed: str, texts: list[str]) -> tuple[set[str], relevance_policy.SearchOutcome]:
    engine = MemoryEngine([Question(text, "Lords", text) for text in texts], synonyms=SHIPPED)
    outcome = relevance_policy.search(engine, SearchRequest(typed, parse(typed).tree))
    return {hit.question.id for hit in outcome.page.hits}, outcome


@pytest.mark.parametrize("spellings", SAME + NAMES, ids=lambda spellings: spellings[0])
def test_every_spelling_finds_and_marks_every_other(spellings: tuple[str, ...]) -> None:
    texts = [normalise(f"the lantern {spelling} of harbours") for spelling in spellings]
    for typed in spellings:
        ids, outcome = search(typed, [*texts, "the lantern of harbours"])
        assert ids == set(texts), typed
        marked = match_offsets(outcome.rewritten.executed.query, {"text": texts})["text"]
        assert all(marked), typed


@pytest.mark.parametrize("typed", ["kpis", "mous", "pccs", "ehcps", "hmos"])
def test_the_plural_of_an_abbreviation_may_be_typed_in_small_letters(typed: str) -> None:
    texts = [f"{typed[:-1].upper()}s of harbours", f"the {typed[:-1].upper()} of harbours"]
    ids, outcome = search(typed, texts)
    assert ids == set(texts)
    assert all(match_offsets(outcome.rewritten.executed.query, {"text": texts})["text"])


@pytest.mark.parametrize(("typed", "other"), APART)
def test_what_only_looks_alike_is_not_found(typed: str, other: str) -> None:
    assert search(typed, [other, "lantern"])[0] == set()


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("100k", "100,000"),
        ("Pt. II", "Part 2"),
        ("Downs syndrome", "Down's syndrome"),
        ("CH4", "methane"),
        ("U.S.A.", "U.S."),
        ("carer`s", "carer's"),
        ("O\u00b4Hara", "O'Hara"),
    ],
)
def test_a_form_that_few_texts_have_finds_the_usual_one(typed: str, other: str) -> None:
    assert search(typed, [other, "lantern"])[0] == {other}


@pytest.mark.parametrize("text", ["dentists.There", "UK.There", "2019.There", "COVID-19.There", "U.K.There", "GOV.UK.There"])
def test_a_word_after_a_full_stop_without_a_space_is_found(text: str) -> None:
    assert search("there", [text])[0] == {text}
