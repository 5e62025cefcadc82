"""The library, the tools, the pages, their JSON and their Markdown give one list for one draft, and for one record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from search import Index
from search.engines.memory import MemoryEngine
from search.pipeline.semantic_bonus import Meaning
from tests.invented import questions
from tests.served import served
from tests.web.conftest import SEED_SHAPED, SIBLING
from tests.web.test_meaning import LongerIsNearer
from web import Assets, create_app
from web.mcp.calls import Source
from web.mcp.tools import call_tool

ENGINE = served(MemoryEngine((SEED_SHAPED, SIBLING, *questions(150, seed=4))))
DRAFTS = (
    "To ask the Minister, how many bridges and tunnels have been repaired with flood funding.",
    "how many lanterns and bridges have been repaired in harbours",
    "To ask the Minister, how many brigdes are closed.",
    "school lunches",
    "the of and",
    "",
    "To ask the Secretary of State, what steps are taken on floods. " * 40,
)
MEANINGS = {"words": None, "meaning": LongerIsNearer()}
SITES = {name: create_app(ENGINE, Assets.find(), meaning=meaning).test_client() for name, meaning in MEANINGS.items()}


def of_library(meaning: Meaning | None, draft: str) -> list[str]:
    return [hit.question.id for hit in Index(ENGINE, meaning).asked_before(draft).hits]


def of_tools(meaning: Meaning | None, name: str, **arguments: Any) -> list[str]:
    return [entry["id"] for entry in call_tool(Source(ENGINE, "", meaning), name, arguments)["results"]]


def in_page(html: str) -> list[str]:
    anchors = LexborHTMLParser(html).css(".hit .hit-title a")
    return [str(anchor.attributes["href"]).partition("?")[0].rpartition("/")[2] for anchor in anchors]


@pytest.mark.parametrize("ranked_by", MEANINGS)
@pytest.mark.parametrize("draft", DRAFTS)
def test_a_draft_has_one_list_of_earlier_questions(ranked_by: str, draft: str) -> None:
    client, meaning = SITES[ranked_by], MEANINGS[ranked_by]
    ids = of_library(meaning, draft)
    address = {"query_string": {"text": draft}}
    assert ids == [entry["record"]["id"] for entry in client.get("/asked.json", **address).get_json()["questions"]]
    assert ids == re.findall(r"/questions/(\w+)>", client.get("/asked.md", **address).text)
    if 0 < len(draft) <= 4_000:
        assert ids == of_tools(meaning, "asked_before", draft=draft)


def test_the_lists_are_not_empty_and_meaning_changes_them() -> None:
    lists = [of_library(None, draft) for draft in DRAFTS]
    assert [bool(ids) for ids in lists] == [True, True, True, True, False, False, True]
    assert lists[0] != of_library(MEANINGS["meaning"], DRAFTS[0])


@pytest.mark.parametrize("ranked_by", MEANINGS)
@pytest.mark.parametrize("id", ["1005", "1017"])
def test_a_record_has_one_list_of_similar_questions(ranked_by: str, id: str) -> None:
    question, meaning = ENGINE.get(id), MEANINGS[ranked_by]
    assert question
    ids = [hit.question.id for hit in Index(ENGINE, meaning).similar(question).hits]
    assert ids == in_page(SITES[ranked_by].get(f"/questions/{id}/similar").text)
    pages = [of_tools(meaning, "similar", id=id, page=page) for page in (1, 2)]
    assert ids == [*pages[0], *pages[1]]
    assert len(ids) == 20
