"""The coverage page: every number is the total of the search it links to, and the numbers add up."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.derived import Citation, Derived
from search.model.fields import FIELDS
from search.model.question import WITHOUT_ANSWER, Answer, Person, Question
from search.results.types import SourceCounts
from search.text.dates import long_date
from tests.coverage.month_records import month_records
from tests.invented import questions
from tests.web.conftest import BY_HAND, Get, Page, element_of, text_of
from web import Assets, create_app
from web.queries.coverage import MISSING
from web.site import licence

RECORDS = [*questions(40), *BY_HAND]


def numbers(page: Page) -> dict[str, list[int]]:
    rows = page.css("[aria-labelledby=years] tbody tr")
    return {
        element_of(row, "th").text().strip(): [int(cell.text().split()[0].replace(",", "")) for cell in row.css("td")]
        for row in rows
    }


def test_each_year_counts_what_was_tabled_in_it(get: Get) -> None:
    rows = numbers(get("/coverage"))
    years = Counter((str(q.tabled_on.year) if q.tabled_on else "No date tabled", q.house) for q in RECORDS)
    assert rows.keys() == {year for year, _ in years}
    assert list(rows) == sorted(rows, key=lambda year: year if year.isdigit() else "", reverse=True)
    waiting = Counter(
        str(q.tabled_on.year) if q.tabled_on else "No date tabled" for q in RECORDS if q.state in (*WITHOUT_ANSWER, "holding")
    )
    for year, row in rows.items():
        commons, lords = years[(year, "Commons")], years[(year, "Lords")]
        assert row == [commons, lords, commons + lords, waiting[year]]
    assert sum(row[2] for row in rows.values()) == len(RECORDS)


def test_every_number_is_the_total_of_the_search_it_links_to(get: Get) -> None:
    page = get("/coverage")
    followed = 0
    for node in page.css("main td a, main li a"):
        words = node.text().split()
        count = words[0] if node.parent and node.parent.tag == "td" else words[-1].strip("()")
        assert text_of(get(node.attributes["href"] or ""), "h1").startswith(f"{count} result"), node.text()
        followed += 1
    assert followed > 20


def test_each_house_has_its_first_and_last_day(get: Get) -> None:
    lords = get("/coverage").css("[aria-labelledby=houses] tbody tr")[1]
    _, first, last, newest = (cell.text().strip() for cell in lords.css("td"))
    lords_questions = [question for question in RECORDS if question.house == "Lords"]
    tabled = [question.tabled_on for question in lords_questions if question.tabled_on]
    answered = [question.answer.answered_on for question in lords_questions if question.answer and question.answer.answered_on]
    assert (first, last, newest) == tuple(map(long_date, (min(tabled), max(tabled), max(answered))))


def test_each_search_for_missing_data_finds_only_the_records_that_lack_it() -> None:
    person, answer = (
        Person("Alys Fenwick", 3),
        Answer(text="Yes.", answered_on=date(2024, 1, 2), answered_by=Person("Minister")),
    )
    whole = Question("whole", "Lords", "x", "HL1", date(2024, 1, 1), None, person, BY_HAND[0].answering_body, "Heading", answer)
    lacking: dict[str, dict[str, Any]] = {
        "cut": {"is_cut": True},
        "No answer": {"answer": None},
        "Unanswered": {"answer": None, "due_on": date(2024, 1, 9), "fetched_on": date(2024, 2, 1)},
        "Holding": {"answer": Answer(answered_on=date(2024, 1, 2), answered_by=Person("Minister"), is_holding=True)},
        "UIN": {"uin": ""},
        "heading": {"heading": ""},
        "day it was tabled": {"tabled_on": None},
        "answering body": {"answering_body": type(whole.answering_body)("")},
        "Refers not here": {"derived": Derived((Citation("7", outcome="not-held"),))},
        "Refers uncertain": {"derived": Derived((Citation("7", outcome="uncertain"),))},
        "Refers by day": {"derived": Derived((Citation(outcome="no-number"),))},
        "Refers by column": {"derived": Derived((Citation(outcome="column"),))},
        "Asker not": {"asked_by": Person()},
        "Asker known": {"asked_by": Person(member_id=4)},
        "whom": {"answer": Answer(answered_on=date(2024, 1, 2))},
        "minister known": {"answer": Answer(answered_on=date(2024, 1, 2), answered_by=Person(member_id=4))},
        "day is not": {"answer": Answer(answered_by=Person("Minister"))},
    }
    assert len(lacking) == len(MISSING)
    for (_, changed), words in zip(lacking.items(), MISSING, strict=True):
        lacks = Question(**{name: getattr(whole, name) for name in Question.__struct_fields__} | {"id": "lacks"} | changed)
        client = create_app(MemoryEngine([whole, lacks]), Assets.find()).test_client()
        searches = {search["description"]: search for search in client.get("/coverage.json").get_json()["missing"]}
        assert searches[words]["count"] == 1, words
        assert [hit["record"]["id"] for hit in client.get(searches[words]["search"]).get_json()["hits"]] == ["lacks"]
        assert sum(search["count"] for search in searches.values()) == 1, words


def test_the_page_has_the_day_of_the_newest_answer_and_the_licence(get: Get, client: FlaskClient) -> None:
    page = get("/coverage")
    newest = max(day for q in RECORDS if q.answer for day in (q.answer.answered_on, q.answer.corrected_on) if day)
    total = client.get("/search.json").get_json()["total"]
    assert text_of(page, "main p").startswith(f"{total} written questions. Newest answer: {long_date(newest)}.")
    assert long_date(datetime.now(UTC).date()) not in (page.html or "")
    assert [node.attributes["href"] for node in page.css("main a") if node.text() == licence.NAME] == [licence.ADDRESS]
    coverage = client.get("/coverage.json").get_json()
    assert (coverage["licence"], coverage["terms"]) == (licence.ATTRIBUTION, licence.ADDRESS)
    assert coverage["houses"][0]["records"] + coverage["houses"][1]["records"] == coverage["index"]["records"]


@pytest.mark.parametrize("address", ["/", "/search", "/questions/2001", "/help"])
def test_every_page_links_to_the_coverage(get: Get, address: str) -> None:
    assert "/coverage" in [node.attributes["href"] for node in get(address).css("footer a")]


def month_numbers(page: Page, house: str) -> dict[str, str]:
    """What the cell of each month says: its number, its sign and its verdict in words."""
    cells = {}
    for row in page.css(f"[aria-labelledby=months-{house}] tbody tr"):
        for number, cell in enumerate(row.css("td"), 1):
            if words := " ".join(cell.text().split()):
                cells[f"{element_of(row, 'th').text().strip()}-{number:02}"] = words
    return cells


def test_each_month_has_its_number_and_its_verdict_in_words() -> None:
    records = [*month_records("2024-02"), *month_records("2024-04", first_number=5_200, change=without_numbers)]
    site = create_app(MemoryEngine([*records, *month_records("2024-05", 60, house="Lords")]), Assets.find()).test_client()
    page = LexborHTMLParser(site.get("/coverage").text)
    cells = month_numbers(page, "commons")
    assert list(cells) == ["2024-02", "2024-03", "2024-04", "2024-05"]
    assert cells["2024-02"] == "60 Commons questions tabled in February 2024 ● complete"
    assert (cells["2024-03"], cells["2024-05"]) == ("○ no questions", "○ no questions")
    assert cells["2024-04"].endswith("◐ not complete: many questions have no number (UIN)")
    assert "We have no Commons questions tabled in March 2024; May 2024." in (page.html or "")
    assert "1 of 4 months is complete: February 2024 (100% of question numbers)." in (page.html or "")
    assert "Lords questions tabled in:" not in (page.html or "")


def without_numbers(question: Question, _place: int) -> Question:
    return replace(question, uin="")


def test_years_without_questions_are_one_row() -> None:
    records = [*month_records("2019-11"), *month_records("2024-02", first_number=9_000)]
    page = LexborHTMLParser(create_app(MemoryEngine(records), Assets.find()).test_client().get("/coverage").text)
    rows = page.css("[aria-labelledby=months-commons] tbody tr")
    assert [element_of(row, "th").text() for row in rows] == ["2024", "2020 to 2023", "2019"]
    assert text_of(rows[1], "td") == "○ no questions"


def test_the_months_are_data_too(client: FlaskClient) -> None:
    houses = client.get("/coverage.json").get_json()["houses"]
    rows = list(csv.DictReader(client.get("/coverage.csv").text.splitlines()))
    assert [(row["house"], row["month"], int(row["tabled"]), row["verdict"]) for row in rows] == [
        (house["house"], month["month"], month["tabled"], month["verdict"]) for house in houses for month in house["months"]
    ]
    for house in houses:
        assert sum(month["tabled"] for month in house["months"]) + house["undated"] == house["records"]
        for month in house["months"]:
            parts = ("answered", "holding", "withdrawn", "unanswered", "not_collected")
            assert sum(month[part] for part in parts) == month["tabled"]
            assert (month["verdict"] == "none") == (month["tabled"] == 0)
            in_gap = any(gap["first"] <= month["month"] <= gap["last"] for gap in house["gaps"])
            assert in_gap == (month["verdict"] == "none")


def test_what_could_not_be_read_is_counted() -> None:
    def left_out(**counts: int) -> str:
        engine = MemoryEngine()
        engine.rebuild(BY_HAND, source_counts=SourceCounts(**counts))
        site = create_app(engine, Assets.find()).test_client()
        data = site.get("/coverage.json").get_json()["left_out"]
        assert data == {"rejected": 0, "warned": 0, "uncounted": 0} | counts
        return site.get("/coverage").text

    page = left_out(rejected=1204, warned=1, uncounted=2)
    assert "1,204 records could not be read. They are missing." in page
    assert "1 record lacks a detail that could not be read." in page
    assert "2 files were damaged. We do not know how many records they lost." in page
    assert "We could read every record." in left_out()


class UpdatedOften(MemoryEngine):
    """An engine that gets another record whenever a page turns to it."""

    def snapshot(self) -> MemoryEngine:
        number = self.info().records
        pinned = super().snapshot()
        self.update([replace(BY_HAND[2], id=f"more-{number}")])
        return pinned


@pytest.mark.parametrize("address", ["/coverage.json", "/index.json", "/search.json", "/search/values/house.json"])
def test_the_numbers_of_one_answer_are_of_one_build(address: str) -> None:
    document = create_app(UpdatedOften(BY_HAND), Assets.find()).test_client().get(address).get_json()
    records = document["index"]["records"]
    if address == "/coverage.json":
        assert sum(year["commons"] + year["lords"] for year in document["years"]) == records
        assert sum(house["records"] for house in document["houses"]) == records
    elif address == "/index.json":
        assert sum(body["count"] for body in document["bodies"]) == records - 1  # one has no answering body
    elif "facet" in document:
        assert sum(bucket["count"] for bucket in document["facet"]["buckets"]) == records
    else:
        (house,) = (facet for facet in document["facets"] if facet["field"] == "house")
        assert document["total"] <= records == sum(bucket["count"] for bucket in house["buckets"])


def test_an_empty_index_has_a_coverage_page() -> None:
    client = create_app(MemoryEngine(), Assets.find()).test_client()
    assert "0 written questions" in client.get("/coverage").text
    assert client.get("/coverage.json").get_json()["years"] == []


def test_records_with_a_cut_text_can_be_searched_for() -> None:
    values = FIELDS["cut"].values
    assert values(Question("1", "Lords", "x", is_cut=True)) == ("yes",)
    assert values(Question("1", "Lords", "x", answer=Answer(is_cut=True))) == ("yes",)
    assert values(Question("1", "Lords", "x", answer=Answer())) == ("no",)
