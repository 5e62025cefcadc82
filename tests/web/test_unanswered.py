"""No form of the site says that a question is unanswered if its record was fetched before the date for answer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from web import Assets, create_app
from web.site.wording import NO_DATE

DUE = date(2025, 7, 8)
EARLY = Question(
    "1", "Commons", "To ask the Minister for Tides, what lanterns shine.", "11", date(2025, 7, 1), DUE, fetched_on=DUE
)
FROM_FILE = replace(EARLY, id="2", uin="12", fetched_on=None, file_ends_on=date(2025, 7, 16))
FILE_ENDS_EARLY = replace(FROM_FILE, id="3", uin="13", file_ends_on=date(2025, 7, 2))
UNKNOWN = replace(EARLY, id="4", uin="14", fetched_on=None, due_on=None)
LATE = replace(EARLY, id="5", uin="15", fetched_on=date(2025, 7, 9))
UNDATED_ANSWER = replace(LATE, id="6", uin="16", answer=Answer("So.", "So."))
NOT_UNANSWERED = [EARLY, FROM_FILE, FILE_ENDS_EARLY, UNKNOWN, UNDATED_ANSWER]

CLAIM = re.compile(r"unanswered|not (?:yet )?(?:been )?answered|overdue|wait(?:s|ing) for an answer|late answer", re.IGNORECASE)
"""What would say that there is no answer, in any form."""

_ADDRESS = re.compile(r'''(?:href=|"search":)"[^"]*"''')
"""An address, which may name the state as a parameter."""

_FILTER = re.compile(r"<a[^>]*>(?:Overdue|Became overdue)</a>|<span>Overdue <span class=\"count\">0</span></span>")
"""A filter by a state, which says nothing of the questions on the page, or that none of them has it."""

LISTS = (
    *(
        "/",
        "/search?q=lanterns",
        "/search.json?q=lanterns",
        "/search.atom?q=lanterns",
        "/changes",
        "/changes.json",
        "/changes.atom",
    ),
    *("/asked?text=what+lanterns+shine", "/asked.json?text=what+lanterns+shine", "/index.json"),
    *(f"/export.{ending}" for ending in ("csv", "ris", "bib", "ndjson", "json", "xml", "ttl", "about.json")),
    *("/commonswrittenquestions.json", "/commonswrittenquestions.html", "/commonswrittenquestions.ttl"),
    "/api/writtenquestions/questions",
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(MemoryEngine(NOT_UNANSWERED), Assets.find()).test_client()


def record_addresses(id: str) -> tuple[str, ...]:
    endings = ("", ".json", ".ris", ".bib", "/similar", "/similar.json")
    pages = (f"/questions/{id}{ending}" for ending in endings)
    return (*pages, f"/resources/{id}.html", f"/resources/{id}.json", f"/api/writtenquestions/questions/{id}")


@pytest.mark.parametrize(
    "address", [*LISTS, *(address for question in NOT_UNANSWERED for address in record_addresses(question.id))]
)
def test_no_form_says_unanswered_of_a_record_that_was_fetched_too_early(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, address
    claim = CLAIM.search(_ADDRESS.sub("", _FILTER.sub("", response.text)))
    assert claim is None, (address, response.text[max(0, claim.start() - 80) : claim.end() + 80] if claim else "")


@pytest.mark.parametrize(
    ("question", "label", "sentence"),
    [
        (EARLY, "No answer collected", "No answer collected. We last fetched it on 8 July 2025, the date for answer."),
        (
            replace(EARLY, fetched_on=date(2025, 7, 2)),
            "No answer collected",
            "No answer collected. We last fetched it on 2 July 2025, before the date for answer, 8 July 2025.",
        ),
        (
            FROM_FILE,
            "No answer in our source",
            "No answer in our source. Our source ends on 16 July 2025. The date for answer was 8 July 2025.",
        ),
        (
            FILE_ENDS_EARLY,
            "No answer collected",
            "No answer collected. Our source ends on 2 July 2025, before the date for answer, 8 July 2025.",
        ),
        (UNKNOWN, "No answer in our source", "No answer in our source."),
        (
            replace(UNKNOWN, fetched_on=DUE),
            "No answer collected",
            "No answer collected. We last fetched it on 8 July 2025. The date for answer is not in our source.",
        ),
        (LATE, "Unanswered", "Unanswered when last fetched on 9 July 2025. The date for answer was 8 July 2025."),
        (UNDATED_ANSWER, "Answered", f"Answered, {NO_DATE}."),
    ],
)
def test_a_record_says_what_its_copy_knows(question: Question, label: str, sentence: str) -> None:
    text = create_app(MemoryEngine([question]), Assets.find()).test_client().get(f"/questions/{question.id}").text
    assert f">{label}</span>" in text
    assert sentence in text


def test_the_coverage_counts_none_of_them_as_unanswered(client: FlaskClient) -> None:
    missing = client.get("/coverage.json").get_json()["missing"]
    assert sum(search["count"] for search in missing if CLAIM.search(search["description"])) == 0


def test_the_states_are_a_facet_with_words_and_a_filter(client: FlaskClient) -> None:
    page = client.get("/search").text
    for label in ("No answer collected", "No answer in our source"):
        assert label in page
    assert "State: no answer collected" in client.get("/search?state=not-collected").text
    assert client.get("/search.json?state=unanswered").get_json()["total"] == 0
    assert client.get("/search.json?state=not-collected").get_json()["total"] == 2


@pytest.mark.parametrize("address", ["/search", "/questions/6", "/questions/6.ris", "/questions/6.bib", "/search.atom"])
def test_an_answer_without_a_day_says_so(client: FlaskClient, address: str) -> None:
    sentence = "answer date not in our source" if address == "/search" else NO_DATE
    assert sentence in client.get(address).text


def test_the_day_of_fetching_is_shown_and_found(client: FlaskClient) -> None:
    assert "Date fetched" in client.get("/questions/1").text
    assert "Newest record in its file" in client.get("/questions/2").text
    assert client.get("/questions/1.json").get_json()["record"]["fetched_on"] == "2025-07-08"
    assert client.get("/search.json?q=fetched:2025-07-08").get_json()["total"] == 1
    assert ",2025-07-08," in client.get("/export.csv?uin=11").text


def test_a_search_by_day_says_how_many_records_it_cannot_judge() -> None:
    answered = replace(UNDATED_ANSWER, id="7", tabled_on=None, answer=Answer("So.", "So.", date(2025, 7, 9)))
    client = create_app(MemoryEngine([EARLY, UNDATED_ANSWER, answered]), Assets.find()).test_client()
    for address, counts in {
        "/search.json": [],
        "/search.json?tabled=2025": [("tabled", 1)],
        "/search.json?q=lanterns+tabled:2025": [("tabled", 1)],
        "/search.json?tabled-year=2025&house=Lords": [],
        "/search.json?answered-on=2025": [("answered-on", 1)],
        "/search.json?answered-month=2025-07&tabled=2025&q=lanterns": [("tabled", 1), ("answered-on", 1)],
    }.items():
        undated = client.get(address).get_json()["undated"]
        assert [(day_field["field"], day_field["count"]) for day_field in undated] == counts, address
    assert "1 question without a date tabled is not included." in client.get("/search?tabled=2025").text
    assert "not included" not in client.get("/search").text
