"""The API fits its OpenAPI description, and the description is complete."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from schemathesis import Case

from tests.web.official_api.conftest import QUESTIONS, Ask
from tests.web.official_api.fuzz import PLAIN, schema
from tests.web.official_api.made import SENT, Json

pytestmark = pytest.mark.slow

EXAMPLES = 200
ROOT = Path(__file__).parents[3]

schema.config.phases.update(phases=["examples", "coverage"])


@pytest.fixture(scope="module")
def description(client: FlaskClient) -> Json:
    response = client.get("/api/openapi.json")
    assert response.content_type == "application/json; charset=utf-8"
    found: Json = response.get_json()
    return found


@schema.parametrize()
def test_examples_and_bounds_of_every_parameter(case: Case[Any]) -> None:
    case.call_and_validate(headers=PLAIN)


def test_generated_requests() -> None:
    """Run in a separate process, because what hypothesis generates from a seed depends on the modules that are loaded."""
    command = [sys.executable, "-m", "tests.web.official_api.fuzz", str(EXAMPLES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert sum(int(count.replace(",", "")) for count, _, _ in answers) >= EXAMPLES
    assert {status for _, status, _ in answers} == {"200", "400", "404"}


def test_every_parameter_described_is_known_in_any_case_and_may_be_empty(description: Json, client: FlaskClient) -> None:
    for path, each in description["paths"].items():
        named = [given["name"] for given in each["get"]["parameters"] if given["in"] == "query"]
        for name in (change(name) for name in named for change in (str, str.upper, str.lower)):
            response = client.get(path.format(id=41, date="2024-06-03", uin="31"), query_string={name: ""})
            assert response.status_code == 200
            assert "Warning" not in response.headers


def test_every_property_is_described_in_order(description: Json) -> None:
    described = description["components"]["schemas"]["Question"]
    assert list(described["properties"]) == described["required"] == list(SENT)


def test_the_documentation_has_every_parameter_and_its_values(description: Json) -> None:
    guide = (ROOT / "docs" / "official-api.md").read_text("utf-8")
    for path, each in description["paths"].items():
        assert f"`{path}`" in guide
        for given in each["get"]["parameters"]:
            words = given["schema"].get("enum", ())
            assert given["in"] == "path" or f"`{given['name']}`" in guide
            assert all(f"`{word}`" in guide for word in words)


def test_the_documented_limits_are_enforced(description: Json, ask: Ask) -> None:
    listed = {each["name"]: each["schema"] for each in description["paths"][QUESTIONS]["get"]["parameters"]}
    ask("", take=listed["take"]["maximum"], skip=listed["skip"]["maximum"])
    ask("", status=400, take=listed["take"]["maximum"] + 1)
    ask("", status=400, skip=listed["skip"]["maximum"] + 1)
    assert len(ask("")["results"]) == listed["take"]["default"]
