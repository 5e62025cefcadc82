"""The official API over generated records."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from tests.served import served
from tests.web.official_api.made import RECORDS, Json
from web import Assets, create_app

QUESTIONS = "/api/writtenquestions/questions"
Ask = Callable[..., Json]


@pytest.fixture(scope="session")
def engine() -> MemoryEngine:
    return MemoryEngine(RECORDS)


@pytest.fixture(scope="session")
def client(engine: MemoryEngine) -> FlaskClient:
    return create_app(served(engine), Assets.find()).test_client()


@pytest.fixture(scope="session")
def ask(client: FlaskClient) -> Ask:
    """Return a function that fetches JSON. It takes an address below the questions and the status that the answer must have."""

    def fetch(address: str, status: int = 200, **parameters: object) -> Json:
        response = client.get(QUESTIONS + address, query_string=parameters)
        assert response.status_code == status, (address, parameters, response.text)
        kind = "application/json" if status == 200 else "application/problem+json"
        assert response.content_type == f"{kind}; charset=utf-8"
        body: Json = response.get_json(force=True)
        return body

    return fetch


@pytest.fixture(scope="session")
def values(ask: Ask) -> list[Json]:
    """The value of every record of the API, in its order, with members as objects."""
    page = ask("", take=5000, includeWithdrawn="true", expandMember="true")
    assert page["totalResults"] == len(page["results"]) == len(RECORDS) - 1
    return [item["value"] for item in page["results"]]
