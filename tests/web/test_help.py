"""The help: every example runs and finds something on the built-in sample, and every field is explained."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS, PREFIXES
from search.pipeline import relevance_policy
from search.query import url_params
from search.query.parser import parse
from tests.sample import sample_engine
from tests.web.conftest import Get, Page, element_of
from web import Assets, create_app
from web.pages.help import MARKDOWN
from web.queries.insight.trends import query_trends
from web.site.help_topics import CONTENTS, TOPICS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "help"


@pytest.fixture(scope="module")
def sample() -> MemoryEngine:
    return sample_engine()


@pytest.fixture(scope="module")
def sample_site(sample: MemoryEngine) -> FlaskClient:
    return create_app(sample, Assets.find()).test_client()


def has_full_matches(engine: MemoryEngine, address: str) -> bool:
    """Whether the search at an address is read without problems and finds something with every word."""
    request = url_params.read(parse_qsl(urlsplit(address).query))
    outcome = relevance_policy.search(engine, replace(request, per_page=1))
    return bool(outcome.full_total) and not request.problems


def has_full_matches_if_search(engine: MemoryEngine, address: str) -> bool:
    return not address.startswith("/search") or has_full_matches(engine, address)


def has_questions_in_every_trend(engine: MemoryEngine, address: str) -> bool:
    """Whether every search of an address of trends finds something."""
    return all(series.total for series in query_trends(engine, tuple(parse_qsl(urlsplit(address).query))).series)


def test_every_file_is_a_topic() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {CONTENTS, *TOPICS}


@pytest.mark.parametrize("topic", ["", *TOPICS])
def test_every_example_runs_and_finds_something_on_the_sample(sample: MemoryEngine, get: Get, topic: str) -> None:
    links = [node.attributes["href"] or "" for node in get(f"/help/{topic}".rstrip("/")).css(".prose a")]
    for link in links:
        get(link)
        assert (
            has_questions_in_every_trend(sample, link)
            if link.startswith("/trends?")
            else has_full_matches_if_search(sample, link)
        ), link


def test_the_examples_of_the_first_page_find_something(sample: MemoryEngine, get: Get) -> None:
    links = [node.attributes["href"] or "" for node in get("/").css("a.example")]
    assert len(links) == 4
    assert [link for link in links if not has_full_matches(sample, link)] == []


def test_the_examples_of_trends_find_something(sample: MemoryEngine, get: Get) -> None:
    links = [node.attributes["href"] or "" for node in get("/trends").css("a.example")]
    assert len(links) == 3
    assert [link for link in links if not has_questions_in_every_trend(sample, link)] == []


def test_every_field_and_alias_is_in_the_tables() -> None:
    names = set(re.findall(r"`([a-z-]+):`", (FOLDER / "query-language.md").read_text("utf-8")))
    assert names == set(FIELDS) | set(PREFIXES)


def test_every_wish_leads_to_a_page_that_shows_something(sample_site: FlaskClient) -> None:
    wishes = element_of(Page(sample_site.get("/help").text), "#i-want-to + ul").css("li")
    assert len(wishes) > 15
    for wish in wishes:
        *examples, topic = wish.css("a")
        assert (topic.attributes["href"] or "").startswith("/help/")
        for link in examples:
            response = sample_site.get(link.attributes["href"] or "")
            assert response.status_code == 200, link.html
            entries = Page(response.text).css(
                ".hit, .changes > li, .people-list > li, .clock-table tbody tr, .chart a, .coverage td a"
            )
            assert entries, f"nothing is shown at {link.attributes['href']}"


def test_every_link_to_a_section_of_the_help_leads_to_one(get: Get) -> None:
    for topic in ("", *TOPICS):
        for node in get(f"/help/{topic}".rstrip("/")).css(".help-text a[href*='#']"):
            address, _, section = (node.attributes["href"] or "").partition("#")
            assert get(address).css_first(f".help-text [id='{section}']") is not None, node.html


def test_every_piece_of_the_query_language_is_read_without_a_problem() -> None:
    dates, clauses = [], []
    for line in (FOLDER / "query-language.md").read_text("utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| `"):
            dates += re.findall(r"`([^`]+)`", line.partition(" | ")[2])
        clauses += [text for text in re.findall(r"`([^`:]+:[^`]+)`", line) if not text.endswith(":")]
    assert len(dates) > 20
    for text in (*(f"tabled:{date}" for date in dates), *clauses):
        assert parse(text).problems == (), text


def test_pictures_are_served_and_described(get: Get, client: FlaskClient) -> None:
    pictures = get("/help/pages").css(".help-text img")
    assert len(pictures) == 4
    for picture in pictures:
        assert len(picture.attributes["alt"] or "") > 40
        response = client.get(picture.attributes["src"] or "")
        assert (response.status_code, response.mimetype) == (200, "image/webp")
        assert len(response.data) < 100_000
    text = client.get("/help/pages.md").text
    assert client.get(re.findall(r"/static/[^)]+", text)[0]).status_code == 200


def test_html_in_the_help_is_escaped() -> None:
    rendered = MARKDOWN.render("<script>alert(1)</script> and <b onclick=x>")
    assert "&lt;script&gt;" in rendered
    assert "<script" not in rendered
    assert "<b" not in rendered
