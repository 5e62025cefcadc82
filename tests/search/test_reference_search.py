"""References in a search: the records that they name are its results, the newest first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from search.pipeline import reference_search, relevance_policy
from search.pipeline.rewriting import rewrite_without_corrections
from search.query import url_params

ENGINE = MemoryEngine(
    [
        Question("100001", "Commons", "lanterns", "17776", date(2024, 3, 5), answer=Answer("oil", "oil", date(2024, 3, 12))),
        Question("100002", "Commons", "harbours", "17776", date(2026, 7, 10)),
        Question("100003", "Lords", "beacons", "HL1347", date(2024, 3, 5)),
        Question("100004", "Commons", "see question 17776 and 17776 again", "18000", date(2025, 1, 6)),
        Question("100005", "Commons", "see 99999", "18001", date(2025, 1, 7)),
        Question("commons-2009-10-26-12.1.q0", "Commons", "wicks"),
    ]
)


def search(text: str, **params: str) -> relevance_policy.SearchOutcome:
    return relevance_policy.search(ENGINE, url_params.read([("q", text), *params.items()]))


def ids(outcome: relevance_policy.SearchOutcome) -> list[str]:
    return [hit.question.id for hit in outcome.page.hits]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("17776", ["100002", "100001"]),
        ("HC WQ 17776, 10 July 2026", ["100002"]),
        ("HC WQ 17776, 12 March 2024", ["100001"]),
        ("HC WQ 17776, 1 January 2020", ["100002", "100001"]),
        ("HL WQ 1347", ["100003"]),
        ("HL1346 and 1347", ["100003"]),
        ("lords question 1347 of 5 March 2024", ["100003"]),
        ("hl-1347; 17776, tabled on 5/3/24", ["100001", "100003"]),
        ("lanterns PQ 17776", ["100002", "100001"]),
        ("lanterns PQ 4444", ["100001"]),
        ("100003", ["100003"]),
        ("/questions/100003 and UIN 18000", ["100004", "100003"]),
        ("https://www.theyworkforyou.com/wrans/?id=2009-10-26.12.1.h", ["commons-2009-10-26-12.1.q0"]),
        ("99999", ["100005"]),
        ("55555", []),
    ],
)
def test_the_records_of_the_references_are_the_results(text: str, records: list[str]) -> None:
    outcome = search(text)
    assert ids(outcome) == records
    reading = outcome.rewritten.references
    assert reading is not None
    assert reading.is_applied == any(item.records for item in reading.items)


def test_the_words_can_be_searched_for_instead() -> None:
    outcome = search("17776", references="no")
    assert ids(outcome) == ["100004"]
    assert outcome.rewritten.references is None


def test_another_order_and_filters_apply_to_references() -> None:
    assert ids(search("17776", sort="oldest")) == ["100001", "100002"]
    assert ids(search("17776", tabled="2024")) == ["100001"]


def test_a_reference_in_a_draft_ranks_its_question_higher_and_leaves_none_out() -> None:
    draft = "To ask the Minister for Lanterns, pursuant to the Answer to Question 17776, how many harbours there are"
    outcome, words = search(draft), search(draft, references="no")
    assert outcome.is_draft
    assert (ids(outcome), ids(words)) == (["100002", "100004"], ["100004", "100002"])
    assert outcome.rewritten.references is not None


def test_feeds_exports_and_the_apis_find_the_same_records() -> None:
    outcome = search("17776")
    assert [question.id for question in relevance_policy.ranked_records(ENGINE, outcome)] == ids(outcome)
    request = url_params.read([("q", "17776")])
    assert rewrite_without_corrections(ENGINE, request).executed.query == outcome.page.request.query


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UIN 18000", ["Showing the question with UIN 18000."]),
        ("HC WQ 17776, 10 July 2026", ["Showing the question with UIN 17776 of 10 July 2026."]),
        (
            "HL1347, 18000, 4444",
            ["Showing the questions with UIN HL1347 and UIN 18000.", "No question on this site has UIN 4444."],
        ),
        ("/questions/100001", ["Showing the question: record 100001."]),
        ("/questions/7", ["No question on this site is record 7."]),
        (
            "UIN 99999",
            ["No question on this site has UIN 99999.", "Searched for questions that have this number in their text."],
        ),
        (
            "HL1347 of 6 March 2024",
            ["Showing the question with UIN HL1347.", "None with UIN HL1347 was tabled or answered on 6 March 2024."],
        ),
        ("17776", None),
    ],
)
def test_the_reader_is_told_what_is_shown(text: str, expected: list[str] | None) -> None:
    reading = reference_search.read(ENGINE, text)
    assert reading is not None
    sentences = list(reference_search.sentences(reading))
    assert sentences == expected if expected else "More than one question has UIN 17776" in sentences[1]


def test_numbers_that_are_used_again_are_told_one_by_one() -> None:
    again = MemoryEngine(
        [Question(f"{uin}-{number}", "Commons", "wicks", uin) for number in (1, 2) for uin in ("17776", "18000")]
    )
    first, second = reference_search.read(ENGINE, "17776"), reference_search.read(again, "17776, 18000")
    assert first is not None
    assert second is not None
    assert list(reference_search.sentences(first))[1].startswith("More than one question has UIN 17776: numbers")
    assert list(reference_search.sentences(second))[1].startswith(
        "More than one question has each of UIN 17776 and UIN 18000: "
    )


LONG = " ".join(f"word{number}" for number in range(26)) + " lanterns"


@pytest.mark.parametrize(
    ("text", "params", "is_draft"),
    [
        (LONG, {}, True),
        (LONG, {"draft": "no"}, False),
        (LONG, {"words": "all"}, False),
        (" ".join(LONG.split()[2:]), {}, False),
        (f"{LONG} OR oil", {}, False),
        (f"{LONG} body:health", {}, False),
        (f"{LONG} -oil", {}, False),
        ("To ask the Minister for Lanterns, how many lanterns there are", {}, True),
        ("To ask the Minister for Lanterns, how many lanterns there are", {"draft": "no"}, False),
    ],
)
def test_a_text_of_more_than_twenty_five_words_is_a_draft(text: str, params: dict[str, Any], is_draft: bool) -> None:
    outcome = search(text, **params)
    assert outcome.is_draft == is_draft
    assert (outcome.draft is not None) == is_draft
