"""No form of a record takes the beginning of a text, which is all that its source gave, for the whole text."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import Answer, Question
from web import Assets, create_app
from web.site import wording
from web.site.options import SiteOptions
from web.site.wording import CUT_MARK

BEGINNING, END = "To ask the Minister for Tides, what lanterns", "lanterns shine only on"
ANSWER = Answer(END, END, date(2024, 3, 9), is_cut=True)
WHOLE = Question(
    "1", "Commons", "To ask the Minister for Tides, what fog.", "11", date(2024, 3, 1), answer=Answer("So.", "So.")
)
CUT = Question("2", "Commons", BEGINNING, "12", date(2024, 3, 1), answer=ANSWER, is_cut=True)
ONLY_ANSWER = replace(CUT, id="3", uin="13", text="To ask the Minister for Tides, whether fog lifts.", is_cut=False)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    site = create_app(MemoryEngine([WHOLE, CUT, ONLY_ANSWER]), Assets.find(), SiteOptions(linked_data_all=True))
    return site.test_client()


@pytest.mark.parametrize("ending", ["csv", "ris", "bib", "xml", "ttl"])
def test_every_export_marks_each_cut_text_in_the_text_itself(client: FlaskClient, ending: str) -> None:
    text = " ".join(client.get(f"/export.{ending}").text.split())
    assert text.count(CUT_MARK) == 3
    for beginning in ("lanterns", END):
        assert f"{beginning} {CUT_MARK}" in text


@pytest.mark.parametrize(
    "address", ["/search.atom", "/changes.atom", "/questions/2.ris", "/questions/2.bib", "/resources/2.html"]
)
def test_every_feed_and_plain_text_marks_cut_texts(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    assert f"{BEGINNING} {CUT_MARK}" in text
    assert f"{END} {CUT_MARK}" in text
    assert f"fog. {CUT_MARK}" not in text


def test_tables_and_json_name_the_texts_that_are_cut(client: FlaskClient) -> None:
    table = csv.DictReader(io.StringIO(client.get("/export.csv").data.decode("utf-8-sig")))
    rows = {row["id"]: row["cut"] for row in table}
    assert rows == {"1": "", "2": "question; answer", "3": "answer"}
    header, *cells = (
        openpyxl.load_workbook(io.BytesIO(client.get("/export.xlsx").data)).worksheets[0].iter_rows(values_only=True)
    )
    column = header.index(FIELDS["cut"].label)
    assert {row[0]: row[column] or "" for row in cells} == rows
    for address in ("/export.json", "/search.json"):
        document = client.get(address).get_json()
        records = document if isinstance(document, list) else [hit["record"] for hit in document["hits"]]
        assert {record["id"]: "; ".join(record["cut"]) for record in records} == rows
    lines = map(json.loads, client.get("/export.ndjson").text.splitlines())
    assert {record["id"]: "; ".join(record["cut"]) for record in lines} == rows


def test_the_description_of_a_file_counts_its_cut_records(client: FlaskClient) -> None:
    assert client.get("/export.about.json").get_json()["cut_short"] == 2
    assert client.get("/export.about.json?uin=11").get_json()["cut_short"] == 0
    about = openpyxl.load_workbook(io.BytesIO(client.get("/export.xlsx").data))["About"]
    assert {row[0]: row[1] for row in about.iter_rows(values_only=True)}["Cut short by the source"] == 2
    assert "2 with a text cut short by the source." in client.get("/export.ttl").text
    assert "cut short" not in client.get("/export.ttl?uin=11").text


def test_results_mark_the_text(client: FlaskClient) -> None:
    assert "(answer incomplete)" in client.get("/search").text


@pytest.mark.parametrize(
    "address", ["/questions/2", "/asked?text=what+lanterns+shine", "/answeredquestions.html", "/answeredquestions/2.html"]
)
def test_pages_say_so_beside_the_text(client: FlaskClient, address: str) -> None:
    notes = [node.text() for node in LexborHTMLParser(client.get(address).text).css(".cut")]
    assert notes
    for note in notes:
        assert note.startswith("Text cut short by the source. This is the first 255 characters of the")
        assert note.count("Text cut short") == 1


def test_a_list_of_the_linked_data_api_marks_the_texts_that_it_shows(client: FlaskClient) -> None:
    def notes(address: str) -> list[str]:
        return [node.text().rpartition(" ")[2] for node in LexborHTMLParser(client.get(address).text).css(".cut")]

    assert sorted(notes("/answeredquestions.html")) == ["answer.", "answer.", "question."]
    assert sorted(notes("/commonsansweredquestions.html")) == ["answer.", "answer.", "question."]
    assert notes("/commonswrittenquestions.html") == ["question."], "this list has no answers"
    assert notes("/answeredquestions.html?uin=11") == []


@pytest.mark.parametrize("length", [59, 60, 61, 62, 63, 200])
def test_an_excerpt_is_no_longer_than_asked_for(length: int) -> None:
    text = ("lantern " * 30)[:length].strip()
    excerpt = wording.excerpt(text, False, 60)
    assert len(excerpt) <= 60
    assert excerpt == text or excerpt.endswith("lantern …")
