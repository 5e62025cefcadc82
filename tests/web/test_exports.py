"""Exports: every record of a search, read back by other programs; streamed; and broken off if they fail."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime

import bibtexparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import Question
from search.query import url_params
from search.query.request import SearchRequest
from search.text.dates import long_date
from tests.invented import questions
from tests.served import listening
from tests.web.conftest import BY_HAND, HOSTILE, text_of
from web import Assets, create_app
from web.exports.columns import COLUMNS
from web.exports.csv_table import csv_table
from web.exports.formats import EXPORTS, csv_rows, json_array, json_lines
from web.http.streaming import MIN_CHUNK_BYTES, chunks
from web.site import licence

SEARCH = "q=lantern&sort=newest&house=Commons&house=Lords"
FORMULAS = ("=SUM(A1)", "+1", "-1", "@cmd", "\tx", "\rx", "＝SUM(A1)", "＋1", "－1", "＠cmd")


def rows(body: bytes) -> list[dict[str, str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def listed(client: FlaskClient, engine: MemoryEngine) -> list[str]:
    """The ids of the search, in the order of its pages."""
    pairs = [tuple(pair.split("=")) for pair in SEARCH.split("&")]
    return [question.id for question in engine.scan(url_params.read(pairs))]  # type: ignore[arg-type]


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
    assert [record["id"] for record in json.loads(client.get(f"/export.json?{SEARCH}").data)] == expected
    lines = client.get(f"/export.ndjson?{SEARCH}").data.splitlines()
    assert [json.loads(line)["id"] for line in lines] == expected
    for ending in ("xml", "ttl"):
        body = client.get(f"/export.{ending}?{SEARCH}").text
        assert all(f"http://data.parliament.uk/resources/{record_id}" in body for record_id in expected)


def test_an_export_holds_every_page_whatever_page_was_open(client: FlaskClient) -> None:
    assert client.get(f"/export.csv?{SEARCH}&page=2&per=10").data == client.get(f"/export.csv?{SEARCH}").data


def test_without_full_matches_an_export_has_the_partial_matches_of_the_page(client: FlaskClient) -> None:
    words = "lantern harbour zebra"
    page = LexborHTMLParser(client.get("/search", query_string={"q": words}).text)
    records = rows(client.get("/export.csv", query_string={"q": words}).data)
    assert records
    assert "Showing close matches." in text_of(page, ".matches")
    assert text_of(page, "h1") == f"{len(records)} results"


@pytest.mark.parametrize("ending", EXPORTS)
def test_an_export_without_records_is_a_complete_file(client: FlaskClient, ending: str) -> None:
    response = client.get(f"/export.{ending}?q=lantern&uin=none")
    assert response.status_code == 200
    if ending == "json":
        assert response.get_json() == []


def test_a_bad_request_is_refused_before_anything_is_sent(client: FlaskClient) -> None:
    assert client.get("/export.csv?tabled=banana").status_code == 400
    assert client.get("/export.pdf?q=lantern").status_code == 404


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_csv_reads_back_to_the_same_texts(texts: list[str]) -> None:
    records = [Question(str(n), "Lords", text.replace("\x00", "")) for n, text in enumerate(texts)]
    csv_records = rows(b"".join(csv_rows(records, "http://x", "")))
    for question, row in zip(records, csv_records, strict=True):
        cell = row["question"]
        expected = "".join(FIELDS["question"].values(question))
        assert cell == (f"'{expected}" if expected.startswith(tuple("=+-@＝＋－＠\t\r")) else expected)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_a_table_of_a_page_is_never_a_formula(text: str) -> None:
    assert list(csv.reader(io.StringIO(csv_table(("name", "count"), [(text, -1)]).decode(), newline=""))) == [
        ["name", "count"],
        [f"'{text}", "-1"],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_never_a_formula(text: str) -> None:
    (row,) = rows(b"".join(csv_rows([Question("1", "Lords", text, heading=text)], "", text)))
    assert row["question"] == row["heading"] == f"'{text}"
    assert not any(cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) for cell in row.values())


def test_csv_has_every_column_and_the_address_and_source() -> None:
    (row,) = rows(b"".join(csv_rows([HOSTILE], "https://wrans.example.org", "1 question")))
    assert list(row) == [*COLUMNS, "address", "source"]
    assert row["address"] == "https://wrans.example.org/questions/2006"
    assert set(COLUMNS) <= set(FIELDS)


@pytest.mark.parametrize("ending", ["csv", "ndjson", "json", "ris", "bib", "xml", "ttl"])
def test_every_file_contains_its_description(client: FlaskClient, ending: str) -> None:
    about = client.get("/export.about.json?q=lantern&house=Lords").get_json()
    assert about["search"].startswith(f"{about['count']} questions for lantern")
    text = client.get(f"/export.{ending}?q=lantern&house=Lords").text
    sentence = about["search"] if ending not in ("ndjson", "json") else json.dumps(about["search"], ensure_ascii=False)[1:-1]
    assert sentence in text
    assert f"Newest answer: {long_date(date.fromisoformat(about['newest_answer']))}" in text


@given(st.integers(0, 5))
def test_json_is_well_formed_for_any_number_of_records(count: int) -> None:
    records = questions(count)
    array = json.loads(b"".join(json_array(records, "", "s")))
    lines = [json.loads(line) for line in b"".join(json_lines(records, "", "s")).splitlines()]
    assert array == lines
    assert [record["id"] for record in array] == [question.id for question in records]


def test_records_are_read_while_they_are_sent() -> None:
    read = []

    def reading() -> Iterator[Question]:
        for question in questions(40) * 50:
            read.append(question)
            yield question

    sent = chunks(json_lines(reading(), "", "s"))
    first = next(sent)
    assert MIN_CHUNK_BYTES <= len(first) < 2 * MIN_CHUNK_BYTES
    assert len(read) < 200


class Failing(MemoryEngine):
    """An engine whose scan fails half-way."""

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        for _ in range(100):
            yield from super().scan(request)
        raise RuntimeError("the disk is gone")


@pytest.fixture
def failing() -> Iterator[str]:
    """Where the site is served, as ``host:port``."""
    with listening(create_app(Failing(BY_HAND), Assets.find()), threads=1) as address:
        yield address.removeprefix("http://")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("ending", [ending for ending in EXPORTS if ending not in ("xlsx", "parquet")])
def test_an_export_that_fails_breaks_the_connection(failing: str, ending: str, encoding: str) -> None:
    with closing(http.client.HTTPConnection(failing, timeout=20)) as connection:
        connection.request("GET", f"/export.{ending}", headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead) as broken:
            response.read()
        assert broken.value.partial


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_a_binary_file_that_fails_before_its_first_piece_sends_nothing(failing: str, ending: str) -> None:
    with closing(http.client.HTTPConnection(failing, timeout=20)) as connection:
        connection.request("GET", f"/export.{ending}")
        response = connection.getresponse()
        assert response.status == 500
        assert not response.read().startswith((b"PK", b"PAR1"))


@pytest.mark.parametrize("ending", EXPORTS)
def test_every_file_links_to_its_description(client: FlaskClient, ending: str) -> None:
    response = client.get(f"/export.{ending}?{SEARCH}&page=2")
    links = requests_links(response.headers["Link"])
    assert links["license"] == licence.ADDRESS
    about = client.get(links["describedby"]).get_json()
    assert about["search"] == f"{about['count']} questions for lantern · House: Commons or Lords"
    assert about["count"] == len(rows(client.get(f"/export.csv?{SEARCH}").data))
    assert about["files"].keys() == EXPORTS.keys()
    assert client.get(about["files"][ending].removeprefix("http://localhost")).mimetype == EXPORTS[ending].media_type
    assert client.get(about["address"].removeprefix("http://localhost")).status_code == 200
    assert about["newest_answer"] == client.get("/search.json").get_json()["index"]["newest_answer"]
    assert about["built_at"].startswith(str(datetime.now(UTC).year))
    assert about["licence"] == licence.ATTRIBUTION


def requests_links(header: str) -> dict[str, str]:
    return {rel: address for address, rel in re.findall(r'<([^>]*)>; rel="(\w+)"', header)}


@pytest.mark.parametrize("ending", ["xml", "ttl", "bib"])
def test_formats_with_comments_begin_with_the_description(ending: str) -> None:
    records = [Question("1", "Lords", "lantern -- light", tabled_on=date(2024, 5, 2))]
    client = create_app(MemoryEngine(records), Assets.find()).test_client()
    body = client.get("/export." + ending, query_string={"q": '"lantern -- light" --->', "house": "Lords"}).text
    assert "1 question for" in body.partition("lantern")[0]
    assert "Newest question: 2 May 2024" in body
    assert licence.ATTRIBUTION in body
    if ending == "xml":
        assert len(etree.fromstring(body.encode()).findall(".//item/questionText")) == 1


def test_no_query_ends_the_comment_early(client: FlaskClient) -> None:
    for text in ("--><evil/>", "a\nb", "} @misc{x,", "\x0b<", "-", "--"):
        query = {"q": text, "uin": text}
        assert etree.fromstring(client.get("/export.xml", query_string=query).data).findall("evil") == []
        turtle = client.get("/export.ttl", query_string=query).text
        assert all(line.startswith(("#", "<", "_:")) for line in turtle.splitlines())
        assert bibtexparser.parse_string(client.get("/export.bib", query_string=query).text).entries == []


def test_an_export_of_the_sample_says_so() -> None:
    client = create_app(MemoryEngine(BY_HAND, is_sample=True), Assets.find()).test_client()
    assert client.get("/export.about.json").get_json()["licence"] == licence.SAMPLE
    assert licence.SAMPLE in client.get("/export.xml").text


def test_the_description_has_the_problems_of_the_query(client: FlaskClient) -> None:
    about = client.get("/export.about.json?q=lantern+tabled:banana").get_json()
    assert "“banana” is not a date" in about["search"]
    assert "We ignored this part" in about["search"]
    assert b"We ignored this part" in client.get("/export.xml?q=lantern+tabled:banana").data
    assert "ignored" not in client.get("/export.about.json?q=lantern").get_json()["search"]


def test_errors_of_the_description_are_json(client: FlaskClient) -> None:
    response = client.get("/export.about.json?tabled=x")
    assert (response.status_code, response.mimetype) == (400, "application/json")


class RebuiltAfterSnapshot(MemoryEngine):
    """An engine whose index is rebuilt as soon as a snapshot of it is taken."""

    def snapshot(self) -> MemoryEngine:
        pinned = super().snapshot()
        self.rebuild(BY_HAND[:2])
        return pinned


def test_the_count_and_the_records_are_of_one_build() -> None:
    body = create_app(RebuiltAfterSnapshot(BY_HAND), Assets.find()).test_client().get("/export.bib").text
    assert body.startswith(f"@comment{{{len(BY_HAND)} questions.")
    assert len(bibtexparser.parse_string(body).entries) == len(BY_HAND)


def test_the_count_leaves_out_collapsed_records(client: FlaskClient) -> None:
    about = client.get("/export.about.json?collapse=house").get_json()
    assert about["count"] == len(rows(client.get("/export.csv?collapse=house").data)) == 2
    assert about["search"].startswith(f"{client.get('/search.json').get_json()['total']} questions. ")
