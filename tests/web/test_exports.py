"""Exports: every record of a search, read back by other programs, sent as they are read, broken off rather than cut short."""

from __future__ import annotations

import csv
import http.client
import io
import json
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from waitress.server import create_server

from search import params
from search.engines.memory import MemoryEngine
from search.fields import FIELDS
from search.records import Question
from search.request import SearchRequest
from tests.invented import questions
from tests.web.conftest import BY_HAND, HOSTILE
from web import Assets, create_app
from web.exports.formats import COLUMNS, EXPORTS, csv_rows, json_array, json_lines
from web.exports.routes import CHUNK, chunks

SEARCH = "q=lantern&sort=newest&house=Commons&house=Lords"
FORMULAS = ("=SUM(A1)", "+1", "-1", "@cmd", "\tx", "\rx")


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def listed(client: FlaskClient, engine: MemoryEngine) -> list[str]:
    """The ids of the search, in the order of its pages."""
    pairs = [tuple(each.split("=")) for each in SEARCH.split("&")]
    return [question.id for question in engine.scan(params.read(pairs))]  # type: ignore[arg-type]


def test_each_format_has_every_record_of_the_search_in_order(client: FlaskClient, engine: MemoryEngine) -> None:
    expected = listed(client, engine)
    assert len(expected) > 3
    for ending, export in EXPORTS.items():
        response = client.get(f"/export.{ending}?{SEARCH}")
        assert response.status_code == 200
        assert response.mimetype == export.media_type
        assert response.headers["Content-Disposition"] == f'attachment; filename="written-questions.{ending}"'
        assert "Content-Length" not in response.headers
    assert [row["id"] for row in rows(client.get(f"/export.csv?{SEARCH}").data)] == expected
    assert [each["id"] for each in json.loads(client.get(f"/export.json?{SEARCH}").data)] == expected
    lines = client.get(f"/export.ndjson?{SEARCH}").data.splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected
    for ending in ("xml", "ttl"):
        body = client.get(f"/export.{ending}?{SEARCH}").text
        assert all(f"http://data.parliament.uk/resources/{each}" in body for each in expected)


def test_an_export_holds_every_page_whatever_page_was_open(client: FlaskClient) -> None:
    assert client.get(f"/export.csv?{SEARCH}&page=2&per=10").data == client.get(f"/export.csv?{SEARCH}").data


def test_where_nothing_has_every_word_it_is_the_nearest_as_on_the_page(client: FlaskClient) -> None:
    words = "lantern harbour zebra"
    shown = client.get("/search", query_string={"q": words}).text
    found = rows(client.get("/export.csv", query_string={"q": words}).data)
    assert found
    assert f"{len(found)} questions nearest to" in shown


@pytest.mark.parametrize("ending", EXPORTS)
def test_no_records_are_still_a_whole_file(client: FlaskClient, ending: str) -> None:
    response = client.get(f"/export.{ending}?q=lantern&uin=none")
    assert response.status_code == 200
    if ending == "json":
        assert response.get_json() == []


def test_what_cannot_be_read_is_refused_before_anything_is_sent(client: FlaskClient) -> None:
    assert client.get("/export.csv?tabled=banana").status_code == 400
    assert client.get("/export.pdf?q=lantern").status_code == 404


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_csv_gives_every_text_back(texts: list[str]) -> None:
    made = [Question(str(n), "Lords", text.replace("\x00", "")) for n, text in enumerate(texts)]
    found = rows(b"".join(csv_rows(made, "http://x")))
    for question, row in zip(made, found, strict=True):
        cell = row["question"]
        expected = "".join(FIELDS["question"].values(question))
        assert cell == (f"'{expected}" if expected.startswith(tuple("=+-@\t\r")) else expected)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_never_a_formula(text: str) -> None:
    (row,) = rows(b"".join(csv_rows([Question("1", "Lords", text, heading=text)], "")))
    assert row["question"] == row["heading"] == f"'{text}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_the_csv_has_a_column_for_all_that_is_searched_and_the_address() -> None:
    (row,) = rows(b"".join(csv_rows([HOSTILE], "https://wrans.example.org")))
    assert list(row) == [*COLUMNS, "address"]
    assert row["address"] == "https://wrans.example.org/questions/2006"
    assert set(COLUMNS) <= set(FIELDS)


@given(st.integers(0, 5))
def test_json_is_well_formed_whatever_the_number(count: int) -> None:
    made = questions(count)
    array = json.loads(b"".join(json_array(made, "")))
    lines = [json.loads(line) for line in b"".join(json_lines(made, "")).splitlines()]
    assert array == lines
    assert [each["id"] for each in array] == [question.id for question in made]


def test_records_are_read_as_they_are_sent() -> None:
    read = []

    def reading() -> Iterator[Question]:
        for question in questions(40) * 50:
            read.append(question)
            yield question

    sent = chunks(json_lines(reading(), ""))
    first = next(sent)
    assert CHUNK <= len(first) < 2 * CHUNK
    assert len(read) < 200


class Failing(MemoryEngine):
    """An engine whose records stop coming half-way."""

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        for _ in range(100):
            yield from super().scan(request)
        raise RuntimeError("the disk is gone")


@pytest.fixture
def failing() -> Iterator[int]:
    server = create_server(create_app(Failing(BY_HAND), Assets.find()), host="127.0.0.1", port=0, threads=1)
    threading.Thread(target=server.run, daemon=True).start()
    yield server.effective_port
    server.close()


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("ending", EXPORTS)
def test_an_export_that_fails_breaks_the_connection(failing: int, ending: str, encoding: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", failing, timeout=20)) as connection:
        connection.request("GET", f"/export.{ending}", headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead) as broken:
            response.read()
        assert broken.value.partial
