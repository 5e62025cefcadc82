"""The coverage page: every number is the total of the search it links to, and the numbers add up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import WITHOUT_ANSWER, Answer, Person, Question
from search.text.dates import long_date
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
    found = numbers(get("/coverage"))
    years = Counter((str(q.tabled_on.year) if q.tabled_on else "No day given", q.house) for q in RECORDS)
    assert found.keys() == {year for year, _ in years}
    assert list(found) == sorted(found, key=lambda year: year if year.isdigit() else "", reverse=True)
    waiting = Counter(
        str(q.tabled_on.year) if q.tabled_on else "No day given" for q in RECORDS if q.state in (*WITHOUT_ANSWER, "holding")
    )
    for year, row in found.items():
        commons, lords = years[(year, "Commons")], years[(year, "Lords")]
        assert row == [commons, lords, commons + lords, waiting[year]]
    assert sum(row[2] for row in found.values()) == len(RECORDS)


def test_every_number_is_the_total_of_the_search_it_links_to(get: Get) -> None:
    page = get("/coverage")
    followed = 0
    for node in page.css("main td a, main li a"):
        words = node.text().split()
        count = words[0] if node.parent and node.parent.tag == "td" else words[-1].strip("()")
        assert text_of(get(node.attributes["href"] or ""), "h1").startswith(f"{count} question"), node.text()
        followed += 1
    assert followed > 20


def test_each_house_has_its_first_and_last_day(get: Get) -> None:
    lords = get("/coverage").css("[aria-labelledby=houses] tbody tr")[1]
    _, first, last, newest = (cell.text().strip() for cell in lords.css("td"))
    held = [question for question in RECORDS if question.house == "Lords"]
    tabled = [question.tabled_on for question in held if question.tabled_on]
    answered = [question.answer.answered_on for question in held if question.answer and question.answer.answered_on]
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
        "Holding": {"answer": Answer(answered_on=date(2024, 1, 2), answered_by=Person("Minister"), is_holding=True)},
        "UIN": {"uin": ""},
        "heading": {"heading": ""},
        "day it was tabled": {"tabled_on": None},
        "answering body": {"answering_body": type(whole.answering_body)("")},
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
        found = {each["description"]: each for each in client.get("/coverage.json").get_json()["missing"]}
        assert found[words]["count"] == 1, words
        assert [hit["record"]["id"] for hit in client.get(found[words]["search"]).get_json()["hits"]] == ["lacks"]
        assert sum(each["count"] for each in found.values()) == 1, words


def test_the_page_has_the_day_of_the_update_and_the_licence(get: Get, client: FlaskClient) -> None:
    page = get("/coverage")
    assert f"{client.get('/search.json').get_json()['total']} written questions, last updated on" in text_of(page, "main p")
    assert [node.attributes["href"] for node in page.css("main a") if node.text() == licence.NAME] == [licence.ADDRESS]
    said = client.get("/coverage.json").get_json()
    assert (said["licence"], said["terms"]) == (licence.ATTRIBUTION, licence.ADDRESS)
    assert said["houses"][0]["records"] + said["houses"][1]["records"] == said["index"]["records"]


@pytest.mark.parametrize("address", ["/", "/search", "/questions/2001", "/help"])
def test_every_page_links_to_the_coverage(get: Get, address: str) -> None:
    assert "/coverage" in [node.attributes["href"] for node in get(address).css("footer a")]


def test_an_empty_index_has_a_coverage_page() -> None:
    client = create_app(MemoryEngine(), Assets.find()).test_client()
    assert "0 written questions" in client.get("/coverage").text
    assert client.get("/coverage.json").get_json()["years"] == []


def test_records_with_a_cut_text_can_be_searched_for() -> None:
    values = FIELDS["cut"].values
    assert values(Question("1", "Lords", "x", is_cut=True)) == ("yes",)
    assert values(Question("1", "Lords", "x", answer=Answer(is_cut=True))) == ("yes",)
    assert values(Question("1", "Lords", "x", answer=Answer())) == ("no",)
