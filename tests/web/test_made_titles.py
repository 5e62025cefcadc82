"""Wherever a title that this site made stands, it is marked as made. A title that the source gives has no mark."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Question
from tests.derived import with_derived
from web import Assets, create_app
from web.site import wording

WORDS = "To ask the Minister for Lanterns, what steps he is taking to repair the tall harbour lanterns of Elmsea"
MADE = Question("1", "Commons", f"{WORDS}.", "101", date(2024, 3, 1))
PRINTED = Question("2", "Commons", f"{WORDS} this year.", "102", date(2024, 3, 4), heading="Lanterns: Elmsea")
OTHERS = [Question(f"{number}", "Commons", "To ask how many wicks there are.", heading="Wicks") for number in range(3, 20)]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(MemoryEngine(list(map(with_derived, [MADE, PRINTED, *OTHERS]))), Assets.find()).test_client()


@pytest.mark.parametrize(
    "address",
    ["/search?q=lanterns", f"/asked?text={WORDS}", "/questions/1/thread", "/questions/1/score?q=lanterns", "/questions/2"],
)
def test_a_page_marks_a_made_title(client: FlaskClient, address: str) -> None:
    page = LexborHTMLParser(client.get(address).text)
    marked = page.css("a.made-title, .made-title a")
    assert {(node.attributes["href"] or "").partition("?")[0] for node in marked} == {"/questions/1"}


def test_markdown_marks_a_made_title(client: FlaskClient) -> None:
    lines = client.get("/search.md?q=lanterns").text.splitlines()
    assert {line.partition("[")[0].endswith("*"): "/questions/1>" in line for line in lines if "/questions/" in line} == {
        True: True,
        False: False,
    }


def test_the_words_for_a_made_title_are_the_same_everywhere(client: FlaskClient) -> None:
    for address in ("/questions/1", "/questions/1.md"):
        assert wording.MADE_TITLE_NOTE in client.get(address).text, address
    for address in ("/search?q=lanterns", f"/asked?text={WORDS}", "/search.atom"):
        assert wording.MADE_TITLE in client.get(address).text, address
    for address in ("/questions/2", "/questions/2.md", "/search?uin=102", "/search.atom?uin=102"):
        assert wording.MADE_TITLE not in client.get(address).text.lower(), address
    templates = [path for path in Path("templates").rglob("*.html") if wording.MADE_TITLE in path.read_text("utf-8").lower()]
    assert templates == []
