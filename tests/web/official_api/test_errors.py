"""Errors as problem details (RFC 9457), and the warnings about ignored parameters."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable, IndexMismatch, Unsupported
from search.query.request import SearchRequest
from search.results.types import ResultPage
from tests.web.official_api.conftest import QUESTIONS, Ask
from web import Assets, create_app
from web.http import warning
from web.official_api.parameters import MAX_NUMBER

DATES = [f"{name}When{end}" for name in ("tabled", "dateForAnswer", "answered", "corrected") for end in ("From", "To")]
REFUSED = [
    *[(name, value) for name in DATES for value in ("x", "2024-02-30", "31/02/2024", "2024", "2024-03-05Tx", "20240305")],
    *[
        (name, value)
        for name in ("askingMemberId", "answeringMemberId", "answeringBodies", "members")
        for value in ("0", "-1", "x", "1.5", str(MAX_NUMBER + 1), "9" * 400, "٣")
    ],
    *[("skip", value) for value in ("-1", "x", str(MAX_NUMBER + 1))],
    *[("take", value) for value in ("-1", "x", "5001", str(MAX_NUMBER))],
    *[(name, value) for name in ("includeWithdrawn", "expandMember", "cut") for value in ("1", "yes", "maybe")],
    *[(name, "Some") for name in ("answered", "questionStatus", "sessionStatus", "house")],
]


class Failing(MemoryEngine):
    """An engine that fails every search."""

    error: Exception

    def search(self, request: SearchRequest) -> ResultPage:
        raise self.error


def failing(error: Exception) -> FlaskClient:
    engine = Failing()
    engine.error = error
    app = create_app(engine, Assets.find())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_bad_value_is_refused(ask: Ask, name: str, value: str) -> None:
    error = ask("", status=400, **{name.upper(): value})
    assert list(error) == ["type", "title", "status", "detail", "instance", "errors"]
    assert (error["type"], error["title"], error["status"], error["instance"]) == ("about:blank", "Bad Request", 400, QUESTIONS)
    assert list(error["errors"]) == [name]
    assert error["errors"][name][0].startswith(f"{name} is ")
    assert len(error["detail"]) < 300


@pytest.mark.parametrize(
    ("address", "name"),
    [("/x", "id"), ("/-1", "id"), (f"/{MAX_NUMBER + 1}", "id"), ("/x/5", "date"), ("/2024-02-30/5", "date")],
)
def test_a_bad_path_is_refused(ask: Ask, address: str, name: str) -> None:
    assert list(ask(address, status=400)["errors"]) == [name]


def test_every_problem_is_reported_at_once(ask: Ask) -> None:
    error = ask("", status=400, tabledWhenFrom="x", house="y", take="z", members=["a", "5", "b"])
    assert {name: len(sentences) for name, sentences in error["errors"].items()} == {
        "tabledWhenFrom": 1,
        "house": 1,
        "take": 1,
        "members": 2,
    }
    assert list(ask("/x", status=400, expandMember="y", sessionStatus="z")["errors"]) == ["id", "sessionStatus", "expandMember"]


def test_two_different_values_of_a_parameter_are_refused(ask: Ask) -> None:
    assert "with different values" in ask("", status=400, house=["Lords", "Commons"])["errors"]["house"][0]
    assert ask("", house=["Lords", "Lords"]) == ask("", house="Lords")


def test_the_limit_of_take_is_named(ask: Ask) -> None:
    assert "a whole number from 0 to 5000" in ask("", status=400, take=5001)["detail"]


def test_a_too_long_address_is_refused(ask: Ask) -> None:
    assert "at most 8,000 characters" in ask("", status=400, searchTerm="a" * 9_000)["errors"]["address"][0]


@pytest.mark.parametrize("path", ["/api/x", "/api/writtenquestions", f"{QUESTIONS}/1/2/3", "/api/" + "x" * 500])
def test_an_unknown_address_is_not_found(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (404, "application/problem+json; charset=utf-8")
    assert len(response.get_json()["instance"]) < 70


@pytest.mark.parametrize("path", [QUESTIONS, f"{QUESTIONS}/1285393", "/api/openapi.json", "/api/x"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "TRACE", "BREW"])
def test_other_methods_are_refused_in_the_form_of_the_api(client: FlaskClient, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, response.content_type) == (405, "application/problem+json; charset=utf-8")
    assert response.get_json()["detail"].endswith("Nothing was changed.")
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}
    assert client.open("/search", method=method).mimetype == "text/html"


def test_head_answers_without_a_body(client: FlaskClient) -> None:
    head = client.head(f"{QUESTIONS}/1285393")
    assert (head.status_code, head.data) == (200, b"")


def test_an_unsupported_search_is_explained() -> None:
    response = failing(Unsupported("'la*' stands for too many words.")).get(f"{QUESTIONS}?searchTerm=la*")
    assert response.status_code == 400
    assert response.get_json()["errors"] == {"searchTerm": ["'la*' stands for too many words."]}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (EngineUnavailable("at /secret"), 503),
        (IndexMismatch("secret.docs has changed"), 503),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_unexpected_errors_show_no_internal_details(error: Exception, status: int, caplog: pytest.LogCaptureFixture) -> None:
    response = failing(error).get(f"{QUESTIONS}/5")
    assert (response.status_code, response.content_type) == (status, "application/problem+json; charset=utf-8")
    assert "secret" not in response.text
    assert (response.headers.get("Retry-After") == "30") is isinstance(error, EngineUnavailable)
    assert ("secret" in caplog.text) is not isinstance(error, EngineUnavailable)


def test_unknown_parameters_are_ignored_and_named(client: FlaskClient) -> None:
    plain = client.get(f"{QUESTIONS}?take=3")
    assert "Warning" not in plain.headers
    for path, names in (
        (f"{QUESTIONS}?take=3&answeringBodyId=5&_=1", "answeringBodyId, _"),
        (f"{QUESTIONS}/41?cut=true", "cut"),
    ):
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["Warning"] == f'299 - "Ignored, because there are no such parameters: {names}."'
    assert client.get(f"{QUESTIONS}?take=3&answeringBodyId=5").data == plain.data


def test_problems_of_a_search_term_are_warnings(client: FlaskClient) -> None:
    response = client.get(f"{QUESTIONS}?searchTerm=bridge+state:none&x=1")
    warnings = response.headers.getlist("Warning")
    assert len(warnings) == 2
    assert warnings[1].startswith('299 - "searchTerm: ')


def test_hostile_names_make_a_valid_warning(client: FlaskClient) -> None:
    header = client.get(f"{QUESTIONS}?%22%5c%0d%0aSet-Cookie:%20a=b&%c3%a9=1").headers["Warning"]
    assert header == '299 - "Ignored, because there are no such parameters: \\"\\\\??Set-Cookie: a, ?."'
    long_header = client.get(f"{QUESTIONS}?" + "&".join(f"n{number}{'x' * 200}=" for number in range(30))).headers["Warning"]
    assert long_header.isascii()
    assert len(long_header) < warning.MAX_CHARACTERS + 20
    assert "and 20 more" in warning.ignored_parameters(f"n{number}" for number in range(30))
