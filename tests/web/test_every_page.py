"""Properties of every page: structure, labels, links, headers, and the notice of sample data."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from tests.web.conftest import BY_HAND, DATA_SCRIPTS, RUN_SCRIPTS, Get, element_of, text_of
from web import Assets, create_app
from web.http.middleware import HEADERS
from web.site.help_topics import TOPICS

RECORDS = tuple(f"/questions/{question.id}" for question in BY_HAND)
FOUND = (
    "/",
    "/search",
    "/search?q=lantern",
    "/search?q=lantern&body=Office+of+Lanterns&house=Lords&tabled-from=2021&sort=newest&per=10&page=1",
    "/search?q=lantren&state=withdrawn",
    "/search?q=lantern+harbour+zebra",
    "/search?q=(lantern&page=9",
    "/search/values/body",
    "/search/values/asked?find=fen&q=lantern",
    *RECORDS,
    "/questions/1285393?q=lantern&house=Lords&at=1",
    "/questions/2007?q=chains&at=1&before=1&after=4",
    "/questions/1285393/similar",
    "/questions/1285393/score?q=lantern",
    "/questions/1285393/score?q=lantern+harbour+zebra",
    "/questions/2001/similar?drop=lit&add=harbour&house=Lords&within=yes",
    "/questions/2001/similar?unlike=1285393&unlike=2002&same=body&later=yes",
    "/asked",
    "/asked?text=What+steps+are+taken+to+light+the+lanterns+of+our+harbours%3F",
    "/asked?text=the",
    "/answeredquestions.html?_pageSize=5&_search=lantern&hansardHeading=Lanterns%3A+Harbours&min-date=2020&_sort=-date",
    "/answeredquestions.html?uin=none",
    *(f"/resources/{question.id}.html" for question in BY_HAND),
    "/coverage",
    "/people",
    "/people?letter=f",
    "/people?find=okonjo",
    "/people/90",
    "/people/90?role=asked",
    "/people/13?role=answered",
    "/people/13?role=asked",
    "/bodies",
    "/bodies/office-of-lanterns",
    "/bodies/department-of-health",
    "/bodies/health-all-names",
    "/trends",
    "/rising",
    "/rising?window=month",
    "/trends?q=lantern",
    "/trends?q=lantern&q=lantren&q=(harbour&house=Lords&measure=share&period=quarter",
    "/clock",
    "/clock?house=Lords&by=due&month=2021-02",
    "/changes",
    "/changes?kind=overdue",
    "/changes?kind=transferred&q=(chains&house=Commons",
    "/changes?kind=withdrawn&per=10&page=9",
    "/help",
    *(f"/help/{topic}" for topic in TOPICS),
)
FAILING = (
    "/search?tabled=banana&colour=red&q=x",
    "/nowhere",
    "/questions/none",
    "/questions/none/similar",
    "/questions/none/score?q=x",
    "/questions/2001/similar?unlike=none",
    "/help/none",
    "/asked?q=x",
    "/changes?kind=x",
    "/trends?period=week",
    "/rising?window=year",
    "/clock?month=July&colour=red",
    "/people/none",
    "/people/90?role=x",
    "/people?letter=lantern",
    "/bodies/none",
    "/bodies?q=x",
)


@pytest.mark.parametrize("address", [*FOUND, "/questions/2001/thread", "/clock.json", "/rising.json"])
def test_a_page_ignores_the_parameters_of_trackers(client: FlaskClient, address: str) -> None:
    shared = f"{address}{'&' if '?' in address else '?'}utm_source=news&fbclid=x"
    assert client.get(shared).status_code == client.get(address).status_code


@pytest.mark.parametrize("address", [*FOUND, *FAILING])
def test_a_page_is_well_made(get: Get, client: FlaskClient, address: str) -> None:
    page = get(address, client.get(address).status_code)
    assert element_of(page, "html").attributes["lang"] == "en-GB"
    assert len(page.css("h1")) == 1
    assert len(page.css("main")) == 1
    assert text_of(page, "title").endswith("– Wrans")
    ids = Counter(node.attributes["id"] for node in page.css("[id]"))
    assert [element_id for element_id, count in ids.items() if count > 1] == []
    labelled = {node.attributes.get("for") for node in page.css("label")}
    controls = [n for n in page.css("input, select, textarea") if n.attributes.get("type") != "hidden"]
    unlabelled = (node for node in controls if node.attributes.get("id") not in labelled)
    assert [node.html for node in unlabelled if not {"aria-label", "aria-labelledby"} & node.attributes.keys()] == []
    references = " ".join(node.attributes["aria-labelledby"] or "" for node in page.css("[aria-labelledby]"))
    assert set(references.split()) <= set(ids)
    names = {node.attributes[name] for name in ("for", "form", "list") for node in page.css(f"[{name}]")}
    assert names <= set(ids)


@pytest.mark.parametrize("address", [*FOUND, *FAILING])
def test_links_with_the_same_words_have_the_same_address(get: Get, client: FlaskClient, address: str) -> None:
    targets = defaultdict(set)
    for node in get(address, client.get(address).status_code).css("a[href]"):
        targets[" ".join(node.text().split())].add(node.attributes["href"])
    assert {words: places for words, places in targets.items() if len(places) > 1} == {}
    assert "" not in targets


@pytest.mark.parametrize("address", [*FOUND, "/search?q=hamish+macandie"])
def test_one_thing_is_in_the_singular(get: Get, address: str) -> None:
    assert (
        re.findall(
            r"(?<![\w,.])1 (?:Commons |Lords )?(?:questions|results|records|members|answers)\b", text_of(get(address), "body")
        )
        == []
    )


@pytest.mark.parametrize("address", [*FOUND, *FAILING])
def test_headings_are_in_order(get: Get, client: FlaskClient, address: str) -> None:
    levels = [int((node.tag or "")[1]) for node in get(address, client.get(address).status_code).css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", ["/", "/search", "/questions/2001", "/nowhere", "/health", "/search?x=1"])
def test_security_headers_are_on_every_response(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [*FOUND, *FAILING])
def test_nothing_is_inline(get: Get, client: FlaskClient, address: str) -> None:
    page = get(address, client.get(address).status_code)
    assert page.css("[style], style") == []
    assert all((node.attributes.get("src") or "").startswith("/static/") for node in page.css(RUN_SCRIPTS))
    assert all(json.loads(node.text()) for node in page.css(DATA_SCRIPTS))
    assert [n.html for n in page.css("*") if any(name.startswith("on") for name in n.attributes)] == []
    assert [n.html for n in page.css("a") if (n.attributes.get("href") or "").lower().startswith("javascript")] == []


def test_every_link_within_the_site_works(client: FlaskClient, get: Get) -> None:
    addresses: set[str] = set()
    for address in (
        "/",
        "/search?q=lantern&house=Lords",
        "/questions/1285393?q=lantern&at=1",
        "/questions/2001/similar?drop=lit",
    ):
        addresses.update(n.attributes["href"] or "" for n in get(address).css("a[href^='/'], link[href^='/']"))
    assert len(addresses) > 80
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_sample_data_have_a_notice() -> None:
    client = create_app(MemoryEngine(BY_HAND, is_sample=True), Assets.find()).test_client()
    for address in ("/", "/search", "/questions/2001", "/questions/2001/similar", "/search/values/body"):
        page = client.get(address).text
        assert "Sample data." in page
        assert "wrans build" in page
    assert "questions-statements.parliament.uk" not in client.get("/questions/2001").text


def test_real_data_have_no_notice(client: FlaskClient) -> None:
    assert "Sample data." not in client.get("/search").text


def test_an_empty_index_still_has_pages() -> None:
    client = create_app(MemoryEngine(), Assets.find()).test_client()
    assert [client.get(address).status_code for address in ("/", "/search", "/search?q=x", "/health")] == [200] * 4
