"""Any address is answered with a page or an error, and no text of it runs as HTML or script."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.fields import FIELDS
from tests.invented import questions
from tests.web.conftest import BY_HAND, DATA_SCRIPTS, RUN_SCRIPTS
from web import Assets, create_app

pytestmark = pytest.mark.slow

PATHS: tuple[str, ...] = (
    "/search",
    "/search",
    "/search",
    "/search/values/body",
    "/questions/1285393",
    "/questions/1285393/similar",
    "/words",
    "/asked",
)
PATHS += (
    "/search.json",
    "/search.atom",
    "/questions/1285393/similar.json",
    "/answeredquestions.html",
    "/resources/1285393.html",
    "/answeredquestions.json",
)
NAMES = (*FIELDS, "q", "q", "q", "q", "sort", "page", "per", "has", "lacks", "at", "drop", "add", "within", "find", "begin")
NAMES += ("_search", "_page", "_sort", "_where", "_format", "callback", "min-date", "uin.", "questionText", "exists-answer")
NAMES += ("tabled-from", "tabled-to", "utm_source", "<script>", "q[]", "", "\x00")
PIECES = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'-alert(1)-'", "javascript:alert(1)", "{{7*7}}",
    "%s%n", "' OR 1=1 --", "../../etc/passwd", "\x00", "\r\nSet-Cookie: a=b", "\u202e", "\ud7ff", "𝔘𝔫𝔦", "lantern", "lant*",
    "*", "?" * 9, "((((", "))))", '"', '"lantern harbour"~3', "AND", "OR", "NOT", "-", "-lantern", "body:", "tabled:2024..",
    "tabled:x", "state:none", "a~2", "9" * 30, "-1", "1e9", "yes", "Lords", "2024-02-30", "2024", "0001-01-01", "relevance",
    "page", "é" * 50, "a-" * 200, "\n", "&", "=", "#", "+", "%", "%00", "HL13171",
)  # fmt: skip


ALLOWED_SCRIPTS = (["/static/wrans"], ["/static/wrans", "/static/copy"], ["/static/wrans", "/static/selection"])
"""The scripts of a page; a record has that of citations too, and results that of selections."""


def check(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (200, 400), (response.status_code, address)
    if response.mimetype != "text/html":
        return
    page = LexborHTMLParser(response.text)
    scripts = [node.attributes.get("src") or "" for node in page.css(RUN_SCRIPTS)]
    assert all(isinstance(json.loads(node.text()), dict) for node in page.css(DATA_SCRIPTS)), address
    assert [re.sub(r"\.[0-9a-f]+\.js$", "", script) for script in scripts] in ALLOWED_SCRIPTS, address
    assert page.css("img, iframe, object, embed, style, svg:not([class^=chart]):not(.legend-key)") == [], address
    for node in page.css("[href], [action], [formaction]"):
        values = [node.attributes.get(name) or "" for name in ("href", "action", "formaction")]
        assert all(value.startswith(("/", "#", "https://")) for value in values if value), address
    assert not any(name.startswith("on") for node in page.css("body *") for name in node.attributes), address


@pytest.fixture(scope="session", params=["memory", "whoosh"])
def served(
    request: pytest.FixtureRequest, client: FlaskClient, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    """The site over each engine, with the same records."""
    if request.param == "memory":
        yield client
        return
    folder = tmp_path_factory.mktemp("hostile")
    WhooshWriter(folder).rebuild([*questions(40), *BY_HAND])
    engine = WhooshEngine(folder)
    yield create_app(engine, Assets.find()).test_client()
    engine.close()


def test_two_thousand_random_addresses(served: FlaskClient) -> None:
    dice = random.Random(11)
    for _ in range(2_000):
        pairs = [
            (dice.choice(NAMES), dice.choice([" ", ""]).join(dice.choices(PIECES, k=dice.randint(1, 4))))
            for _ in range(dice.choice([1, 1, 2, 4]))
        ]
        check(served, f"{dice.choice(PATHS)}?{urlencode(pairs, errors='surrogatepass')}")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text(client: FlaskClient, text: str) -> None:
    check(client, f"/search?q={quote(text, errors='replace')}")


def test_bytes_that_are_not_utf_8(client: FlaskClient) -> None:
    check(client, "/search?q=%ff%fe%00%c3&%ff=%ff")
    assert client.get("/questions/%ff%00").status_code == 404


def test_hostile_records_stay_text(client: FlaskClient) -> None:
    for address in (
        "/questions/2006",
        "/questions/2006/similar",
        "/search?q=lantern",
        "/search?id=2006",
        "/",
        "/search/values/body",
    ):
        check(client, address)
    assert "alert(1)" in client.get("/questions/2006").text
