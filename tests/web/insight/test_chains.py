"""The pages of threads, sets and series, their JSON and CSV, and what the page of a record shows of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from indexer.deriving.passes import derive_all
from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Person, Question
from tests.web.conftest import text_of
from web import Assets, create_app
from web.queries.insight.chains import MAX_MEMBERS

PORTS, FOG = AnsweringBody("Department for Ports"), AnsweringBody("Fog Office")
ASKER = Person("Ada Quill", 7)
LANTERNS = "To ask the Minister, how many lanterns were lit by the {} in every harbour in {}."


def answer(text: str, day: date) -> Answer:
    return Answer(f"<p>{text}</p>", text, day)


FIRST = Question(
    "1",
    "Commons",
    LANTERNS.format("Department for Ports", 2022),
    "101",
    date(2023, 1, 9),
    asked_by=ASKER,
    answering_body=PORTS,
    heading="Lanterns",
    answer=answer("There were 40 lanterns.", date(2023, 1, 16)),
)
AGAIN = replace(
    FIRST,
    id="2",
    text=LANTERNS.format("Department for Ports", 2023),
    uin="201",
    tabled_on=date(2024, 1, 9),
    answer=answer("It is known to all. There were 1,250 lanterns, or 45%, in 2023.", date(2024, 1, 15)),
)
SIBLING = replace(
    FIRST, id="3", text=LANTERNS.format("Fog Office", 2022), uin="102", answering_body=FOG, heading="=Fog", answer=None
)
FOLLOWING = replace(
    FIRST,
    id="4",
    text="To ask the Minister, pursuant to the Answer of 16 January 2023 to Question 101 on <Fog>, and to Question 999, why.",
    uin="103",
    tabled_on=date(2023, 1, 20),
    heading="Lanterns: Reasons",
    answer=Answer(
        "<p>I refer to the answer of 16 January 2023 to Question 101,"
        ' <a href="https://x.example">Question 101</a>. 101 is.</p>',
        "I refer to the answer of 16 January 2023 to Question 101, Question 101. 101 is.",
        date(2023, 1, 27),
    ),
)
ALONE = Question(
    "5", "Commons", "To ask the Minister, why fog is thicker than it was yesterday at sea.", tabled_on=date(2023, 2, 2)
)
RECORDS = (FIRST, AGAIN, SIBLING, FOLLOWING, ALONE)


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    engine = MemoryEngine(derive_all(lambda: RECORDS))
    return create_app(engine, Assets.find()).test_client()


def page(site: FlaskClient, address: str, status: int = 200) -> LexborHTMLParser:
    response = site.get(address)
    assert response.status_code == status, address
    return LexborHTMLParser(response.text)


def data(site: FlaskClient, address: str) -> Any:
    response = site.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.get_json()


def hrefs(tree: LexborHTMLParser, selector: str) -> list[str | None]:
    return [node.attributes["href"] for node in tree.css(selector)]


def test_a_thread_is_in_order_and_shows_what_each_refers_to(site: FlaskClient) -> None:
    for number in ("1", "4"):
        tree = page(site, f"/questions/{number}/thread")
        assert hrefs(tree, ".thread h2 a") == ["/questions/1", "/questions/4"]
        assert hrefs(tree, ".thread p.detail a") == ["/questions/1"]
        assert len(tree.css(".thread .current")) == 1
    assert "There were 40 lanterns." in text_of(tree, ".thread")


def test_a_set_has_a_row_for_each_body_and_shows_the_hole(site: FlaskClient) -> None:
    tree = page(site, "/questions/3/set")
    rows = [[cell.text(strip=True, separator=" ") for cell in row.css("th, td")] for row in tree.css("tbody tr")]
    assert [row[0] for row in rows] == ["Department for Ports", "Fog Office this question"]
    assert [row[3] for row in rows] == ["7 days", "–"]
    assert [row[4] for row in rows] == ["There were 40 lanterns.", "No answer on this site."]
    assert text_of(tree, ".summary").startswith("2 questions to 2 departments. We have a full answer to 1 of them.")
    assert "/search?set=1" in hrefs(tree, ".more a")


def test_a_series_has_a_column_for_each_question_and_links_its_figures(site: FlaskClient) -> None:
    tree = page(site, "/questions/1/series")
    assert [node.text() for node in tree.css("thead tr:first-child th")] == ["2023", "2024"]
    assert [node.text(strip=True) for node in tree.css("thead tr:last-child th")] == [
        "Tabled",
        "9 January 2023",
        "9 January 2024",
    ]
    assert hrefs(tree, "td.number a") == ["/questions/1", "/questions/2"]
    assert [node.text(deep=False, strip=True) for node in tree.css("td.number a")] == ["40", "1,250; 45%"]
    assert [node.text(strip=True) for node in tree.css("ins")] == ["added:2023."]


@pytest.mark.parametrize("kind", ["thread", "set", "series"])
def test_a_question_without_a_chain_is_its_only_member(site: FlaskClient, kind: str) -> None:
    assert "as far as we know" in text_of(page(site, f"/questions/5/{kind}"), "main") or kind != "series"
    assert len(data(site, f"/questions/5/{kind}.json")["members"]) == 1


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_unknown_records_and_parameters_are_refused(site: FlaskClient, form: str) -> None:
    assert site.get(f"/questions/none/thread{form}").status_code == 404
    assert site.get(f"/questions/1/thread{form}?colour=red").status_code == 400
    assert site.get(f"/questions/1/threads{form}").status_code == 404


def test_the_json_says_what_the_page_says(site: FlaskClient) -> None:
    thread = data(site, "/questions/4/thread.json")
    assert (thread["kind"], thread["id"], thread["has_more"]) == ("thread", "4", False)
    assert [(member["record"]["id"], member["follows"], member["days"]) for member in thread["members"]] == [
        ("1", [], 7),
        ("4", ["1"], 7),
    ]
    assert thread["members"][0]["figures"] == ["40"]
    assert thread["links"]["html"] == "/questions/4/thread"


def test_the_csv_has_a_row_for_each_question_and_no_formula(site: FlaskClient) -> None:
    response = site.get("/questions/1/set.csv")
    rows = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert [(row["id"], row["body"], row["days"], row["figures"]) for row in rows] == [
        ("1", "Department for Ports", "7", "40"),
        ("3", "Fog Office", "", ""),
    ]
    assert rows[0]["address"] == "http://localhost/questions/1"


def test_the_references_in_a_question_are_links(site: FlaskClient) -> None:
    tree = page(site, "/questions/4")
    words = "[aria-labelledby=question]"
    assert hrefs(tree, f"{words} a") == [
        "/questions/1",
        "https://questions-statements.parliament.uk/written-questions?SearchTerm=999",
    ]
    assert "on <Fog>, and" in text_of(tree, words)


def test_the_references_in_an_answer_are_links_outside_other_links(site: FlaskClient) -> None:
    tree = page(site, "/questions/4")
    assert hrefs(tree, ".answer > p:not([class]) a") == ["/questions/1", "https://x.example"]
    assert text_of(tree, ".answer").endswith("101 is.")


def test_a_record_shows_what_it_refers_to_what_followed_and_its_subject(site: FlaskClient) -> None:
    first, following = page(site, "/questions/1"), page(site, "/questions/4")
    assert hrefs(first, "[aria-labelledby=followed-up] a") == ["/questions/4"]
    assert hrefs(following, "[aria-labelledby=refers-to] a") == ["/questions/1"]
    assert hrefs(first, "[aria-labelledby=chains] a") == [f"/questions/1/{kind}" for kind in ("thread", "set", "series")]
    moments = [" ".join(node.text().split()) for node in first.css(".over-time li")]
    assert moments[0].startswith("This question 9 January 2023, Ada Quill")
    assert moments[1].endswith("There were 1,250 lanterns, or 45%, in 2023.")
    assert hrefs(first, ".over-time .more a") == ["/search?heading=Lanterns&sort=newest"]
    assert not page(site, "/questions/5").css(".over-time, [aria-labelledby=chains]")


def test_a_thread_that_is_too_long_says_so() -> None:
    many = [
        replace(FOLLOWING, id=f"{number + 10}", uin=str(500 + number), answer=None, heading="")
        for number in range(MAX_MEMBERS + 5)
    ]
    engine = MemoryEngine(derive_all(lambda: [FIRST, *many]))
    client = create_app(engine, Assets.find()).test_client()
    tree = page(client, "/questions/1/thread")
    assert len(tree.css(".thread > li")) == MAX_MEMBERS
    assert "There are more than" in text_of(tree, "main")


@pytest.mark.parametrize("read", [lambda: RECORDS, lambda: list(RECORDS)])
def test_the_derived_fields_find_their_records(read: Callable[[], list[Question]]) -> None:
    engine = MemoryEngine(derive_all(read))
    client = create_app(engine, Assets.find()).test_client()
    for query, ids in {
        "follows=1": ["4"],
        "followed-by=4": ["1"],
        "cites=999": ["4"],
        "citation=found": ["4"],
        "set=1": ["1", "3"],
        "series=1": ["1", "2"],
    }.items():
        results = client.get(f"/search.json?{query}").get_json()
        assert sorted(hit["record"]["id"] for hit in results["hits"]) == ids, query
