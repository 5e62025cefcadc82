"""Health, the log, headers, static files, and errors as pages."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable, IndexMismatch, Unsupported
from search.lexicon.vocabulary import Vocabulary
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

    def info(self) -> IndexInfo:
        raise self.error

    def rebuild(self, questions: object = (), *, is_sample: bool = False) -> IndexInfo:
        return MemoryEngine().info()

    error: Exception = EngineUnavailable("There is no index at /secret/place.")


def test_health_says_what_is_served(client: FlaskClient) -> None:
    said = client.get("/health").get_json()
    assert said.keys() == {"status", "build", "records", "built_at", "sample"}
    assert (said["status"], said["records"], said["sample"]) == ("ok", 49, False)


def test_without_an_index_it_says_so_and_when_to_come_back() -> None:
    client = create_app(Broken(), Assets.find()).test_client()
    page = client.get("/search?q=x")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "The index is not open" in page.text
    assert "secret" not in page.text
    health = client.get("/health")
    assert (health.status_code, health.get_json()["status"]) == (503, "unavailable")


def test_a_damaged_index_is_said_and_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(Broken, "error", IndexMismatch("The index is damaged: MAIN_1.docs has changed."))
    page = create_app(Broken(), Assets.find()).test_client().get("/search?q=x")
    assert page.status_code == 503
    assert "The index is damaged" in page.text
    assert "MAIN_1.docs" not in page.text
    assert "MAIN_1.docs has changed" in caplog.text


def test_a_fault_of_ours_shows_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Broken, "error", ZeroDivisionError("secret"))
    app = create_app(Broken(), Assets.find())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = app.test_client().get("/search")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "secret" not in page.text
    assert "ZeroDivision" not in page.text


def test_every_problem_is_listed_with_its_field_and_the_words_kept(get: Get) -> None:
    page = get("/search?q=lantern&tabled=banana&colour=red&per=7", 400)
    listed = [" ".join(node.text().split()) for node in page.css(".problem-list li")]
    assert [each.partition(":")[0] for each in listed] == ["tabled", "colour", "per"]
    assert element_of(page, "#q").attributes["value"] == "lantern"
    assert links_of(page)["Search for the words alone, without any filter"] == "/search?q=lantern"


def test_what_the_engine_refuses_is_said_with_the_words_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Broken, "error", Unsupported("'la*' stands for too many words; type more of the word."))
    page = create_app(Broken(), Assets.find()).test_client().get("/search?q=la*")
    assert page.status_code == 400
    assert "type more of the word" in page.text
    assert 'value="la*"' in page.text


def test_an_endless_address_is_refused(get: Get) -> None:
    assert "at most 8,000 characters" in text_of(get("/search?q=" + "a" * 9_000, 400), ".problem-list")
    assert "in 300" in text_of(get("/search?" + "&".join(["q=a"] * 301), 400), ".problem-list")


def test_only_reading_is_allowed(client: FlaskClient) -> None:
    refused = client.post("/search")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    head = client.head("/search?q=lantern")
    assert (head.status_code, head.data) == (200, b"")


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(get: Get, client: FlaskClient) -> None:
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
