"""Compounds: counting hyphenated words, and learning closed compounds from them."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.lexicon.compounds import Compounds
from search.lexicon.learning import LearnedNames
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Answer, Question
from search.pipeline.relevance_policy import search
from search.query.parser import parse
from search.query.request import SearchRequest


def counted(*texts: str) -> Compounds:
    compounds = Compounds()
    for number, text in enumerate(texts):
        compounds.add(Question(str(number), "Lords", text))
    return compounds


@pytest.mark.parametrize(
    ("text", "hyphenated"),
    [
        ("the anti-glare lantern, (anti-glare), “Anti-glare”; anti-glare's", {"anti-glare"}),
        ("Anti\u2010Glare and lamp\u2011oil", {"anti-glare", "lamp-oil"}),
        ("LAMP-19, F-35A and Überlampe-é", {"lamp-19", "f-35a", "uberlampe-e"}),
        ("2021-22, 10-20, -lamp, lamp-, a - b, lamp--oil, in-the-dark", set()),
        ("https://lamps.example/anti-glare lamps-oil.example anti-glare/lamp-oil", set()),
        ("", set()),
    ],
)
def test_words_of_two_parts_with_any_hyphen_are_counted_once_a_record(text: str, hyphenated: set[str]) -> None:
    assert counted(text).hyphenated == dict.fromkeys(hyphenated, 1)


def test_heading_question_and_answer_are_counted_as_one_record() -> None:
    compounds = Compounds()
    compounds.add(Question("1", "Lords", "a lamp-oil", heading="Lamp-oil", answer=Answer(text="lamp-oil and anti-glare")))
    assert compounds.hyphenated == {"lamp-oil": 1, "anti-glare": 1}


@pytest.mark.parametrize("word", ["anti-glare", "off-shore", "over-spend", "up-rating", "on-going", "by-election", "covid-19"])
def test_a_word_that_a_record_hyphenates_is_learned(word: str) -> None:
    assert list(counted(word).entries()) == [SynonymEntry(word.replace("-", ""), (word,))]


def test_forms_of_one_stem_are_one_entry_with_the_commonest_form() -> None:
    entries = list(counted("re-bid", "re-bid", "re-bids").entries())
    assert entries == [SynonymEntry("rebid", ("re-bid",))]


@pytest.mark.parametrize("word", ["council-led", "label-led", "re-added", "pupil-led"])
def test_words_whose_solid_form_is_read_as_another_word_are_not_learned(word: str) -> None:
    assert list(counted(word).entries()) == []


@pytest.mark.parametrize("word", ["re-sign", "CAR-T", "in-patient", "by-law", "a-c"])
def test_words_that_mean_something_else_without_the_hyphen_are_not_learned(word: str) -> None:
    assert list(counted(*[word] * 50).entries()) == []


def test_removing_records_undoes_their_counts() -> None:
    names, expected = LearnedNames(), LearnedNames()
    texts = ["lamp-oil of the Night Lamp Review (NLR)", "lamp-oil, anti-glare", "anti-glare", "to light"]
    records = [Question(str(number), "Lords", text) for number, text in enumerate(texts)]
    for record in records:
        names.add(record)
    for record in records[:2]:
        expected.add(record)
    for record in records[2:]:
        names.remove(record)
    assert names == expected
    assert names.compounds.hyphenated == {"lamp-oil": 2, "anti-glare": 1}
    for record in records[:2]:
        names.remove(record)
    assert names == LearnedNames()


def test_a_thesaurus_has_abbreviations_and_compounds() -> None:
    records = [Question(str(n), "Lords", "the Night Lamp Review (NLR) of lamp-oil") for n in range(9)]
    thesaurus = MemoryEngine(records).thesaurus()
    assert thesaurus.find(["lampoil"]) == SynonymEntry("lampoil", ("lamp-oil",))
    assert thesaurus.find(["NLR"]) == SynonymEntry("NLR", ("Night Lamp Review",))


SPELLINGS = ("childcare", "child-care", "child care")


@pytest.mark.parametrize("typed", [*SPELLINGS, "Child Care", "child-cares", "childcares"])
def test_every_spelling_of_a_compound_finds_every_other(typed: str) -> None:
    texts = [*(f"the cost of {spelling} in harbours" for spelling in SPELLINGS), "care of a child"]
    engine = MemoryEngine([Question(str(number), "Lords", text) for number, text in enumerate(texts)])
    page = search(engine, SearchRequest(typed, parse(typed).tree)).page
    assert {"0", "1", "2"} <= {hit.question.id for hit in page.hits}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("pot hole", "potholes"),
        ("quakeharbour", "quake-harbour"),
        ("quake-harbour", "quakeharbours"),
        ("M 25", "the M25"),
        ("PM 2.5", "PM2.5"),
        ("O Brien", "Ms O'Brien"),
        ("O Brien", "Mr O’Brien"),
    ],
)
def test_two_words_find_the_solid_word_that_they_make(typed: str, text: str) -> None:
    engine = MemoryEngine([Question(str(number), "Lords", f"{text} of Brian") for number in range(5)])
    outcome = search(engine, SearchRequest(typed, parse(typed).tree))
    assert (outcome.full_total, outcome.rewritten.corrections) == (5, ())
