"""Compounds that no record has are searched as their parts."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.readings.compounds import MAX_CHECKED
from search.pipeline.relaxation import MAX_SHORT_CLAUSES
from search.pipeline.rewriting import Correction, Misspelling, rewrite
from search.query.parser import parse
from search.query.request import SearchRequest

ENGINE = MemoryEngine(
    [
        Question("1", "Commons", "whether the lantern of the Welsh lighthouse is lit"),
        Question("2", "Commons", "how many lamp-posts the lighthouse has"),
        Question("3", "Commons", "how many seamarks are lit"),
    ]
)


def search(text: str, *, as_typed: bool = False) -> relevance_policy.SearchOutcome:
    return relevance_policy.search(ENGINE, SearchRequest(text, parse(text).tree, as_typed=as_typed))


def ids(outcome: relevance_policy.SearchOutcome) -> set[str]:
    return {hit.question.id for hit in outcome.page.hits}


@pytest.mark.parametrize(
    ("typed", "searched", "matching"),
    [
        ("lighthouse-lantern", "lighthouse lantern", {"1"}),
        ("Lighthouse\u2010Lantern lit", "Lighthouse Lantern lit", {"1"}),
        ("lit lighthouse-lantern-welsh", "lit lighthouse lantern welsh", {"1"}),
        ("#LighthouseLantern", "#Lighthouse Lantern", {"1"}),
        ("lit WelshLighthouseLantern", "lit Welsh Lighthouse Lantern", {"1"}),
        ("SeaMarks", "SeaMarks", {"3"}),
        ("McLantern", "McLantern", set()),
        # A record has it, with the hyphen or as one word.
        ("lamp-posts", "lamp-posts", {"2"}),
        ("sea-marks", "sea-marks", {"3"}),
        # Marked by the reader, or no word of letters.
        ('"lighthouse-lantern"', '"lighthouse-lantern"', set()),
        ("lit NOT lighthouse-lantern", "lit NOT lighthouse-lantern", {"1", "3"}),
        ("lit -lighthouse-lantern", "lit -lighthouse-lantern", {"1", "3"}),
        ("(lighthouse-lantern OR seamarks)", "(lighthouse-lantern OR seamarks)", {"3"}),
        ("lighthouse-2", "lighthouse-2", set()),
    ],
)
def test_the_parts_of_an_unknown_compound_are_searched(typed: str, searched: str, matching: set[str]) -> None:
    outcome = search(typed)
    assert (outcome.rewritten.request.text, ids(outcome)) == (searched, matching)


@pytest.mark.parametrize(
    ("typed", "searched", "matching"),
    [
        ("welshlighthouse", "welsh lighthouse", {"1"}),
        ("lit WELSHLIGHTHOUSE", "lit welsh lighthouse", {"1"}),
        ("litlantern", "litlantern", set()),  # no record has them side by side
        ("thewelsh", "thewelsh", set()),  # a function word
        ('"welshlighthouse"', '"welshlighthouse"', set()),
        ("heading:welshlighthouse", "heading:welshlighthouse", set()),
        ("lighthousless", "lighthousless", set()),
    ],
)
def test_an_unknown_word_that_is_two_words_is_searched_as_these(typed: str, searched: str, matching: set[str]) -> None:
    outcome = search(typed)
    assert (outcome.rewritten.request.text, ids(outcome)) == (searched, matching)


def test_a_likely_slip_is_corrected_before_it_is_two_words() -> None:
    engine = MemoryEngine([Question("1", "Lords", "the lighthouse"), Question("2", "Lords", "the ligh thouse")])
    rewritten = rewrite(engine, SearchRequest("lihgthouse", parse("lihgthouse").tree))
    assert rewritten.corrections == (Correction("lihgthouse", "lighthouse"),)


def test_the_two_words_of_an_unknown_word_are_a_suggestion_if_it_is_searched_as_typed() -> None:
    (suggestion,) = search("welshlighthouse", as_typed=True).rewritten.suggestions
    assert suggestion == Misspelling("welshlighthouse", ("welsh lighthouse",), True)


def test_a_compound_reading_is_a_correction_and_can_be_searched_as_typed() -> None:
    assert search("lighthouse-lantern").rewritten.corrections == (Correction("lighthouse-lantern", "lighthouse lantern"),)
    assert ids(search("lighthouse-lantern", as_typed=True)) == set()


def test_a_misspelt_part_is_corrected_first() -> None:
    assert search("lamp-postz").rewritten.request.text == "lamp-posts"


def test_only_the_first_compounds_are_looked_up() -> None:
    typed = [f"lit-{letter * 2}" for letter in "abcd"]
    assert search(" ".join(typed)).rewritten.request.text.split() == [
        *(part for compound in typed[:MAX_CHECKED] for part in compound.split("-")),
        *typed[MAX_CHECKED:],
    ]


def test_a_long_text_is_matched_by_the_parts_of_its_compounds() -> None:
    others = " ".join(f"unknown{letter}" for letter in "abcdefghij"[:MAX_SHORT_CLAUSES])
    assert ids(search(f"{others} lamp-posts posts-lamp lantern-lamp")) == {"1", "2"}
