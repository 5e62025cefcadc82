"""The document around the items has every key of Parliament's API; its addresses begin with the host of the request."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from tests.web.linked_data.conftest import Ask
from web import Assets, create_app
from web.linked_data.endpoints import ENDPOINTS
from web.linked_data.items import Item
from web.site.options import SiteOptions

VOCABULARY = "http://purl.org/linked-data/api/vocab#"
BASE = "http://lda.example.org"


@pytest.fixture(scope="module")
def elsewhere(linked_engine: Engine) -> FlaskClient:
    return create_app(linked_engine, Assets.find(), SiteOptions(BASE)).test_client()


def test_a_list_without_a_page_number(elsewhere: FlaskClient) -> None:
    query = "min-answer.dateOfAnswer=2015-01-01"
    result = elsewhere.get(f"/answeredquestions.json?{query}").get_json()["result"]
    address = f"{BASE}/answeredquestions.json?{query}"
    assert len(result.pop("items")) == 10
    assert result.pop("totalResults") > 10
    assert result == {
        "_about": address,
        "definition": f"{BASE}/meta/answeredquestions.json?{query}",
        "extendedMetadataVersion": f"{address}&_metadata=all",
        "first": f"{address}&_page=0",
        "hasPart": address,
        "isPartOf": address,
        "itemsPerPage": 10,
        "next": f"{address}&_page=1",
        "page": 0,
        "startIndex": 1,
        "type": [f"{VOCABULARY}ListEndpoint", f"{VOCABULARY}Page"],
    }


def test_a_page_of_a_list(elsewhere: FlaskClient) -> None:
    sent = "_sort=date&AnsweringBody.=Ministry+of+Tides"
    result = elsewhere.get(f"/answeredquestions.json?{sent}&_pageSize=2&_page=1").get_json()["result"]
    whole, definition = f"{BASE}/answeredquestions.json?{sent}", f"{BASE}/meta/answeredquestions.json?{sent}"
    here = f"{whole}&_pageSize=2&_page=1"
    del result["items"], result["totalResults"]
    assert result == {
        "_about": here,
        "definition": definition,
        "extendedMetadataVersion": f"{whole}&_metadata=all&_pageSize=2&_page=1",
        "first": f"{whole}&_pageSize=2&_page=0",
        "hasPart": here,
        "isPartOf": {"_about": whole, "definition": definition, "hasPart": here, "type": f"{VOCABULARY}ListEndpoint"},
        "itemsPerPage": 2,
        "next": f"{whole}&_pageSize=2&_page=2",
        "page": 1,
        "prev": f"{whole}&_pageSize=2&_page=0",
        "startIndex": 3,
        "type": f"{VOCABULARY}Page",
    }


def test_an_item(elsewhere: FlaskClient, answered: list[Item]) -> None:
    for item in answered[:3]:
        name = item["_about"].rpartition("/")[2]
        here = f"{BASE}/answeredquestions/{name}.json"
        assert elsewhere.get(f"/answeredquestions/{name}.json").get_json() == {
            "format": "linked-data-api",
            "version": "0.2",
            "result": {
                "_about": here,
                "definition": f"{BASE}/meta/answeredquestions/{name}.json",
                "extendedMetadataVersion": f"{here}?_metadata=all",
                "primaryTopic": {**item, "isPrimaryTopicOf": here},
                "type": f"{VOCABULARY}ItemEndpoint",
            },
        }


def test_addresses_never_begin_with_the_host_of_the_request(api: FlaskClient) -> None:
    for host in ("lda.data.parliament.uk", "127.0.0.1:8000"):
        result = api.get("/answeredquestions.json", headers={"Host": host}).get_json()["result"]
        assert result["first"] == "http://localhost/answeredquestions.json?_page=0"


@pytest.mark.parametrize("path", ENDPOINTS)
def test_every_list_has_a_definition(ask: Ask, path: str) -> None:
    result = ask(f"/meta/{path}.json")
    assert result["label"] == ENDPOINTS[path].label
    assert {parameter["name"] for parameter in result["parameter"]} >= {"_page", "_sort", *ENDPOINTS[path].own_params}
    assert any(binding["label"] == "answer.dateOfAnswer" for binding in result["termBinding"])
    assert ask(f"/{path}.json")["definition"].endswith(f"/meta/{path}.json")


def test_the_configuration_names_every_list(ask: Ask) -> None:
    listed = {endpoint["_about"].removeprefix("http://localhost/") for endpoint in ask("/api-config")["endpoint"]}
    assert listed == set(ENDPOINTS)
