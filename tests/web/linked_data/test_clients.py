"""Requests of existing clients, directly and through proxies, and what these clients read."""

from __future__ import annotations

import json
import math
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.model.question import Question
from tests.served import listening
from tests.web.linked_data.conftest import Ask
from web import Assets, create_app

HANSARD = (
    "/answeredquestions.json?&answer.answeringMember=http://data.parliament.uk/members/72"
    "&tablingMember=http://data.parliament.uk/members/71&legislature.prefLabel=House%20of%20Commons"
    "&_properties=date&max-date=2015-12-31&min-date=2015-01-01"
)
SENT = (
    HANSARD,
    f"{HANSARD}&_pageSize=1",
    f"{HANSARD}&_pageSize=100&_page=0",
    "/answeredquestions.json?&answeringDeptId=9&_properties=date&max-date=2015-12-31&min-date=2015-01-01",
    "/answeredquestions.json?&answeringDeptShortName=Tides&_pageSize=100&_page=0",
    "/commonsansweredquestions/answeringdepartment.json?q=tides&answeringMember=http://data.parliament.uk/members/72"
    "&max-dateOfAnswer=2015-12-31&min-dateOfAnswer=2015-01-01",
    "/commonswrittenquestions.json?mnisId=71&_properties=dateTabled&max-dateTabled=2015-12-31&min-dateTabled=2015-01-01",
    "/lordswrittenquestions.json?mnisId=71&_pageSize=500&_page=0",
    "/answeredquestions.json?AnsweringBody=Ministry+of+Tides&_pageSize=1",
    "/answeredquestions.json?AnsweringBody=Ministry+of+Tides&_pageSize=1000&_sort=dateOfAnswer&_page=0",
    "/answeredquestions.json?_where=?item%20parl:answer%20?a1.?a1%20parl:dateOfAnswer%20?dt."
    "%20filter(str(?dt)%3E=%222015-01-01%22)&_pageSize=1000",
    "/answeredquestions.json?hansardHeading=Tides%3A+Tables&tablingMemberPrinted.=Ivor+Quill",
    "/answeredquestions.json?min-ddpModified.=2015-01-01&_search=flood+AND+bridge",
    *(f"/answeredquestions.{ending}?_pageSize=500&_page=0" for ending in ("csv", "json", "rdf", "text", "ttl", "xml")),
)


@pytest.mark.parametrize("address", SENT)
def test_requests_of_existing_clients_are_answered(api: FlaskClient, address: str) -> None:
    if "ddpModified" in address:  # a property that only other data sets of that service had
        assert api.get(address).status_code == 400
        return
    response = api.get(address)
    assert response.status_code == 200, response.text
    if ".json" in address:
        assert response.mimetype == "application/json"
        assert response.get_json()["result"]["totalResults"] > 0


@pytest.mark.parametrize("size", [1, 7, 100, 500, 1000])
def test_a_client_that_computes_the_pages_from_the_total_gets_every_item(ask: Ask, size: int) -> None:
    total = ask("/answeredquestions.json", _pageSize="1")["totalResults"]
    pages = math.ceil(total / size)
    uris = [
        item["_about"] for n in range(pages) for item in ask(f"/answeredquestions.json?_pageSize={size}&_page={n}")["items"]
    ]
    assert len(uris) == len(set(uris)) == total


@pytest.fixture
def port(records: list[Question]) -> Iterator[int]:
    """The port of a running server."""
    with listening(create_app(MemoryEngine(records), Assets.find()), threads=1) as address:
        yield urlsplit(address).port or 0


def sent(port: int, request: str) -> tuple[str, str]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=10)) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.decode().partition("\r\n\r\n")
    return head, body


def test_a_request_through_a_proxy_is_answered_with_the_address_of_the_site(port: int) -> None:
    host = "lda.data.parliament.uk"
    request = f"GET http://{host}/answeredquestions.json?_pageSize=1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    head, body = sent(port, request)
    assert head.startswith("HTTP/1.1 200")
    result = json.loads(body)["result"]
    assert result["_about"] == "http://localhost/answeredquestions.json?_pageSize=1"
    assert len(result["items"]) == 1
