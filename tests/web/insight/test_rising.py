"""The page of what rises: its numbers open their questions, its days are compared like with like, and gaps are told."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Person, Question
from search.pipeline import relevance_policy
from search.query import url_params
from search.text import dates
from tests.web.conftest import Get, links_of, text_of
from web import Assets, create_app

LAST = date(2024, 6, 28)
SUBJECTS = "bridges tunnels harbours pensions schools buses dentists railways prisons rivers".split()
PLACES = [f"{start}{end}ton" for start in "abcdefgh" for end in "ijklmnopqr"]


def record(number: int, days_ago: int, text: str, asker: str, heading: str = "") -> Question:
    return Question(
        str(number),
        "Commons",
        f"To ask the Minister for Tides, {text}",
        uin=str(number),
        tabled_on=LAST - timedelta(days_ago),
        asked_by=Person(asker),
        heading=heading,
    )


def records() -> list[Question]:
    """Eight weeks of questions of every day, and ten of the last week about lanterns."""
    everyday = [
        record(
            1_000 + 10 * day + number, day, f"what plans there are for {subject} in {PLACES[day]}.", f"Member {number}", "Plans"
        )
        for day in range(56)
        for number, subject in enumerate(SUBJECTS)
    ]
    lanterns = [
        record(
            5_000 + number,
            number % 7,
            f"how many lanterns are lit in {PLACES[number]} harbour.",
            f"Asker {number % 4}",
            "Lanterns",
        )
        for number in range(14)
    ]
    return [*everyday, *lanterns, record(6_000, 10, "whether one lantern was lit in winter near the pier.", "Member 1")]


@pytest.fixture(scope="module")
def lantern_engine() -> MemoryEngine:
    return MemoryEngine(records())


@pytest.fixture(scope="module")
def site(lantern_engine: MemoryEngine) -> FlaskClient:
    return create_app(lantern_engine, Assets.find()).test_client()


def page(site: FlaskClient, address: str) -> LexborHTMLParser:
    response = site.get(address)
    assert response.status_code == 200
    return LexborHTMLParser(response.text)


def rows(html: LexborHTMLParser) -> dict[str, list[str]]:
    return {
        text_of(row, "th").removesuffix(" over time"): [cell.text().split()[0] for cell in row.css("td")]
        for row in html.css("tbody tr")
    }


def test_what_many_ask_about_rises_with_its_numbers(site: FlaskClient) -> None:
    html = page(site, "/rising")
    assert "tabled from 22 June 2024 to 28 June 2024 with those tabled from 15 June 2024 to 21 June 2024" in text_of(
        html, "main"
    )
    assert rows(html)["lanterns"][:3] == ["14", "1", "4"]
    assert rows(html)["Lanterns"][:3] == ["14", "0", "4"]
    assert "pensions" not in rows(html)


def test_each_number_opens_as_many_results(site: FlaskClient, lantern_engine: MemoryEngine) -> None:
    html = page(site, "/rising?window=month")
    links = html.css("td.number a")
    assert len(links) >= 4
    for node in links:
        request = url_params.read(parse_qsl(urlsplit(node.attributes["href"] or "").query))
        assert relevance_policy.search(lantern_engine, request).page.total == int(node.text().split()[0].replace(",", ""))


def test_each_has_its_trend_and_its_feed(site: FlaskClient) -> None:
    links = links_of(page(site, "/rising"))
    assert links["lanterns over time"] == "/trends?q=lanterns"
    assert links["Lanterns over time"] == "/trends?heading=Lanterns"
    for name in ("lanterns", "Lanterns"):
        entries = etree.fromstring(site.get(links[f"Feed of new questions: {name}"]).data).findall(
            "{http://www.w3.org/2005/Atom}entry"
        )
        assert len(entries) >= 14


def test_four_weeks_are_compared_with_the_four_before(site: FlaskClient) -> None:
    html = page(site, "/rising?window=month")
    assert "from 1 June 2024 to 28 June 2024 with those tabled from 4 May 2024 to 31 May 2024" in text_of(html, "main")
    assert rows(html)["lanterns"][:3] == ["15", "0", "5"]


def test_months_that_are_not_whole_are_named(site: FlaskClient) -> None:
    note = text_of(page(site, "/rising"), ".note")
    assert note.startswith("Not complete in our data: June 2024.")
    assert "May 2024" in text_of(page(site, "/rising?window=month"), ".note")


def test_days_to_come_are_not_the_last_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "british_today", lambda: LAST)
    site = create_app(
        MemoryEngine([*records(), record(9_000, -400, "a slip of the source.", "Member 1")]), Assets.find()
    ).test_client()
    assert "to 28 June 2024 with" in text_of(page(site, "/rising"), "main")


def test_a_new_build_is_counted_again() -> None:
    site = create_app(MemoryEngine(records()), Assets.find()).test_client()
    smaller_site = create_app(MemoryEngine(records()[:560]), Assets.find()).test_client()
    assert "lanterns" in rows(page(site, "/rising"))
    assert "lanterns" not in rows(page(smaller_site, "/rising"))


def test_too_few_questions_to_compare_are_reported(get: Get) -> None:
    assert "There are too few different questions with a heading to compare: " in text_of(get("/rising"), "main")


def test_an_index_without_dates_has_a_page() -> None:
    site = create_app(MemoryEngine(), Assets.find()).test_client()
    assert "No questions have a date tabled." in text_of(page(site, "/rising"), "main")
    assert site.get("/rising.json").get_json()["first_day"] is None


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("window=year", "Set window to week or month, not “year”."),
        ("q=x", "This page has no parameter called “q”."),
    ],
)
def test_what_cannot_be_read_is_a_clear_sentence(site: FlaskClient, query: str, message: str) -> None:
    response = site.get(f"/rising?{query}")
    assert response.status_code == 400
    assert message in response.text
    assert site.get(f"/rising.json?{query}").status_code == 400


def test_the_json_has_the_numbers_of_the_page(site: FlaskClient) -> None:
    document = site.get("/rising.json").get_json()
    lanterns = next(entry for entry in document["words"] if entry["text"] == "lanterns")
    assert (lanterns["records_now"], lanterns["records_before"], lanterns["askers"]) == (14, 1, 4)
    assert lanterns["log_likelihood"] > 10.83
    assert document["not_whole"] == ["2024-06"]
    assert site.get(lanterns["search"]).get_json()["total"] == 14


def test_hostile_words_and_headings_are_text() -> None:
    hostile = [
        record(
            7_000 + number,
            number % 7,
            f"what <b>lanterns</b> there are in {PLACES[number]}.",
            f"Asker {number}",
            "<b>Oil</b> & co",
        )
        for number in range(14)
    ]
    html = page(create_app(MemoryEngine([*records(), *hostile]), Assets.find()).test_client(), "/rising")
    assert html.css("main b") == []
    assert "<b>Oil</b> & co" in rows(html)
