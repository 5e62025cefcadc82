"""Search engines reach every record, and are kept away from searches, which have no end."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from lxml import etree

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Question
from tests.invented import questions
from tests.web.conftest import BY_HAND, DATA_SCRIPTS, Get, element_of
from web import Assets, create_app
from web.crawlers import sitemaps
from web.site.crawling import Access, CrawlerPolicy, is_followed, is_listed
from web.site.options import SiteOptions

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
ALL = [*questions(40), *BY_HAND]


def client_with(access: Access, contact: str = "") -> FlaskClient:
    app = create_app(
        MemoryEngine(ALL, is_sample=True), Assets.find(), SiteOptions(crawler_policy=CrawlerPolicy(access, contact))
    )
    return app.test_client()


def addresses(client: FlaskClient, path: str) -> list[str]:
    document = etree.fromstring(client.get(path).data)
    return [(node.text or "").removeprefix("http://localhost") for node in document.iterfind(".//s:loc", NAMES)]


@pytest.mark.parametrize(
    ("access", "path", "may_visit"),
    [
        ("open", "/search?q=lamp&house=Lords", True),
        ("limited", "/", True),
        ("limited", "/questions/1285393", True),
        ("limited", "/help/searching", True),
        ("limited", "/coverage", True),
        ("limited", "/people/4197", True),
        ("limited", "/people?letter=a", False),
        ("limited", "/bodies/office-of-lanterns", True),
        ("limited", "/trends?q=lamp", False),
        ("limited", "/rising.json", False),
        ("limited", "/sitemap.xml", True),
        ("limited", "/search?q=lamp", False),
        ("limited", "/search.json?q=lamp", False),
        ("limited", "/export.csv?q=lamp", False),
        ("limited", "/asked?text=lamp", False),
        ("limited", "/answeredquestions.json", False),
        ("limited", "/api/writtenquestions/questions", False),
        ("closed", "/", False),
        ("closed", "/questions/1285393", False),
    ],
)
def test_robots_txt_says_what_may_be_visited(access: Access, path: str, may_visit: bool) -> None:
    parser = RobotFileParser()
    parser.parse(client_with(access).get("/robots.txt").text.splitlines())
    assert parser.can_fetch("AnyBot", f"http://localhost{path}") == may_visit


def test_robots_txt_keeps_crawlers_from_the_pages_under_a_record() -> None:
    rules = client_with("limited").get("/robots.txt").text.splitlines()
    assert {"Disallow: /questions/*/", "Disallow: /questions/*?", "Disallow: /questions/*."} <= set(rules)
    assert {f"Disallow: /{figures}/*{mark}" for figures in ("people", "bodies") for mark in "?."} <= set(rules)
    assert "Sitemap: http://localhost/sitemap.xml" in rules


def test_the_sitemap_holds_every_record_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "FILE_RECORDS", 7)
    client = client_with("limited")
    files = addresses(client, "/sitemap.xml")
    listed = [address for file in files for address in addresses(client, file)]
    directory = MemoryEngine(ALL).directory()
    figures = [f"/people/{quote(member.key)}" for member in directory.members]
    figures += [f"/bodies/{quote(key)}" for key in directory.body_entries]
    assert sorted(listed) == sorted([*(f"/questions/{question.id}" for question in ALL), *figures])
    assert all(len(addresses(client, file)) <= 7 for file in files)


def test_an_entry_has_the_day_of_the_last_change(get: Get, client: FlaskClient) -> None:
    document = etree.fromstring(client.get("/sitemaps/2021-1.xml").data)
    days = {
        url.findtext("s:loc", namespaces=NAMES): url.findtext("s:lastmod", namespaces=NAMES)
        for url in document.findall("s:url", NAMES)
    }
    assert days["http://localhost/questions/1285393"] == "2021-02-23"


@pytest.mark.parametrize("path", ["/sitemaps/1066-1.xml", "/sitemaps/2021-0.xml", "/sitemaps/2021-99.xml"])
def test_a_file_that_the_index_does_not_name_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_closed_site_has_no_sitemap() -> None:
    client = client_with("closed")
    assert client.get("/sitemap.xml").status_code == client.get("/sitemaps/2021-1.xml").status_code == 404
    assert "Sitemap" not in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("path", "params", "listed"),
    [
        ("/", (), True),
        ("/questions/1", (), True),
        ("/questions/1", ("q", "at"), True),
        ("/search", ("q",), True),
        ("/help/searching", (), True),
        ("/trends", (), True),
        ("/rising", (), True),
        ("/people", (), True),
        ("/people/4197", (), True),
        ("/people/4197", ("role",), False),
        ("/people/4197.csv", (), False),
        ("/bodies/office-of-lanterns", (), True),
        ("/trends", ("q",), False),
        ("/rising", ("window",), False),
        ("/search", ("q", "page"), False),
        ("/search", ("q", "house"), False),
        ("/search/values/body", (), False),
        ("/questions/1/similar", (), False),
        ("/questions/1.json", (), False),
        ("/asked", ("text",), False),
        ("/export.csv", (), False),
    ],
)
def test_which_pages_are_listed(client: FlaskClient, path: str, params: tuple[str, ...], listed: bool) -> None:
    assert is_listed(path, params) == listed


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("/questions/1285393", True),
        ("/search?q=lantern", True),
        ("/search?q=lantern&house=Lords", False),
        ("/search?q=lantern&page=2", False),
        ("/questions/1285393/similar", False),
    ],
)
def test_a_page_that_is_not_listed_says_so_in_its_head_and_headers(
    get: Get, client: FlaskClient, address: str, listed: bool
) -> None:
    rules = [node.attributes["content"] for node in get(address).css('meta[name="robots"]')]
    assert rules == ([] if listed else ["noindex, nofollow"])
    assert client.get(address).headers.get("X-Robots-Tag") == (None if listed else "noindex, nofollow")


def test_files_and_data_are_not_listed(client: FlaskClient) -> None:
    for address in ("/export.csv?q=lantern", "/search.json?q=lantern", "/search.atom?q=lantern", "/answeredquestions.json"):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/questions/1285393",
        "/search?q=lantern",
        "/coverage",
        "/changes",
        "/people",
        "/people/90",
        "/bodies/office-of-lanterns",
    ],
)
def test_listed_pages_follow_only_links_to_listed_pages(get: Get, address: str) -> None:
    for node in get(address).css("main a[href]"):
        if not is_followed(node.attributes["href"] or ""):
            assert "nofollow" in (node.attributes.get("rel") or "").split(), node.html


def test_a_page_of_results_has_one_address(get: Get) -> None:
    canonical = {
        element_of(get(address), 'link[rel="canonical"]').attributes["href"]
        for address in (
            "/search?house=Lords&q=lantern",
            "/search?q=lantern&house=Lords",
            "/search?q=lantern&per=20&house=Lords",
        )
    }
    assert canonical == {"/search?house=Lords&q=lantern"}


def test_a_record_is_a_question_with_its_answer(get: Get) -> None:
    qa_page = json.loads(element_of(get("/questions/1285393"), DATA_SCRIPTS).text())
    question = qa_page["mainEntity"]
    assert (qa_page["@type"], question["@type"], question["answerCount"]) == ("QAPage", "Question", 1)
    assert question["author"]["name"] == "Baroness Fenwick"
    assert question["datePublished"] == "2021-02-09"
    assert question["acceptedAnswer"]["datePublished"] == "2021-02-23"
    assert "Lanterns are lit at dusk." in question["acceptedAnswer"]["text"]


def test_the_text_of_a_record_cannot_end_its_data() -> None:
    text = "</script><script>alert(1)</script><!-- & \u2028"
    engine = MemoryEngine([Question("1", "Commons", text, answer=Answer(text=text, html="<p>Yes.</p>"))])
    page = create_app(engine, Assets.find()).test_client().get("/questions/1").text
    assert "<script>alert" not in page
    start = page.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    qa_page = json.loads(page[start : page.index("</script>", start)])
    assert qa_page["mainEntity"]["text"] == qa_page["mainEntity"]["acceptedAnswer"]["text"] == text


def test_security_txt_names_a_contact_and_a_day_within_a_year() -> None:
    lines = dict(
        line.split(": ", 1)
        for line in client_with("limited", "mailto:a@example.org").get("/.well-known/security.txt").text.splitlines()
    )
    assert lines["Contact"] == "mailto:a@example.org"
    expires = datetime.fromisoformat(lines["Expires"])
    assert datetime.now(UTC) + timedelta(days=30) < expires < datetime.now(UTC) + timedelta(days=365)
    assert client_with("limited").get("/.well-known/security.txt").status_code == 404
