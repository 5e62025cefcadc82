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
    document: Json = response.get_json()
    return document


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
    for path, path_item in description["paths"].items():
        names = [parameter["name"] for parameter in path_item["get"]["parameters"] if parameter["in"] == "query"]
        for name in (change(name) for name in names for change in (str, str.upper, str.lower)):
            response = client.get(path.format(id=41, date="2024-06-03", uin="31"), query_string={name: ""})
            assert response.status_code == 200
            assert "Warning" not in response.headers


def test_every_property_is_described_in_order(description: Json) -> None:
    described = description["components"]["schemas"]["Question"]
    assert list(described["properties"]) == described["required"] == list(SENT)


def test_the_documentation_has_every_parameter_and_its_values(description: Json) -> None:
    guide = (ROOT / "docs" / "official-api.md").read_text("utf-8")
    for path, path_item in description["paths"].items():
        assert f"`{path}`" in guide
        for parameter in path_item["get"]["parameters"]:
            words = parameter["schema"].get("enum", ())
            assert parameter["in"] == "path" or f"`{parameter['name']}`" in guide
            assert all(f"`{word}`" in guide for word in words)


def test_the_documented_limits_are_enforced(description: Json, ask: Ask) -> None:
    schemas = {parameter["name"]: parameter["schema"] for parameter in description["paths"][QUESTIONS]["get"]["parameters"]}
    ask("", take=schemas["take"]["maximum"], skip=schemas["skip"]["maximum"])
    ask("", status=400, take=schemas["take"]["maximum"] + 1)
    ask("", status=400, skip=schemas["skip"]["maximum"] + 1)
    assert len(ask("")["results"]) == schemas["take"]["default"]
