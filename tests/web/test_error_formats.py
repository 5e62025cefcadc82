"""An error at the address of a format is in that format, and names what was wrong."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from lxml import etree
from rdflib import Graph

from web.http.errors import PROBLEM

SENTENCE = "Enter a whole number from 1 to 10,000,000 as page, not “x”."


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/search.json?page=x", "application/json"),
        ("/changes.json?kind=all&page=x", "application/json"),
        ("/search/values/body.json?page=x", "application/json"),
        ("/export.csv?page=x", "text/csv"),
        ("/export.json?page=x", "application/json"),
        ("/export.ndjson?page=x", "application/x-ndjson"),
        ("/export.xml?page=x", "application/xml"),
        ("/export.ttl?page=x", "text/turtle"),
        ("/export.ris?page=x", "text/plain"),
        ("/export.bib?page=x", "text/plain"),
        ("/export.xlsx?page=x", "text/plain"),
        ("/export.about.json?page=x", "application/json"),
        ("/search.atom?page=x", "application/xml"),
        ("/search?page=x", "text/html"),
    ],
)
def test_a_bad_parameter_is_named_in_the_format_of_the_address(client: FlaskClient, address: str, media_type: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (400, media_type)
    text = response.text.replace(r"\u201c", "“").replace(r"\u201d", "”")  # the escapes of Turtle
    assert SENTENCE in text
    if media_type == "application/json":
        assert response.get_json()["message"] == SENTENCE


@pytest.mark.parametrize("query", ["_pageSize=0", "_view=none&_page=x"])
@pytest.mark.parametrize("path", ["answeredquestions", "commonswrittenquestions", "commonsansweredquestions"])
@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        *(("json", "application/json"), ("xml", "application/xml"), ("csv", "text/csv"), ("text", "text/plain")),
        *(("ttl", "text/turtle"), ("rdf", "application/rdf+xml"), ("html", "text/html")),
    ],
)
def test_an_error_of_the_linked_data_api_has_the_format_of_its_address(
    client: FlaskClient, path: str, ending: str, media_type: str, query: str
) -> None:
    for address in (f"/{path}.{ending}?{query}", f"/{path}?{query}&_format={ending}"):
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (400, media_type)
    by_accept = client.get(f"/{path}?{query}", headers={"Accept": media_type})
    assert (by_accept.status_code, by_accept.mimetype) == (400, media_type)


def test_each_format_can_be_parsed(client: FlaskClient) -> None:
    message = "_page=x: value must be an integer."
    bodies = {
        ending: client.get(f"/answeredquestions.{ending}?_page=x") for ending in ("json", "text", "xml", "csv", "ttl", "rdf")
    }
    assert json.loads(bodies["json"].text) == json.loads(bodies["text"].text)
    assert json.loads(bodies["json"].text)["problems"] == [{"where": "_page", "message": message}]
    assert etree.fromstring(bodies["xml"].data).findtext("message") == message
    rows = list(csv.DictReader(io.StringIO(bodies["csv"].text)))
    assert rows == [{"status": "400", "title": PROBLEM, "message": message, "where": "_page"}]
    for ending, name in (("ttl", "turtle"), ("rdf", "xml")):
        values = {str(value) for value in Graph().parse(data=bodies[ending].text, format=name).objects()}
        assert values == {f"400 {PROBLEM}", message}


@pytest.mark.parametrize("ending", ["json", "csv", "xml", "rdf", "ttl", "atom", "ndjson"])
@pytest.mark.parametrize("path", ["nothing", "meta/nothing", "resources/none", "deep/nothing"])
def test_an_unknown_address_is_an_error_in_its_format(client: FlaskClient, path: str, ending: str) -> None:
    response = client.get(f"/{path}.{ending}")
    assert response.status_code == 404
    if ending not in ("atom", "ndjson") or not path.startswith(("meta", "resources")):
        assert response.mimetype != "text/html"
        assert "<html" not in response.text


def test_no_cell_of_an_error_is_a_formula(client: FlaskClient) -> None:
    response = client.get("/answeredquestions.csv", query_string={"=1+1": "x", "＠cmd": "y", "_page": "x"})
    rows = list(csv.reader(io.StringIO(response.text)))
    assert response.status_code == 400
    assert len(rows) > 1
    assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for row in rows for cell in row), rows


def test_hostile_text_cannot_leave_its_place_in_an_error(client: FlaskClient) -> None:
    hostile = 'x"]]> <b>\x07\\ \u2028\n.'
    for ending, parse in (
        ("xml", etree.fromstring),
        ("rdf", lambda data: Graph().parse(data=data, format="xml")),
        ("ttl", lambda data: Graph().parse(data=data, format="turtle")),
        ("json", json.loads),
        ("csv", lambda data: list(csv.reader(io.StringIO(data.decode())))),
    ):
        response = client.get(f"/answeredquestions.{ending}", query_string={"_view": hostile})
        assert response.status_code == 400
        assert parse(response.data) is not None


def test_an_address_that_is_too_long_is_an_error_in_its_format(client: FlaskClient) -> None:
    for ending, media_type in (("json", "application/json"), ("csv", "text/csv"), ("xml", "application/xml")):
        response = client.get(f"/answeredquestions.{ending}?uin={'1' * 9000}")
        assert (response.status_code, response.mimetype) == (400, media_type)
