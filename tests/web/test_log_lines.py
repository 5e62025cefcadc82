"""The lines of the log: one an event, in text or JSON, with the request that they belong to."""

from __future__ import annotations

import json
import logging
import re
import sys

import pytest
from flask.testing import FlaskClient

from web.http.log_lines import MAX_MESSAGE_CHARACTERS, JsonLines, TextLines, request_id

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def record(message: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("wrans.test", logging.INFO, "", 1, message, values, None)


@pytest.mark.parametrize("text", ["a\nGET '/' 200", "a\r\x1b[2Jb", "a\x85b", "a\u2028b", "a\x00b"])
def test_no_message_begins_another_line(text: str) -> None:
    line = TextLines("%(message)s").format(record("read %s", text))
    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_a_long_message_is_cut() -> None:
    assert len(TextLines("%(message)s").format(record("x" * 100_000))) == MAX_MESSAGE_CHARACTERS + 1
    assert len(json.loads(JsonLines().format(record("x" * 100_000)))["message"]) == MAX_MESSAGE_CHARACTERS + 1


def test_an_error_keeps_its_traceback() -> None:
    try:
        raise ZeroDivisionError("gone")
    except ZeroDivisionError:
        failed = logging.LogRecord("x", logging.ERROR, "", 1, "Failed", (), sys.exc_info())
    assert "ZeroDivisionError: gone" in json.loads(JsonLines().format(failed))["traceback"]
    assert "ZeroDivisionError: gone" in TextLines("%(message)s").format(failed)


def test_the_text_of_an_error_begins_no_line() -> None:
    try:
        raise ValueError("gone\n2026-11-29 12:00:00,000 GET '/forged' 200 1 ms\r\x1b[2J")
    except ValueError:
        failed = logging.LogRecord("x", logging.ERROR, "", 1, "Failed", (), sys.exc_info())
    first, *others = TextLines("%(message)s").format(failed).split("\n")
    assert first == "Failed"
    assert all(line.startswith("    ") and line.isprintable() for line in others)
    assert len(JsonLines().format(failed).splitlines()) == 1


def test_a_request_is_an_object_with_its_fields(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "wrans.access"):
        response = client.get("/search?q=lantern%0Ax", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert response.headers["X-Request-Id"] == TRACE
    assert re.fullmatch(f"00-{TRACE}-[0-9a-f]{{16}}-00", response.headers["traceparent"])
    event = json.loads(JsonLines().format(caplog.records[0]))
    assert event["method"] == "GET"
    assert event["address"] == "/search?q=lantern%0Ax"
    assert event["route"] == "/search"
    assert event["status"] == 200
    assert event["bytes"] == len(response.data)
    assert event["milliseconds"] > 0
    assert event["client"] == "127.0.0.1"
    assert event["time"].endswith("+00:00")
    assert event["request_id"] == TRACE


@pytest.mark.parametrize(
    "header", ["", "x", f"00-{TRACE}", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{TRACE}-{'0' * 16}-01", "é"]
)
def test_a_request_without_a_valid_trace_gets_an_id_of_its_own(header: str) -> None:
    first, second = request_id(header), request_id(header)
    assert len(first) == 32
    assert first != second


def test_an_answer_without_a_length_or_a_route_says_so(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "wrans.access"):
        client.get("/export.csv?q=lantern")
        client.get("/nowhere")
    file, missing = (json.loads(JsonLines().format(record)) for record in caplog.records)
    assert (file["route"], file["bytes"]) == ("/export.<ending>", None)
    assert (missing["route"], missing["status"]) == ("", 404)


@pytest.mark.parametrize("header", ['x", "status": 200}', "00-é", f"00-{TRACE}-00f067aa0ba902b7-01\x85forged", "x" * 5_000])
def test_a_hostile_trace_is_neither_logged_nor_sent_back(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, header: str
) -> None:
    with caplog.at_level(logging.INFO, "wrans.access"):
        response = client.get("/livez", headers={"traceparent": header, "User-Agent": "x\x1b[2J"})
    line = JsonLines().format(caplog.records[0])
    assert len(line.splitlines()) == 1
    assert re.fullmatch("[0-9a-f]{32}", json.loads(line)["request_id"])
    assert header not in str(response.headers)
