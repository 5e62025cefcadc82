"""The explanation of a score."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Get, links_of, text_of


def test_each_result_links_to_the_parts_of_its_score(get: Get, client: FlaskClient) -> None:
    results = get("/search?q=lantern+harbours")
    addresses = [link.attributes["href"] for link in results.css(".onward a") if link.text().startswith("Why this result")]
    data = client.get("/search.json?q=lantern+harbours").json
    assert data
    hits = data["hits"]
    assert len(addresses) == len(hits) == data["total"] > 0
    for address, hit in zip(addresses, hits, strict=True):
        assert address
        page = get(address)
        parts = [float(row.css("td")[0].text()) for row in page.css(".score tbody tr")]
        assert sum(parts) == pytest.approx(hit["score"], abs=0.002)
        assert f"Its score is {hit['score']:.3f}" in text_of(page, ".summary")
        explanation = client.get(address.replace("/score?", "/score.json?")).json
        assert explanation
        assert explanation["score"] == pytest.approx(hit["score"])
        assert sum(part["score"] for part in explanation["parts"] + explanation["bonuses"]) == pytest.approx(hit["score"])
    assert links_of(get(addresses[0]), ".trail a") == {"Back to results": "/search?q=lantern+harbours"}


def test_the_score_is_explained_for_the_corrected_word(get: Get, client: FlaskClient) -> None:
    results = client.get("/search.json?q=lantren").json
    assert results
    page = get(f"/questions/{results['hits'][0]['record']['id']}/score?q=lantren")
    assert results["query"]["corrections"]
    assert "You searched for “lantern”" in text_of(page, "main")


def test_without_a_ranking_no_score_is_explained(get: Get) -> None:
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
def test_a_record_that_the_search_does_not_find_is_refused(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    if "xylophone" in address:
        assert "is not among the results of this search" in response.text
