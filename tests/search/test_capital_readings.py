"""Words typed in capitals that the records have in small letters."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.rewriting import rewrite_without_corrections
from search.query.parser import parse
from search.query.request import SearchRequest

ENGINE = MemoryEngine(
    [
        *(Question(f"lamps {n}", "Lords", "how many lamps the harbour has, and a hearing aid") for n in range(12)),
        *(Question(f"lamp {n}", "Lords", "a lamp, hearing aids and the lees") for n in range(12)),
        *(Question(f"AIDS {n}", "Lords", "what AIDS and LEES are") for n in range(2)),
    ]
)


def search(text: str, *, as_typed: bool = False) -> tuple[str, set[str]]:
    request = SearchRequest(text, parse(text).tree, per_page=50, as_typed=as_typed)
    outcome = relevance_policy.search(ENGINE, request)
    return outcome.rewritten.request.text, {hit.question.id.split()[0] for hit in outcome.page.hits}


@pytest.mark.parametrize(
    ("typed", "searched", "matching"),
    [
        ("LAMPS", "lamps", {"lamp", "lamps"}),
        ("LAMPS HAS", "LAMPS HAS", {"lamp", "lamps"}),  # a text with a word of five letters is read so anyway
        # The records have it in capitals, or not at all.
        ("AIDS", "AIDS", {"AIDS"}),
        ("LEES", "LEES", {"AIDS"}),
        ("LUMPS", "LUMPS", set()),
        # Capitals within a text in small letters mean an abbreviation, and so do quotation marks.
        ("the LAMPS", "the LAMPS", set()),
        ('"LAMPS"', '"LAMPS"', set()),
    ],
)
def test_a_word_in_capitals_alone_is_no_abbreviation_if_records_have_it_in_small_letters(
    typed: str, searched: str, matching: set[str]
) -> None:
    assert search(typed) == (searched, matching)


def test_as_typed_means_the_capitals() -> None:
    assert search("LAMPS", as_typed=True) == ("LAMPS", set())


def test_a_feed_reads_capitals_as_a_search_does() -> None:
    request = SearchRequest("LAMPS", parse("LAMPS").tree)
    assert rewrite_without_corrections(ENGINE, request).request.text == "lamps"
