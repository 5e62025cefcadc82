"""The help: every example runs and finds something on the built-in sample, and every field is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from indexer.deriving.passes import derive_all
from indexer.sources.official_api import read_question
from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS, PREFIXES
from search.pipeline import relevance_policy
from search.query import url_params
from tests.web.conftest import Get
from web.pages.help import MARKDOWN
from web.queries.insight.trends import query_trends
from web.site.help_topics import CONTENTS, TOPICS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "help"


@pytest.fixture(scope="module")
def sample() -> MemoryEngine:
    paths = sorted((ROOT / "indexer" / "sample").glob("*.ndjson"))
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    return MemoryEngine(derive_all(lambda: [read_question(json.loads(line)) for line in lines]), is_sample=True)


def found(engine: MemoryEngine, address: str) -> bool:
    """Whether the search at an address is read without problems and finds something with every word."""
    request = url_params.read(parse_qsl(urlsplit(address).query))
    outcome = relevance_policy.search(engine, replace(request, per_page=1))
    return bool(outcome.full_total) and not request.problems


def found_if_search(engine: MemoryEngine, address: str) -> bool:
    return not address.startswith("/search") or found(engine, address)


def all_found(engine: MemoryEngine, address: str) -> bool:
    """Whether every search of an address of trends finds something."""
    return all(series.total for series in query_trends(engine, tuple(parse_qsl(urlsplit(address).query))).series)


def test_every_file_is_a_topic() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {CONTENTS, *TOPICS}


@pytest.mark.parametrize("topic", ["", *TOPICS])
def test_every_example_runs_and_finds_something_on_the_sample(sample: MemoryEngine, get: Get, topic: str) -> None:
    links = [node.attributes["href"] or "" for node in get(f"/help/{topic}".rstrip("/")).css(".prose a")]
    for link in links:
        get(link)
        assert all_found(sample, link) if link.startswith("/trends?") else found_if_search(sample, link), link


def test_the_examples_of_the_first_page_find_something(sample: MemoryEngine, get: Get) -> None:
    links = [node.attributes["href"] or "" for node in get("/").css("a.example")]
    assert len(links) == 4
    assert [link for link in links if not found(sample, link)] == []


def test_the_examples_of_trends_find_something(sample: MemoryEngine, get: Get) -> None:
    links = [node.attributes["href"] or "" for node in get("/trends").css("a.example")]
    assert len(links) == 3
    assert [link for link in links if not all_found(sample, link)] == []


def test_every_field_and_alias_is_in_the_tables() -> None:
    named = set(re.findall(r"`([a-z-]+):`", (FOLDER / "query-language.md").read_text("utf-8")))
    assert named == set(FIELDS) | set(PREFIXES)


def test_html_in_the_help_is_escaped() -> None:
    rendered = MARKDOWN.render("<script>alert(1)</script> and <b onclick=x>")
    assert "&lt;script&gt;" in rendered
    assert "<script" not in rendered
    assert "<b" not in rendered
