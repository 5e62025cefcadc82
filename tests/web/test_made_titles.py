"""Wherever a title that this site made stands, it is marked as made. A title that the source gives has no mark."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Question
from tests.derived import with_derived
from web import Assets, create_app

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
    note = "Title made by this site"
    assert note in client.get("/questions/1.md").text
    assert note not in client.get("/questions/2.md").text
