"""Files are made few at a time, stop when their reader has gone, and give way between records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.yield_points import pausing
from tests.web.conftest import BY_HAND
from web import Assets, create_app
from web.exports.formats import EXPORTS
from web.http.errors import Refused
from web.http.long_answers import LongAnswer, LongAnswers
from web.site.options import SiteOptions


@pytest.fixture
def client() -> FlaskClient:
    return create_app(MemoryEngine(BY_HAND), Assets.find(), SiteOptions(files_at_once=2)).test_client()


def begin(answers: LongAnswers, label: str = "CSV", at_once: int | None = None, *, is_gone: bool = False) -> LongAnswer:
    """Begin a long answer in a request of its own."""
    environ = {"waitress.client_disconnected": lambda: is_gone}
    with Flask("test").test_request_context("/export.csv", environ_overrides=environ):
        return answers.start(label, at_once)


def test_a_third_file_at_once_is_refused_with_the_time_to_ask_again(client: FlaskClient) -> None:
    first, second = client.get("/export.csv?q="), client.get("/export.json?q=")
    refused = client.get("/export.ndjson?q=")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "30"
    assert "Ask for the JSON Lines file again in half a minute" in " ".join(refused.text.split())
    first.close()
    assert client.get("/export.ndjson?q=").status_code == 200
    second.close()


def test_a_second_workbook_is_refused_while_other_files_are_made(client: FlaskClient) -> None:
    workbook = client.get("/export.xlsx?q=")
    assert client.get("/export.xlsx?q=").status_code == 503
    assert client.get("/export.csv?q=").status_code == 200
    workbook.close()
    assert client.get("/export.xlsx?q=").status_code == 200


@pytest.mark.parametrize("ending", EXPORTS)
def test_a_file_that_was_sent_or_requested_with_head_ends_its_long_answer(client: FlaskClient, ending: str) -> None:
    for _ in range(4):
        assert client.get(f"/export.{ending}?q=").data
        assert client.head(f"/export.{ending}?q=").status_code == 200
        assert client.get(f"/export.{ending}?q=&tabled=banana").status_code == 400


def test_a_file_that_fails_ends_its_long_answer() -> None:
    def failing() -> Iterator[bytes]:
        yield b"a"
        raise ZeroDivisionError

    answers = LongAnswers(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            list(begin(answers).body(failing()))
    with pytest.raises(Refused):
        [begin(answers) for _ in range(2)]


def test_a_file_that_is_dropped_ends_its_long_answer() -> None:
    answers = LongAnswers(1)
    for _ in range(3):
        body = begin(answers).body(iter([b"a", b"b"]))
        next(body)
        del body


def test_a_closed_connection_ends_the_export_between_two_records() -> None:
    answers, numbers = LongAnswers(1), []
    answer = begin(answers, is_gone=True)

    def pieces() -> Iterator[bytes]:
        for number in answer.watched(range(1_000)):
            numbers.append(number)
            yield b"x"

    assert list(answer.body(pieces())) == [b"x"]
    assert numbers == [0]
    begin(answers)


def test_an_export_may_pause_after_every_record() -> None:
    numbers: list[int] = []
    answers, points = LongAnswers(1), []
    with pausing(lambda: points.append(len(numbers))):
        numbers.extend(begin(answers).watched(range(3)))
    assert len(points) == 3
