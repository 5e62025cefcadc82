"""Why a result stands where it does."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Get, links_of, text_of


def test_each_result_leads_to_what_its_score_is_made_of(get: Get, client: FlaskClient) -> None:
    results = get("/search?q=lantern+harbours")
    addresses = [link.attributes["href"] for link in results.css(".onward a") if link.text().startswith("Why this result")]
    data = client.get("/search.json?q=lantern+harbours").json
    assert data
    hits = data["hits"] + data["partial_matches"]
    assert len(addresses) == len(hits) > data["total"]
    for address, hit in zip(addresses, hits, strict=True):
        assert address
        page = get(address)
        parts = [float(row.css("td")[0].text()) for row in page.css(".score tbody tr")]
        assert sum(parts) == pytest.approx(hit["score"], abs=0.002)
        assert f"Its score is {hit['score']:.3f}" in text_of(page, ".summary")
        assert parts == sorted(parts, reverse=True)
        found = client.get(address.replace("/score?", "/score.json?")).json
        assert found
        assert found["score"] == pytest.approx(hit["score"])
        assert sum(part["score"] for part in found["parts"]) == pytest.approx(hit["score"])
    assert links_of(get(addresses[0]), ".trail a") == {"Back to results": "/search?q=lantern+harbours"}


def test_a_mended_word_is_read_as_it_was_searched_for(get: Get, client: FlaskClient) -> None:
    data = client.get("/search.json?q=lantren").json
    assert data
    page = get(f"/questions/{data['hits'][0]['record']['id']}/score?q=lantren")
    assert data["query"]["corrections"]
    assert "Read as: “lantern”" in text_of(page, "main")


def test_a_filter_alone_scores_nothing_to_explain(get: Get) -> None:
    assert "Why this result" not in text_of(get("/search?house=Lords"), "#results")
    assert "Why this result" not in text_of(get("/search?q=lantern&sort=newest"), "#results")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/questions/none/score?q=lantern", 404),
        ("/questions/none/score.json?q=lantern", 404),
        ("/questions/1285393/score?q=xylophone", 400),
        ("/questions/1285393/score.json?q=xylophone", 400),
        ("/questions/1285393/score?q=lantern&lacks=house", 400),
        ("/questions/1285393/score?colour=red", 400),
    ],
)
def test_what_is_no_result_is_said_to_be_none(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    if "xylophone" in address:
        assert "is not among the results of this search" in response.text
