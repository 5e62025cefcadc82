"""Health, the log, headers, static files, and errors as pages."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable, IndexMismatch, Unsupported
from search.lexicon.vocabulary import Vocabulary
from search.people.directory import Directory
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.types import IndexInfo, ResultPage
from tests.web.conftest import Get, element_of, links_of, text_of
from web import Assets, create_app
from web.http.static_files import FOR_EVER


class Broken(MemoryEngine):
    """An engine that cannot be read."""

    def search(self, request: SearchRequest) -> ResultPage:
        raise self.error

    def count(self, query: Node) -> int:
        raise self.error

    def vocabulary(self) -> Vocabulary:
        raise self.error

    def directory(self) -> Directory:
        raise self.error

    def info(self) -> IndexInfo:
        raise self.error

    def rebuild(self, questions: object = (), *, is_sample: bool = False, source_counts: object = None) -> IndexInfo:
        return MemoryEngine().info()

    error: Exception = EngineUnavailable("There is no index at /secret/place.")


def test_health_describes_the_index(client: FlaskClient) -> None:
    health = client.get("/health").get_json()
    assert health.keys() == {"status", "build", "records", "newest_answer", "built_at", "sample"}
    assert (health["status"], health["records"], health["sample"]) == ("ok", 51, False)


def test_without_an_index_the_answer_is_503_with_retry_after() -> None:
    client = create_app(Broken(), Assets.find()).test_client()
    page = client.get("/search?q=x")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "Sorry, this site is not available" in page.text
    assert "secret" not in page.text
    health = client.get("/health")
    assert (health.status_code, health.get_json()["status"]) == (503, "unavailable")


def test_a_damaged_index_is_reported_and_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Broken, "error", IndexMismatch("The index is damaged: MAIN_1.docs has changed."))
    page = create_app(Broken(), Assets.find()).test_client().get("/search?q=x")
    assert page.status_code == 503
    assert "Part of our data is damaged" in page.text
    assert "MAIN_1.docs" not in page.text
    assert "MAIN_1.docs has changed" in caplog.text


def test_an_unexpected_error_shows_no_internal_details(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Broken, "error", ZeroDivisionError("secret"))
    app = create_app(Broken(), Assets.find())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = app.test_client().get("/search")
    assert page.status_code == 500
    assert "Sorry, there is a problem with this site" in page.text
    assert "secret" not in page.text
    assert "ZeroDivision" not in page.text


def test_every_problem_is_listed_and_the_text_stays_in_the_search_box(get: Get) -> None:
    page = get("/search?q=lantern&tabled=banana&colour=red&per=7", 400)
    problems = [" ".join(node.text().split()) for node in page.css(".problem-list li")]
    assert [problem.partition(":")[0] for problem in problems] == ["Date tabled", "colour", "per"]
    assert element_of(page, "#q").attributes["value"] == "lantern"
    assert links_of(page)["Search without filters"] == "/search?q=lantern"


@pytest.mark.parametrize(
    ("address", "listing"), [("/people/none", "/people"), ("/bodies/none", "/bodies"), ("/questions/none", "")]
)
def test_a_page_of_nobody_links_to_the_list_of_all(get: Get, address: str, listing: str) -> None:
    page = get(address, 404)
    assert [url for text, url in links_of(page, ".problem a").items() if text.startswith("All ")] == (
        [listing] if listing else []
    )
    assert "/" not in text_of(page, ".lead"), "an address is a link, not words"


def test_an_unsupported_search_is_explained_and_its_text_stays_in_the_search_box(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Broken, "error", Unsupported("'la*' stands for too many words; type more of the word."))
    page = create_app(Broken(), Assets.find()).test_client().get("/search?q=la*")
    assert page.status_code == 400
    assert "type more of the word" in page.text
    assert 'value="la*"' in page.text


def test_a_too_long_address_is_refused(get: Get) -> None:
    assert "at most 8,000 characters" in text_of(get("/search?q=" + "a" * 9_000, 400), ".problem-list")
    assert "in 300" in text_of(get("/search?" + "&".join(["q=a"] * 301), 400), ".problem-list")


def test_only_reading_is_allowed(client: FlaskClient) -> None:
    refused = client.post("/search")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    head = client.head("/search?q=lantern")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    ("address", "method", "status", "media_type"),
    [
        ("/search.json?per=7", "GET", 400, "application/json"),
        ("/questions/none.json", "GET", 404, "application/json"),
        ("/search.json", "POST", 405, "application/json"),
        ("/nowhere.json", "GET", 404, "application/json"),
        ("/export.about.json?per=7", "GET", 400, "application/json"),
        ("/export.json?per=7", "GET", 400, "application/json"),
        ("/search.atom?per=7", "GET", 400, "application/xml"),
        ("/answeredquestions.json?_page=x", "GET", 400, "application/json"),
        ("/answeredquestions.json", "POST", 405, "application/json"),
        ("/api/nowhere", "GET", 404, "application/problem+json"),
        ("/api/writtenquestions/questions", "POST", 405, "application/problem+json"),
        ("/nowhere", "GET", 404, "text/html"),
        ("/search", "POST", 405, "text/html"),
    ],
)
def test_errors_have_the_format_of_their_address(
    client: FlaskClient, address: str, method: str, status: int, media_type: str
) -> None:
    response = client.open(address, method=method)
    assert (response.status_code, response.mimetype) == (status, media_type)
    is_page = address in ("/nowhere", "/search")
    assert ("Access-Control-Allow-Origin" in response.headers) != is_page
    if media_type == "application/json":
        assert response.get_json().keys() == {"status", "title", "message", "problems"}


def test_static_files_are_cached_for_ever_under_hashed_names(get: Get, client: FlaskClient) -> None:
    page = get("/")
    for address in (element_of(page, "link[rel=stylesheet]").attributes["href"], element_of(page, "script").attributes["src"]):
        assert address is not None
        assert client.get(address).headers["Cache-Control"] == FOR_EVER
    assert client.get("/static/wrans.css").status_code == 404
    assert client.get("/static/../app.py").status_code == 404


def test_each_request_is_logged_in_one_line(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "wrans.access"):
        client.get("/search?q=lantern%0Ax")
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("GET '/search?q=lantern%0Ax' 200 ")
