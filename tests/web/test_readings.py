"""What a text was taken for is shown with a way out: references and drafts, on the page, in JSON and in files."""

from __future__ import annotations

from unittest.mock import Mock
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient

from search.pipeline import more_like_this
from tests.web.conftest import Get, links_of, text_of

DRAFT = "To ask the Minister for Lanterns, how many lanterns are broken in harbours"


def test_a_reference_is_shown_with_a_way_out(get: Get, client: FlaskClient) -> None:
    page = get("/search?q=UIN+HL13171")
    assert "Showing the question with UIN HL13171." in text_of(page, ".reading")
    way_out = links_of(page, ".reading a")["Search for the words instead"]
    assert way_out == "/search?q=UIN+HL13171&references=no"
    assert links_of(get(way_out), ".reading a")["Show the questions that your text refers to"] == "/search?q=UIN+HL13171"
    results = client.get("/search.json?q=UIN+HL13171").get_json()
    assert results["query"]["taken_for"] == "references"
    assert [(item["uin"], item["records"]) for item in results["references"]] == [("HL13171", 1)]
    assert [hit["record"]["id"] for hit in results["hits"]] == ["1285393"]


def test_the_site_reads_its_own_citations_and_addresses(client: FlaskClient) -> None:
    record = client.get("/questions/1285393.json").get_json()
    for text in (record["citation"], record["short_citation"], "http://localhost/questions/1285393?q=x#top"):
        hits = client.get(f"/search.json?q={quote_plus(text)}").get_json()["hits"]
        assert [hit["record"]["id"] for hit in hits] == ["1285393"]


def test_a_draft_leads_to_its_word_differences_and_to_its_words(get: Get, client: FlaskClient) -> None:
    page = get(f"/search?q={quote_plus(DRAFT)}")
    assert "Compared with earlier questions." in text_of(page, ".reading")
    links = links_of(page, ".reading a")
    assert links["See which words differ"] == f"/asked?text={quote_plus(DRAFT)}"
    assert links["Search for the words instead"].endswith("&draft=no")
    assert "Compare it with earlier questions" in links_of(get(links["Search for the words instead"]), ".reading a")
    results = client.get(f"/search.json?q={quote_plus(DRAFT)}").get_json()
    assert results["query"]["taken_for"] == "draft"
    earlier = client.get(f"/asked.json?text={quote_plus(DRAFT)}").get_json()
    order = [hit["record"]["id"] for hit in results["hits"]]
    assert [question["record"]["id"] for question in earlier["questions"]] == order[: len(earlier["questions"])]


def test_the_key_terms_of_a_draft_are_computed_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Mock(wraps=more_like_this.build_query)
    monkeypatch.setattr(more_like_this, "build_query", counted)
    assert client.get(f"/asked?text={quote_plus(DRAFT)}").status_code == 200
    assert counted.call_count == 1


def test_an_export_says_what_the_text_was_taken_for(client: FlaskClient) -> None:
    description = client.get("/export.about.json?q=UIN+HL13171").get_json()
    assert "Showing the question with UIN HL13171" in description["search"]
    assert description["count"] == 1


@pytest.mark.parametrize("address", ["/search.atom?q=UIN+HL13171", "/changes.atom?q=UIN+HL13171", "/export.csv?q=UIN+HL13171"])
def test_feeds_and_files_have_the_record(client: FlaskClient, address: str) -> None:
    assert "HL13171" in client.get(address).text
