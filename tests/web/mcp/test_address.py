"""``/mcp`` as HTTP: methods, headers, bodies that cannot be read, faults of the site, and whose work a call is."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app
from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.errors import EngineUnavailable, ExtraMissing, IndexMismatch
from search.yield_points import pausing, yield_point
from tests.web.conftest import BY_HAND, SEED_SHAPED
from web import Assets, create_app
from web.mcp import server
from web.mcp.streamable_http import MAX_REQUEST_BYTES
from web.site.options import SiteOptions

ENGINE = MemoryEngine(BY_HAND)
HEADERS = {"Accept": "application/json, text/event-stream"}
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
PRIVATE_PATH = "/srv/wrans/index_data"


def call(name: str, **arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def site_of(engine: Engine, *, is_on: bool = True) -> FlaskClient:
    return create_app(engine, Assets.find(), SiteOptions(mcp=is_on)).test_client()


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    return site_of(ENGINE)


def post(site: FlaskClient, body: object, **headers: str) -> TestResponse:
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    return site.post("/mcp", headers=HEADERS | {"Content-Type": "application/json"} | headers, **sent)


class Watching(MemoryEngine):
    """An engine that does something before it gives a record."""

    def snapshot(self) -> MemoryEngine:
        """Return itself, so that each record is read here."""
        return self

    def get(self, id: str) -> Any:
        """Do it, and return the record."""
        self.before()
        return super().get(id)

    def before(self) -> None:
        """Do nothing, unless a test has replaced this."""


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods_are_refused_and_the_right_one_is_named(site: FlaskClient, method: str) -> None:
    response = site.open("/mcp", method=method)
    assert (response.status_code, set(response.allow)) == (405, {"POST", "OPTIONS"})
    assert method == "HEAD" or "takes POST alone" in response.get_json()["message"]


def test_scripts_of_other_sites_may_call_the_tools(site: FlaskClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    response = site.options("/mcp", headers=headers | {"Access-Control-Request-Headers": "content-type,mcp-protocol-version"})
    assert response.headers["Access-Control-Allow-Methods"] == "OPTIONS, POST"
    assert response.headers["Access-Control-Allow-Headers"] == "*"
    answer = post(site, LIST, Origin="https://example.org")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_each_version_of_the_protocol_is_greeted(site: FlaskClient, version: str) -> None:
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    reply = post(site, LIST | {"method": "initialize", "params": params})
    assert reply.get_json()["result"]["protocolVersion"] == version
    assert "Mcp-Session-Id" not in reply.headers, "there are no sessions"
    assert len(post(site, LIST, **{"Mcp-Protocol-Version": version}).get_json()["result"]["tools"]) == 6


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{nope", {}, 400),
        (b"\xff\xfe{}", {}, 400),
        (b"5", {}, 400),
        (b"[]", {}, 400),
        ([LIST, LIST], {}, 400),
        (b"[" * 30_000, {}, 400),
        (b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "ping"}', {}, 400),
        (call("search", query="x" * MAX_REQUEST_BYTES), {}, 413),
        (LIST, {"Mcp-Protocol-Version": "1999-01-01"}, 400),
        (LIST, {"Accept": "text/html"}, 406),
        (LIST, {"Content-Type": "text/plain"}, 400),
        (LIST, {"Host": "two words"}, 400),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(
    site: FlaskClient, body: object, headers: dict[str, str], status: int
) -> None:
    response = post(site, body, **headers)
    assert response.status_code == status
    assert response.mimetype in ("application/json", "text/plain")
    assert response.data
    assert post(site, LIST).status_code == 200, "the next request is answered"


@pytest.mark.parametrize("error", [EngineUnavailable, IndexMismatch, RuntimeError, MemoryError])
def test_a_fault_of_the_site_is_in_its_log_and_not_in_the_reply(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def fail(_engine: Watching) -> None:
        raise error(f"A file of {PRIVATE_PATH} cannot be read.")

    monkeypatch.setattr(Watching, "before", fail)
    response = post(site_of(Watching(BY_HAND)), call("fetch", id=SEED_SHAPED.id))
    result = response.get_json()["result"]
    assert result["isError"]
    assert result["content"][0]["text"].endswith(("Try again in a minute.", "Try again later."))
    assert PRIVATE_PATH not in response.text
    assert PRIVATE_PATH in caplog.text


def test_a_request_writes_one_line_in_the_log(site: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        post(site, LIST)
    assert [record.name for record in caplog.records] == ["wrans.access"]


def test_a_call_is_the_work_of_the_thread_that_answers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    yields: list[int] = []
    monkeypatch.setattr(Watching, "before", lambda _engine: yield_point())
    site = site_of(Watching(BY_HAND))
    with pausing(lambda: yields.append(threading.get_ident())):
        assert post(site, call("fetch", id=SEED_SHAPED.id)).status_code == 200
    assert yields
    assert set(yields) == {threading.get_ident()}


def test_clients_at_once_get_their_own_answers(site: FlaskClient) -> None:
    def fetched(key: str) -> Any:
        return post(site.application.test_client(), call("fetch", id=key)).get_json()

    ids = [question.id for question in BY_HAND] * 5
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(fetched, ids))
    assert [reply["result"]["structuredContent"]["id"] for reply in replies] == ids


def test_the_address_can_be_turned_off() -> None:
    assert post(site_of(ENGINE, is_on=False), LIST).status_code == 404


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _name: None)
    with pytest.raises(ExtraMissing, match=r"pip install 'wrans\[mcp\]'"):
        app.run_mcp(["--index", str(tmp_path)])
    assert post(site_of(ENGINE), LIST).status_code == 404
