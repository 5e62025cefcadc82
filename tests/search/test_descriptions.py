"""Searches described in English."""

from __future__ import annotations

from datetime import date

import pytest

from search.query.nodes import And, AnyOf, AtLeast, DateRange, Exists, Filter, Word
from search.query.parser import parse
from search.query.request import SearchRequest
from search.results import descriptions


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "every question"),
        ("modern slavery", "“modern” and “slavery”"),
        ("tax OR duty relief", "“tax” or (“duty” and “relief”)"),
        ("tax -duty", "“tax” without “duty”"),
        ("-duty", "every question without “duty”"),
        ('"modern slavery"', "the phrase “modern slavery”"),
        ('"modern slavery"~1', "“modern slavery” with at most 1 word between"),
        ("immigra* wom?n slavry~", "words beginning “immigra” and words like “wom?n” and words spelt like “slavry”"),
        ("heading:tax", "“tax” in heading"),
        ("house:lords tabled:2024", "House: Lords and Date tabled in 2024"),
    ],
)
def test_describes_queries(text: str, description: str) -> None:
    assert descriptions.describe_query(parse(text).tree) == description


def test_describes_at_least() -> None:
    assert descriptions.describe_query(And((AtLeast(1, (Word("a"), Word("b"))),))) == "(at least 1 of “a”, “b”)"


@pytest.mark.parametrize(
    ("clause", "description"),
    [
        (AnyOf("body", ("Home Office", "Treasury")), "Department: Home Office or Treasury"),
        (AnyOf("table", ("yes",)), "Has a table"),
        (AnyOf("table", ("no",)), "Has a table: no"),
        (DateRange("tabled", date(2024, 1, 2)), "Date tabled from 2 January 2024"),
        (DateRange("tabled", None, date(2024, 1, 2)), "Date tabled to 2 January 2024"),
        (DateRange("due", date(2024, 1, 2), date(2024, 1, 2)), "Date for answer on 2 January 2024"),
        (AnyOf("same-answer", ("0a1b",)), "With the same answer"),
        (AnyOf("answered-together", ("Lords 2024-03-05 HL7",)), "Of the same group"),
        (Exists("heading"), "With heading"),
        (Exists("heading", False), "Without heading"),
    ],
)
def test_describes_filters(clause: Filter, description: str) -> None:
    assert descriptions.describe_filter(clause) == description


@pytest.mark.parametrize(
    ("full", "close", "sentence"),
    [
        (0, 1, "No question matches all your words. 1 question is a close match, with at least 2 of your 3 words or phrases."),
        (0, 1204, "No question matches all your words. 1,204 questions are close matches, with at least 2 of your 3 words or"),
        (1, 2, "1 question matches all your words. 2 are close matches, with at least 2 of your 3 words or phrases."),
    ],
)
def test_close_matches_are_counted_in_a_sentence(full: int, close: int, sentence: str) -> None:
    assert descriptions.matches_sentence(full, close, 2, 3).startswith(sentence)


def test_headings_and_titles() -> None:
    request = SearchRequest("modern  slavery", filters=(AnyOf("house", ("Lords",)),))
    assert descriptions.total_sentence(request, 1204) == "1,204 questions for modern slavery · House: Lords"
    assert descriptions.total_sentence(SearchRequest("a b"), 2, are_partial=True) == "2 close matches for a b"
    assert descriptions.total_sentence(SearchRequest(), 1) == "1 question"
    assert descriptions.total_sentence(SearchRequest("tax " * 200), 0).endswith("tax …")
    assert descriptions.title(request) == "Written questions for modern slavery · House: Lords"
    assert descriptions.title(SearchRequest()) == "Written questions"
