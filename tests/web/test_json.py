"""Our own JSON equals its pages, and docs/api.md documents every key of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from msgspec import structs

from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable
from search.model.fields import FIELDS
from search.results.types import IndexInfo
from tests.coverage.month_records import month_records
from tests.derived import with_derived
from tests.web.conftest import BY_HAND, Get, text_of
from tests.web.insight.test_rising import records as rising_records
from web import Assets, create_app
from web.site.help_topics import TOPICS

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
ADDRESSES = (
    "/index.json",
    "/search.json?q=lantern&per=10&tabled-from=2020&state=answered&sort=newest",
    "/search.json?q=lantren+(harbour+the&house=Lords",
    "/search.json?q=lantren&as-typed=yes",
    "/search.json?q=harbour+beacon",
    "/search.json?q=UIN+HL13171",
    "/search.json?tabled=2024",
    "/search.json?q=tobias+okonjo-reed+unanswered",
    "/search/values/body.json?find=lan",
    "/questions/1285393.json",
    "/questions/2002.json",
    "/questions/2007.json",
    "/questions/1285393/similar.json?drop=lit&add=harbour",
    "/questions/1285393/score.json?q=lantern+harbours",
    "/questions/1285393/thread.json",
    "/coverage.json",
    "/people.json?letter=o",
    "/people/90.json?role=asked",
    "/bodies.json",
    "/bodies/health-all-names.json",
    "/bodies/office-of-lanterns.json",
    "/trends.json?q=lantern&q=harbour&period=quarter",
    "/rising.json?window=month",
    "/questions/1285393/similar.json?unlike=2001&same=body&same=asked&later=yes",
    "/asked.json?text=To+ask+the+Minister+for+Lanterns+how+many+lanterns+there+are+in+harbours",
    "/changes.json?kind=transferred&q=chains",
    "/clock.json?house=Commons",
    "/questions/2001.json",
    "/help.json",
    "/help/searching.json",
)
REFUSED = ("/search.json?tabled=x&colour=red", "/questions/none.json", "/questions/none/similar.json",
           "/questions/2001/similar.json?same=x", "/help/none.json", "/asked.json?q=x",
           "/search/values/uin.json")  # fmt: skip


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield name
            yield from keys(below)
    elif isinstance(value, list):
        for element in value:
            yield from keys(element)


def fetch(client: FlaskClient, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/json"), address
    return response.get_json()


def test_the_guide_documents_exactly_the_keys_of_the_answers(client: FlaskClient) -> None:
    answered = {name for address in ADDRESSES for name in keys(fetch(client, address))}
    whole_month = map(with_derived, month_records("2024-07", first_number=1))
    answered |= set(keys(fetch(create_app(MemoryEngine(whole_month), Assets.find()).test_client(), "/clock.json")))
    answered |= {name for address in REFUSED for name in keys(fetch(client, address, client.get(address).status_code))}
    rising = create_app(MemoryEngine(rising_records()), Assets.find()).test_client()
    answered |= set(keys(fetch(rising, "/rising.json")))
    documented = set(re.findall(r"`([a-z_]+)`", GUIDE.partition("## Answers")[2].partition("## Markdown")[0]))
    assert answered - documented == set()
    assert documented - answered == set()


def test_every_address_in_the_guide_exists(client: FlaskClient) -> None:
    addresses = set(re.findall(r"`(/[a-z0-9/]+\.[a-z]+)", GUIDE.partition("## Answers")[0]))
    addresses |= set(re.findall(r"`(/export\.[a-z]+)`", GUIDE))
    assert len(addresses) == 31
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_the_json_of_a_search_equals_its_page(client: FlaskClient, get: Get) -> None:
    query = "q=lantern&house=Commons&per=10&sort=newest"
    page, results = get(f"/search?{query}"), fetch(client, f"/search.json?{query}")
    assert results["title"] == f"{results['total']} questions for lantern · House: Commons"
    assert text_of(page, "h1") == f"{results['total']} results"
    addresses = [node.attributes["href"] or "" for node in page.css(".hit-title a")]
    assert [hit["record"]["address"] for hit in results["hits"]] == [address.partition("?")[0] for address in addresses]
    assert results["total"] == len(results["hits"]) > 3
    assert results["filters"] == [{"description": "House: Commons", "without": "/search.json?q=lantern&sort=newest&per=10"}]
    assert results["links"]["html"] == f"/search?{'q=lantern&house=Commons&sort=newest&per=10'}"
    assert [facet["field"] for facet in results["facets"]].count("body") == 1
    assert {facet["field"] for facet in results["facets"]} == {name for name, field in FIELDS.items() if field.facet}


def test_the_links_lead_through_all_pages(client: FlaskClient) -> None:
    address, numbers = "/search.json?per=10", []
    while address:
        page = fetch(client, address)
        numbers += [hit["number"] for hit in page["hits"]]
        address = page["links"]["next"]
    assert numbers == list(range(1, page["total"] + 1))
    assert page["links"]["last"] == f"/search.json?per=10&page={page['pages']}"
    assert page["links"]["previous"] == f"/search.json?per=10&page={page['pages'] - 1}"


def test_a_record_has_every_attribute(client: FlaskClient) -> None:
    for question in map(with_derived, BY_HAND):
        record = fetch(client, f"/questions/{question.id}.json")["record"]
        expected = msgspec.json.decode(msgspec.json.encode(question))
        sent = [wire["source"] for wire in expected.pop("source_records")]
        states = [msgspec.json.decode(msgspec.json.encode(structs.asdict(version))) for version in question.versions]
        assert record["versions"] == states
        expected["versions"] = states
        expected["derived"] = msgspec.json.decode(msgspec.json.encode(structs.asdict(question.derived)))
        expected["derived"]["citations"] = [structs.asdict(citation) for citation in question.derived.citations]
        assert {name: record[name] for name in expected} == expected
        assert (record["source_records"], record["state"], record["address"]) == (
            sent,
            question.state,
            f"/questions/{question.id}",
        )


def test_a_reference_has_every_key(client: FlaskClient) -> None:
    in_index, not_held = fetch(client, "/questions/2001.json")["record"]["derived"]["citations"]
    assert in_index == {"uin": "HL13171", "id": "1285393", "outcome": "found", "in_answer": False}
    assert not_held == {"uin": "502", "id": "", "outcome": "not-held", "in_answer": True}


def test_a_snippet_is_a_list_of_fragments(client: FlaskClient) -> None:
    runs = [
        run
        for hit in fetch(client, "/search.json?q=lantern")["hits"]
        for snippet in hit["snippets"]
        for run in snippet["fragments"]
    ]
    assert {run["highlighted"] for run in runs} == {True, False}
    assert all(run["text"].lower().startswith("lantern") for run in runs if run["highlighted"])


def test_similar_has_its_key_terms_and_hits(client: FlaskClient) -> None:
    similar = fetch(client, "/questions/1285393/similar.json?drop=lit&add=tunnel")
    assert (similar["dropped_words"], similar["added_words"]) == (["lit"], ["tunnel"])
    assert similar["key_terms"][0]["weight"] == 1
    assert "1285393" not in [hit["record"]["id"] for hit in similar["hits"]]


def test_similar_has_the_choices_of_its_address(client: FlaskClient) -> None:
    similar = fetch(client, "/questions/1285393/similar.json?unlike=2001&same=body&later=yes")
    assert (similar["unlike_ids"], similar["same_fields"], similar["later_only"]) == (["2001"], ["body"], True)
    assert [term["word"] for term in similar["addressee_terms"]] == ["office", "lanterns"]


def test_every_problem_is_listed(client: FlaskClient) -> None:
    error = fetch(client, "/search.json?tabled=banana&colour=red&per=7", 400)
    assert {problem["where"] for problem in error["problems"]} == {"tabled", "colour", "per"}
    assert [problem["where"] for problem in fetch(client, "/changes.json?kind=moved", 400)["problems"]] == ["kind"]
    assert fetch(client, "/questions/none.json", 404)["title"] == "There is no question none"


def test_an_unavailable_index_is_an_error_in_json() -> None:
    class Closed(MemoryEngine):
        def info(self) -> IndexInfo:
            raise EngineUnavailable("There is no index.")

        def search(self, request: object) -> Any:
            raise EngineUnavailable("There is no index.")

        def rebuild(self, questions: object = (), *, is_sample: bool = False, source_counts: object = None) -> IndexInfo:
            return MemoryEngine().info()

    response = create_app(Closed(), Assets.find()).test_client().get("/search.json")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert response.get_json()["title"] == "Sorry, this site is not available"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/search?q=lantern&page=1",
        "/search/values/body?q=x",
        "/questions/1285393",
        "/questions/2001/similar?drop=lit",
        "/coverage",
        "/trends?q=lantern",
        "/rising",
        "/people/90",
        "/bodies/office-of-lanterns",
        "/help",
        f"/help/{TOPICS[0]}",
    ],
)
def test_every_page_links_to_its_json(get: Get, client: FlaskClient, address: str) -> None:
    (link,) = get(address).css('link[rel="alternate"][type="application/json"]')
    target = link.attributes["href"]
    assert target is not None
    assert fetch(client, target)["links"]["html"].partition("?")[0] == address.partition("?")[0]
