"""The address of the site comes from its setting, and never from a request. A Host that names no host is refused."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app import site_address
from search import settings
from search.engines.memory import MemoryEngine
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.http.address import is_valid
from web.http.middleware import MAX_LOGGED_CHARACTERS
from web.site.options import SiteOptions

ADDRESS = "https://wrans.example.org/here"
ABSOLUTE = (
    *("/search.atom", "/opensearch.xml", "/export.about.json", "/export.csv", "/export.ndjson", "/export.ris", "/export.xml"),
    *("/questions/1285393", "/questions/1285393.json", "/questions/1285393.bib", "/answeredquestions.json", "/export.bib"),
    *(
        "/answeredquestions.ttl",
        "/api/openapi.json",
        "/sitemap.xml",
        "/robots.txt",
        "/suggest?q=lan",
        "/search.json",
        "/search",
        "/",
    ),
)
"""What a feed reader, a browser, a reference manager and a program read of the site."""


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return create_app(MemoryEngine(BY_HAND), Assets.find(), SiteOptions(ADDRESS)).test_client()


@pytest.mark.parametrize("path", ABSOLUTE)
@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Original-Url", "X-Forwarded-Proto"])
def test_no_header_of_a_request_gets_into_an_answer(site: FlaskClient, path: str, name: str) -> None:
    content = "host=evil.example" if name == "Forwarded" else "evil.example"
    response = site.get(path, headers={name: content})
    assert response.status_code == 200
    assert "evil.example" not in response.text
    assert not any("evil.example" in header for _, header in response.headers)
    assert "://localhost" not in response.text


@pytest.mark.parametrize("path", ["/search.atom", "/opensearch.xml", "/export.about.json", "/sitemap.xml"])
def test_absolute_addresses_begin_with_the_setting(site: FlaskClient, path: str) -> None:
    assert f"{ADDRESS}/" in site.get(path).text


def test_a_redirect_stays_on_the_site(site: FlaskClient) -> None:
    for path in ("//evil.example/", "/questions/", "/search/", "/help/"):
        response = site.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in response.headers.get("Location", "")


@pytest.mark.parametrize(
    "host",
    [
        "a b",
        "a/b",
        "a@b",
        "a:port",
        "a:123456",
        "",
        "<script>",
        "a\tb",
        "a,b",
        "[::1",
        "-a",
        "a" * 256,
        "a?b",
        "é.example",
        "a#",
    ],
)
def test_an_invalid_host_is_refused(host: str) -> None:
    assert not is_valid(host)


@pytest.mark.parametrize(
    "host", ["a", "wrans.example.org", "wrans.example.org:8000", "[::1]:80", "127.0.0.1", "a_b.example", "a."]
)
def test_a_valid_host_is_read(host: str) -> None:
    assert is_valid(host)


def test_an_invalid_host_gets_a_sentence(client: FlaskClient) -> None:
    response = client.get("/", headers={"Host": "a b"})
    assert response.status_code == 400
    assert "names no host" in response.text


def test_a_long_path_gets_a_sentence_and_a_short_line_of_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "wrans.access"):
        response = client.get("/questions/" + "a" * 5_000)
    assert response.status_code == 414
    assert "at most 2,000" in " ".join(response.text.split())
    (line,) = caplog.messages
    assert len(line) < MAX_LOGGED_CHARACTERS + 100
    assert re.search(r"\(5,011 characters\)' 414 ", line)


@pytest.mark.parametrize(
    ("chosen", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"WRANS_HOST": "0.0.0.0", "WRANS_PORT": "80"}, "http://localhost:80"),  # noqa: S104 (compared)
        ({"WRANS_HOST": "::1"}, "http://[::1]:8000"),
        ({"WRANS_ADDRESS": "https://wrans.example.org/"}, "https://wrans.example.org"),
    ],
)
def test_without_a_setting_the_address_is_where_the_server_listens(chosen: dict[str, str], address: str) -> None:
    assert site_address(settings.read(chosen)) == address
