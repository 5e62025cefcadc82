"""The pages of members and of bodies: every number opens what it counts, and no share is given of months that are not whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Person, Question
from tests.web.conftest import Get, links_of, text_of
from web import Assets, create_app

QUILL, ORRIN, VANCE = Person("Bea Quill", 5, "Elmbury", "Harbour"), Person("Tam Orrin", 7), Person("Ivo Vance", 8)
HEALTH, OLD_HEALTH, TIDES = "Department of Health and Social Care", "Department of Health", "Office of Tides"


def question(number: int, tabled: date, asker: Person, body: str, heading: str, *, is_answered: bool = True) -> Question:
    return Question(
        str(number),
        "Commons",
        "To ask how many.",
        uin=str(number),
        tabled_on=tabled,
        due_on=tabled + timedelta(days=5),
        asked_by=asker,
        answering_body=AnsweringBody(body),
        heading=heading,
        answer=Answer(text="Some.", answered_on=tabled, answered_by=VANCE) if is_answered else None,
    )


def months(is_whole: bool) -> Iterator[Question]:
    """Three months of 40 questions: two in three by Bea Quill. The last month has no answers, unless ``is_whole``."""
    for number in range(120):
        tabled = date(2024, 1 + number // 40, 1 + number % 40 * 27 // 39)
        asker = ORRIN if number % 3 == 2 else QUILL
        body = (TIDES, HEALTH, OLD_HEALTH, TIDES)[number % 4]
        yield question(number + 1, tabled, asker, body, f"Buoys {number % 5}", is_answered=is_whole or number < 80)


@pytest.fixture(scope="module")
def site() -> FlaskClient:
    """Two whole months, and one that is not."""
    return create_app(MemoryEngine(list(months(False))), Assets.find()).test_client()


def page_of(client: FlaskClient, address: str) -> LexborHTMLParser:
    response = client.get(address)
    assert response.status_code == 200, address
    return LexborHTMLParser(response.text)


def total_of(client: FlaskClient, address: str) -> int:
    path, _, query = address.partition("?")
    return int(client.get(f"{path}.json?{query}").get_json()["total"])


def counted_links(page: LexborHTMLParser) -> list[tuple[int, str]]:
    """The numbers of the page that are links to searches."""
    nodes = page.css('.figure-table td a[href^="/search?"], .chart-table td a, .figures-answered a')
    return [(int(node.text().split()[0].replace(",", "")), node.attributes["href"] or "") for node in nodes]


@pytest.mark.parametrize(
    "address", ["/people/5", "/people/7", "/people/8", "/bodies/office-of-tides", "/bodies/health-all-names"]
)
def test_every_number_opens_as_many_questions(site: FlaskClient, address: str) -> None:
    links = counted_links(page_of(site, address))
    assert len(links) > 8
    for number, search in links:
        assert total_of(site, search) == number, search


@pytest.mark.parametrize("address", ["/people/90", "/people/90?role=asked", "/people/13", "/people/12",
                                     "/bodies/office-of-lanterns"])  # fmt: skip
def test_numbers_of_a_name_with_and_without_a_member_number_are_right(client: FlaskClient, address: str) -> None:
    for number, search in counted_links(page_of(client, address)):
        assert total_of(client, search) == number, search


def test_a_share_is_of_whole_months_alone(site: FlaskClient) -> None:
    page = page_of(site, "/people/5")
    assert "complete months of the Commons: January 2024 to February 2024." in text_of(page, ".figures-rates")
    assert "54 questions tabled in complete months that were not withdrawn." in text_of(page, ".figures-answered")
    assert "JSON Lines of questions" in text_of(page, "main")
    figures = site.get("/people/5.json").get_json()["figures"]
    assert figures["whole_months"] == ["2024-01", "2024-02"]
    answered = figures["share_answered"]
    assert (answered["in_whole_months"]["count"], answered["of"]["count"], answered["share"]) == (54, 54, 1.0)
    assert figures["total"]["count"] == 80
    (bodies,) = [table for table in figures["tables"] if table["table"] == "body"]
    assert sum(row["all"]["count"] for row in bodies["rows"]) == 80
    assert sum(row["in_whole_months"]["count"] for row in bodies["rows"]) == 54
    assert sum(row["share"] for row in bodies["rows"]) == pytest.approx(1, abs=1e-5)


def test_without_a_whole_month_there_are_no_shares_and_no_rankings() -> None:
    questions = [item for item in months(False) if item.tabled_on and item.tabled_on.month == 3]
    site = create_app(MemoryEngine(questions), Assets.find()).test_client()
    for address in ("/people/5", "/bodies/office-of-tides"):
        page = page_of(site, address)
        assert "We give no shares or rankings" in text_of(page, ".figures-rates")
        assert "%" not in text_of(page, "main")
        assert not page.css("#askers-heading")
        figures = site.get(f"{address}.json").get_json()["figures"]
        assert (figures["whole_months"], figures["share_answered"]) == ([], None)
        assert all(row["share"] is None for table in figures["tables"] for row in table["rows"])


def test_who_asks_most_has_number_and_share(site: FlaskClient) -> None:
    figures = site.get("/bodies/office-of-tides.json").get_json()["figures"]
    (askers,) = [table for table in figures["tables"] if table["table"] == "asked"]
    rows = {row["value"]: (row["in_whole_months"]["count"], row["of"]["count"]) for row in askers["rows"]}
    assert set(rows) == {"Bea Quill", "Tam Orrin"}
    assert [row["value"] for row in askers["rows"]] == ["Bea Quill", "Tam Orrin"]
    assert sum(count for count, _ in rows.values()) == 40
    assert (rows["Bea Quill"][1], rows["Tam Orrin"][1]) == (54, 26)


def test_the_nearest_asker_is_another_member_under_the_same_headings(site: FlaskClient) -> None:
    page = page_of(site, "/people/5")
    links = links_of(page, '[aria-labelledby="askers-heading"] th a')
    assert links == {"Tam Orrin": "/people/7"}


def test_a_constituency_and_a_party_have_the_days_of_their_questions(site: FlaskClient) -> None:
    facts = text_of(page_of(site, "/people/5"), ".person-facts")
    assert "Elmbury in questions tabled 1 January 2024 to 27 March 2024" in facts
    assert "Harbour in questions tabled 1 January 2024" in facts
    assert "Constituency" not in text_of(page_of(site, "/people/7"), ".person-facts")


def test_months_that_are_not_whole_are_hatched_and_named(site: FlaskClient) -> None:
    rows = [" ".join(node.text().split()) for node in page_of(site, "/people/5").css(".chart-table tbody tr")]
    assert len(rows) == 3
    assert "not complete" in rows[2]
    assert "not complete" not in rows[0]


def test_a_minister_has_a_page_of_answers_and_of_questions(get: Get, client: FlaskClient) -> None:
    tabs = links_of(get("/people/13"), ".tabs a")
    assert len(tabs) == 2
    for text, address in tabs.items():
        number = int(text.split()[1])
        assert (
            client.get(f"{address.partition('?')[0]}.json?{address.partition('?')[2]}").get_json()["figures"]["total"]["count"]
            == number
        )


def test_a_member_without_a_number_is_found_by_every_form_of_the_name() -> None:
    people = [Person("Lord Quill of Elm"), Person("Quill of Elm, L."), Person("Tam Orrin"), Person("Mr Tam Orrin", 7)]
    questions = [question(number, date(2024, 1, 2), person, TIDES, "") for number, person in enumerate(people, 1)]
    site = create_app(MemoryEngine(questions), Assets.find()).test_client()
    page = page_of(site, "/people/name-lord-quillelm")
    assert set(links_of(page, ".person-facts dd a")) >= {
        f"{name} (1) questions asked under this name" for name in ("Lord Quill of Elm", "Quill of Elm, L.")
    }
    for by_name in ("/people/name-tamorrin", "/people/7"):
        assert 'rel="canonical" href="/people/7"' in site.get(by_name).text
        assert site.get(f"{by_name}.json").get_json()["member"]["asked"] == 2
    for number in (1, 2):
        assert "/people/name-lord-quillelm" in links_of(page_of(site, f"/questions/{number}")).values()


def test_names_lead_to_their_pages_from_results_records_and_the_box(get: Get) -> None:
    places = {
        "/search?q=lantern+harbours&house=Lords": ".hit .about",
        "/questions/1285393": "main .named",
        "/": ".brief .named",
    }
    for address, place in places.items():
        links = links_of(get(address), place if place.endswith("named") else f"{place} a")
        assert links
        for target in set(links.values()):
            get(target)
    named = links_of(get("/questions/1285393"), ".named")
    assert (named["Baroness Fenwick"], named["Office of Lanterns"]) == ("/people/4197", "/bodies/office-of-lanterns")
    assert links_of(get("/search?q=Hamish+MacAndie"), ".people a")["Hamish MacAndie"] == "/people/13"


def test_a_renamed_department_is_one_page_with_the_dates_of_its_names(site: FlaskClient) -> None:
    page = page_of(site, "/bodies/health-all-names")
    rows = [" ".join(node.text().split()) for node in page.css('[aria-labelledby="names"] tbody tr')]
    assert len(rows) == 2
    assert any(row.startswith(f"{OLD_HEALTH}30") and "replaced by" in row and "8 January 2018" in row for row in rows)
    assert "60 questions" in text_of(page, ".figures-all")
    own = page_of(site, "/bodies/department-of-health")
    assert "30 questions" in text_of(own, ".figures-all")
    assert "/bodies/health-all-names" in links_of(own, ".summary a").values()


def test_csv_has_the_numbers_of_the_page_and_no_formula() -> None:
    questions = [question(1, date(2024, 1, 2), QUILL, TIDES, "=1+1")]
    site = create_app(MemoryEngine(questions), Assets.find()).test_client()
    for address in ("/people/5.csv", "/bodies/office-of-tides.csv"):
        response = site.get(address)
        assert response.mimetype == "text/csv"
        rows = list(csv.DictReader(io.StringIO(response.text)))
        assert [(row["table"], row["value"], row["count"]) for row in rows if row["table"] == "heading"] == [
            ("heading", "'=1+1", "1")
        ]
        assert rows[0]["value"] == "2024-01"


def test_members_are_listed_by_letter_and_found_by_a_part_of_a_name(site: FlaskClient) -> None:
    assert list(links_of(page_of(site, "/people?letter=q"), ".people-list > li > a").values()) == ["/people/5"]
    assert "/people/7" in links_of(page_of(site, "/people?find=orr"), ".people-list a").values()
    assert not page_of(site, "/people?find=zebra").css(".people-list")
    assert [row["key"] for row in site.get("/people.json?letter=q").get_json()["members"]] == ["5"]


def test_trackers_are_ignored_and_other_parameters_refused(site: FlaskClient) -> None:
    assert site.get("/people/5?utm_source=x").status_code == 200
    for address in ("/people/5?q=x", "/people/5?role=x", "/people?letter=xx", f"/people?find={'x' * 101}", "/bodies?x=1"):
        assert site.get(address).status_code == 400, address
    for address in ("/people/none", "/people/999", "/bodies/none", "/people/999.json", "/bodies/none.csv"):
        assert site.get(address).status_code == 404, address
