"""The requests that public clients send, one after another, and what they read in each item: each client reads every row.

The programs are on GitHub and on PyPI; their requests are repeated here over made-up records.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from search.engine import Engine
from search.model.question import Question
from search.model.sessions import session_of
from web import Assets, create_app

Items = list[dict[str, Any]]
Fetch = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def client(linked_engine: Engine) -> FlaskClient:
    return create_app(linked_engine, Assets.find()).test_client()


@pytest.fixture(scope="module")
def fetch(client: FlaskClient) -> Fetch:
    """Return the result at an address, which may begin with a host."""

    def read(address: str) -> dict[str, Any]:
        parts = urlsplit(address)
        response = client.get(f"{parts.path}?{parts.query}")
        assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
        result: dict[str, Any] = response.get_json()["result"]
        return result

    return read


def is_complete(record: Question) -> bool:
    name, body = record.asked_by.name.strip(" ,"), record.answering_body.name
    day = record.due_on or (record.answer and record.answer.answered_on)
    return bool(record.id.isdecimal() and record.uin and record.tabled_on and name and body and day)


def is_answered(record: Question) -> bool:
    return bool(is_complete(record) and record.answer and record.answer.answered_on and record.answer.text)


def ids(items: Items) -> set[str]:
    item_ids = {item["_about"].rpartition("/")[2] for item in items}
    assert len(item_ids) == len(items)
    return item_ids


def by_pages(fetch: Fetch, address: str, size: int) -> Items:
    """Count the pages from the total of a first request, as most clients do."""
    first = fetch(f"{address}&_pageSize=1")
    pages = math.ceil(first["totalResults"] / size)
    return [item for page in range(pages) for item in fetch(f"{address}&_pageSize={size}&_page={page}")["items"]]


@pytest.mark.parametrize("size", [7, 100, 500])
def test_a_node_program_reads_every_property_of_every_answered_question(
    fetch: Fetch, records: list[Question], size: int
) -> None:
    items = by_pages(fetch, "/answeredquestions.json?", size)
    for item in items:
        assert item["uin"]
        assert item["legislature"][0]["prefLabel"]["_value"].startswith("House of")
        assert item["tablingMemberPrinted"][0]["_value"]
        assert item["date"]["_value"] <= item["answer"]["dateOfAnswer"]["_value"]
        assert item["answer"]["answerText"]["_value"]
        assert item["AnsweringBody"][0]["_value"]
        assert item["answer"]["answeringMemberPrinted"]["_value"]
        assert item["answer"]["isMinisterialCorrection"]["_value"] in ("true", "false")
        assert item["answer"]["questionFirstAnswered"][0]["_value"][10] == "T"
        assert item["registeredInterest"]["_value"] in ("true", "false")
    assert ids(items) == {record.id for record in records if is_answered(record)} != set()


@pytest.mark.parametrize("house", ["Commons", "Lords"])
def test_an_r_package_reads_the_questions_of_a_house(fetch: Fetch, records: list[Question], house: str) -> None:
    dates = "&_properties=dateTabled&max-dateTabled=2030-01-01&min-dateTabled=1900-01-01"
    items = by_pages(fetch, f"/{house.lower()}writtenquestions.json?{dates}", 100)
    for item in items:
        assert item["dateTabled"]["_value"]
        assert item["AnswerDate"]["_value"]
        assert (len(item["tablingMemberPrinted"]), len(item["AnsweringBody"])) == (1, 1)
    assert ids(items) == {record.id for record in records if record.house == house and is_complete(record)} != set()


def test_an_r_package_reads_the_answers_of_a_minister(fetch: Fetch, records: list[Question]) -> None:
    query = (
        "q=tides&answeringMember=http://data.parliament.uk/members/72&max-dateOfAnswer=2030-01-01&min-dateOfAnswer=1900-01-01"
    )
    items = by_pages(fetch, f"/commonsansweredquestions/answeringdepartment.json?{query}", 100)
    for item in items:
        assert item["dateOfAnswer"]["_value"]
        assert item["answeringMember"]["_about"].endswith("/72")
        assert [body["_value"] for body in item["AnsweringBody"]] == ["Ministry of Tides"]
    assert ids(items) == {
        record.id
        for record in records
        if is_answered(record) and record.house == "Commons" and record.answering_body.name == "Ministry of Tides"
        if record.answer and record.answer.answered_by.member_id == 72
    }


def test_a_notebook_follows_the_pages_of_a_session(fetch: Fetch, records: list[Question]) -> None:
    """It adds its page size to the address of each next page, and skips what the first page of 10 leaves of 5."""
    items, page = [], fetch("http://lda.data.parliament.uk/commonswrittenquestions.json?session=2014/15&_pageSize=5")
    items += page["items"]
    while "next" in page:
        assert page["next"].count("_pageSize=5") == 1
        page = fetch(f"{page['next']}&_pageSize=5")
        items += page["items"]
    assert (
        ids(items)
        == {
            record.id
            for record in records
            if record.house == "Commons" and is_complete(record) and record.tabled_on
            if (session := session_of(record.tabled_on)) and session.name == "2014-15"
        }
        != set()
    )


@pytest.mark.parametrize("size", [500, 10_000, 50_000])
def test_a_pandas_program_reads_large_pages(fetch: Fetch, records: list[Question], size: int) -> None:
    items, page = [], 0
    while True:
        result = fetch(f"/commonswrittenquestions.json?{urlencode({'_pageSize': size, '_page': page})}")
        items += result["items"]
        for item in result["items"]:
            assert item["questionText"] and item["tablingMemberPrinted"][0]["_value"] and item["dateTabled"]["_value"]  # noqa: PT018
        page += 1
        if page * size > result["totalResults"]:
            break
    assert ids(items) == {record.id for record in records if record.house == "Commons" and is_complete(record)}


def test_a_browser_counts_the_questions_of_a_member(fetch: Fetch, records: list[Question]) -> None:
    result = fetch("/commonswrittenquestions.json?_properties=dateTabled&_view=basic&_page=0&_pageSize=50000&mnisId=71")
    assert all(item["dateTabled"]["_value"] for item in result["items"])
    expected = {r.id for r in records if r.house == "Commons" and is_complete(r) and r.asked_by.member_id == 71}
    assert ids(result["items"]) == expected != set()


def test_a_shiny_app_searches_in_its_own_view(fetch: Fetch) -> None:
    for number, view in ((71, "Written+Questions"), (72, "Written+Questions")):
        result = fetch(f"/commonswrittenquestions.json?mnisId={number}&_view={view}&_pageSize=10")
        for item in result["items"]:
            assert item["tablingMember"]["_about"].rpartition("/")[2] == str(number)
            assert item["AnswerDate"]["_value"] and item["dateTabled"]["_value"]  # noqa: PT018
    assert fetch("/commonswrittenquestions.json?_view=Written+Questions&_pageSize=50&_search=bridge+AND+flood")["totalResults"]


def test_a_flask_app_reads_the_latest_answers_and_then_their_questions(fetch: Fetch) -> None:
    view = "_view=Commons+Written+Answers&_pageSize=10&_sort=-dateOfAnswer&_page=0"
    items = fetch(f"/commonsansweredquestions.json?{view}")["items"]
    days = [item["dateOfAnswer"]["_value"] for item in items]
    assert days == sorted(days, reverse=True) != []
    for item in items:
        assert item["answerText"]["_value"]
        number = item["_about"].rpartition("/")[2]
        assert fetch(f"/resources/{number}.json")["primaryTopic"]["questionText"]


def test_a_dot_net_program_reads_xml(client: FlaskClient) -> None:
    asked_for = "dateTabled,AnswerDate,answeringDepartment,questionText,answer,answer.dateOfAnswer"
    query = f"_sort=-dateTabled&tablingMember=http://data.parliament.uk/members/71&_properties={asked_for}&_view=basic&_pageSize=5&_page=0"
    response = client.get(f"/commonswrittenquestions.xml?{query}", headers={"Accept": "application/xml"})
    items = etree.fromstring(response.data).findall("items/item")
    assert len(items) == 5
    for item in items:
        for name in ("dateTabled", "AnswerDate", "answeringDepartment", "questionText"):
            assert item.findtext(name), name


def test_a_dot_net_package_reads_lists_of_days_and_single_questions(fetch: Fetch) -> None:
    query = "startDate=2015-01-01T00:00:00&endDate=2015-12-31T00:00:00&_pageSize=20&_sort=-date"
    items = fetch(f"/lordswrittenquestions/tabled.json?{query}")["items"]
    assert items
    for item in items:
        number = item["_about"].rpartition("/")[2]
        assert fetch(f"/lordswrittenquestions/{number}.json")["primaryTopic"]["title"] == item["title"]
        assert number in ids(fetch(f"/lordswrittenquestions.json?uin={item['uin']}&_pageSize=500")["items"])
