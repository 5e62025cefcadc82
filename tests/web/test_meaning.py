"""What pages and JSON say of ranking by meaning, on a site that has it, and the way out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web import Assets, create_app

DRAFT = quote_plus("To ask the Minister for Lanterns, how many lanterns are broken in harbours.")
SENTENCE = "how+many+lanterns+in+harbours+are+broken"
ADDRESSES = (f"/search?q={DRAFT}", f"/search?q={SENTENCE}", f"/asked?text={DRAFT}", "/questions/2002/similar")


class LongerIsNearer:
    """The longer a question is, the nearer it is in meaning to any other."""

    fingerprint = "longer"

    def cosines(self, text: str, others: Sequence[str]) -> list[float | None]:
        return [min(1.0, len(other) / 100) for other in others]


@pytest.fixture(scope="module")
def site(engine: MemoryEngine) -> FlaskClient:
    return create_app(engine, Assets.find(), meaning=LongerIsNearer()).test_client()


def json_address(address: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}.json{mark}{query}"


def ranked_by_meaning(client: FlaskClient, address: str) -> object:
    document = client.get(json_address(address)).get_json()
    return document.get("query", document)["ranked_by_meaning"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_ranked_by_meaning_says_so_and_links_to_ranking_by_words(site: FlaskClient, address: str) -> None:
    page = Page(site.get(address).text)
    assert text_of(page, ".ranking").startswith("Also ranked by similar meaning.")
    way_out = links_of(page, ".ranking a")["Rank by words only"]
    assert "meaning=no" in way_out
    words_only = Page(site.get(way_out).text)
    assert text_of(words_only, ".ranking").startswith("Ranked by words only.")
    assert links_of(words_only, ".ranking a") == {"Rank by similar meaning too": address}
    assert (ranked_by_meaning(site, address), ranked_by_meaning(site, way_out)) == (True, False)
    assert records(page) != records(words_only)


def records(page: Page) -> list[str]:
    """The addresses of the records that a page lists, without parameters."""
    return [(node.attributes["href"] or "").partition("?")[0] for node in page.css(".hit .hit-title a")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_site_without_an_encoder_does_not_mention_meaning(get: Get, client: FlaskClient, address: str) -> None:
    assert "meaning" not in element_of(get(address), "main").text()
    assert ranked_by_meaning(client, address) is False


def test_a_search_by_words_says_nothing(site: FlaskClient) -> None:
    assert "meaning" not in element_of(Page(site.get("/search?q=lanterns").text), "main").text()


def test_the_score_of_each_result_adds_up(site: FlaskClient) -> None:
    for hit in site.get(f"/search.json?q={DRAFT}").get_json()["hits"]:
        score = site.get(f"/questions/{hit['record']['id']}/score.json?q={DRAFT}").get_json()
        assert "alike in meaning" in [bonus["reason"] for bonus in score["bonuses"]]
        assert score["score"] == pytest.approx(hit["score"])


def test_the_exports_have_the_order_of_the_page(site: FlaskClient) -> None:
    hits = site.get(f"/search.json?q={DRAFT}&per=100").get_json()["hits"]
    exported = [json.loads(row) for row in site.get(f"/export.ndjson?q={DRAFT}").text.splitlines()]
    assert [row["id"] for row in exported if "id" in row] == [hit["record"]["id"] for hit in hits]


def test_the_neighbours_of_a_record_are_those_of_the_page(site: FlaskClient) -> None:
    _, second, third = records(Page(site.get(f"/search?q={DRAFT}").text))[:3]
    next_link = element_of(Page(site.get(f"{second}?q={DRAFT}&at=2").text), ".trail a[href*='at=3']")
    assert (next_link.attributes["href"] or "").partition("?")[0] == third


def test_words_only_is_kept_when_the_search_is_changed(site: FlaskClient) -> None:
    page = Page(site.get(f"/search?q={DRAFT}&meaning=no").text)
    assert element_of(page, "#search input[name=meaning]").attributes["value"] == "no"
    similar = Page(site.get("/questions/2001/similar?meaning=no").text)
    assert element_of(similar, "form input[name=meaning]").attributes["value"] == "no"


def test_an_unknown_value_is_refused(site: FlaskClient) -> None:
    assert site.get("/search?q=x&meaning=maybe").status_code == 400
    assert "Set meaning=no" in site.get("/asked?text=x&meaning=maybe").text


def test_ranking_by_meaning_changes_the_etag(client: FlaskClient, site: FlaskClient) -> None:
    without, ranked = (test_client.get(ADDRESSES[0]).headers["ETag"] for test_client in (client, site))
    assert without != ranked
