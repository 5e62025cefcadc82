"""The same answer to several questions: linked on a record and collapsed in results. Questions answered together."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from search.engines.memory import MemoryEngine
from search.model.fields import FIELDS
from search.model.question import Answer, GroupedQuestion, Question
from search.results.descriptions import collapsed_sentence
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web import Assets, create_app
from web.site.wording import value_label

WICKS = (
    "In {} there were {} wicks in store. The department keeps a wick in every lantern of every harbour, replaces each wick "
    "when it is burnt down, and publishes how many it has used."
)


def answered_question(number: int, text: str, day: int, **particulars: object) -> Question:
    answer = Answer(text=text, html=f"<p>{text}</p>", answered_on=date(2024, 3, day))
    question = Question(
        f"30{number:02}", "Commons", f"Wick question {number}.", f"{number}", date(2024, 3, day), heading="Wicks"
    )
    return replace(question, answer=answer, **particulars)


RECORDS = (
    answered_question(1, WICKS.format("March 2021", 40), 1),
    answered_question(2, WICKS.format("May 2023", "1,200"), 2),
    answered_question(3, WICKS.format("June 2023", 7), 3),
    answered_question(4, "The wick has burnt down.", 4),
    answered_question(5, "No oil.", 5, grouped=(GroupedQuestion("6"),)),
    answered_question(6, "No oil.", 5, grouped=(GroupedQuestion("5"),)),
    Question("3007", "Commons", "Wick question without an answer.", heading="Wicks"),
)
KEY = FIELDS["same-answer"].values(RECORDS[0])[0]
ALIKE = f"/search?same-answer={KEY}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(MemoryEngine(RECORDS), Assets.find()).test_client()


@pytest.fixture(scope="module")
def get(client: FlaskClient) -> Get:
    def fetch(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, address
        return LexborHTMLParser(response.text)

    return fetch


def test_keys_have_words_in_place_of_them(get: Get) -> None:
    details = text_of(get("/questions/3001"), "main")
    assert KEY not in details
    assert value_label("wording", "516956ee191d569f") == "With the same words"


def test_a_record_links_to_the_other_questions_with_the_same_answer(get: Get) -> None:
    label = "Same answer given to 2 other questions apart from numbers and dates"
    assert links_of(get("/questions/3001"), ".same-answer a") == {label: ALIKE}
    page = get(ALIKE)
    assert text_of(page, "h1") == "3 results"
    assert [node.attributes["href"] for node in page.css(".hit-title a")] == [
        f"/questions/300{n}?same-answer={KEY}&at={4 - n}" for n in (3, 2, 1)
    ]


@pytest.mark.parametrize("id", ["3004", "3005", "3007"])
def test_a_unique_or_very_short_answer_has_no_such_link(get: Get, id: str) -> None:
    assert get(f"/questions/{id}").css(".same-answer") == []


def test_no_page_shows_a_collapse_key(get: Get) -> None:
    for address in ("/questions/3001", ALIKE, "/search?q=wick&collapse=same-answer"):
        assert KEY not in element_of(get(address), "main").text()


def test_results_are_collapsed_on_request(get: Get) -> None:
    page = get("/search?q=wick&sort=oldest")
    assert (len(page.css(".hit")), page.css(".collapse-note"), page.css("#collapse[checked]")) == (7, [], [])
    collapsed = get("/search?q=wick&sort=oldest&collapse=same-answer")
    assert text_of(collapsed, "h1") == "7 results"
    assert text_of(collapsed, ".collapse-note") == collapsed_sentence("same-answer", 5)
    assert len(collapsed.css(".hit")) == 5
    assert links_of(collapsed, "a.collapsed") == {
        "Same answer given to 2 other questions as Wicks, 1 of 1 March 2024": f"/search?q=wick&same-answer={KEY}&sort=oldest"
    }


def test_the_collapse_checkbox_names_and_keeps_its_field(get: Get) -> None:
    for name, label in (("same-answer", "Hide duplicate answers"), ("asked", "Group by “asked by”")):
        page = get(f"/search?q=wick&collapse={name}")
        assert text_of(page, "label[for=collapse]") == label
        box = element_of(page, "#collapse[checked]")
        assert (box.attributes["name"], box.attributes["value"], box.attributes["form"]) == ("collapse", name, "search")


def test_pages_records_and_files_stay_collapsed(client: FlaskClient, get: Get) -> None:
    page = get("/search?sort=oldest&per=10&collapse=same-answer")
    address = page.css(".hit-title a")[1].attributes["href"]
    assert address == "/questions/3004?sort=oldest&collapse=same-answer&per=10&at=2"
    assert "/questions/3001?" in links_of(get(address), ".trail a")["Previous result: Wicks, 1 of 1 March 2024"]
    assert len(client.get("/export.ndjson?collapse=same-answer").text.splitlines()) == 5
    assert len(client.get("/export.ndjson").text.splitlines()) == 7


def test_results_collapse_by_any_field_with_single_values(get: Get) -> None:
    page = get("/search?q=wick&sort=newest&collapse=answered-on")
    assert list(links_of(page, "a.collapsed").values()) == ["/search?q=wick&answered-on=2024-03-05&sort=newest"]
    assert "not by “uin”." in text_of(get("/search?collapse=uin", 400), ".problem-list li")


def test_similar_questions_answered_together_are_one_hit(
    client: FlaskClient, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.pipeline.more_like_this.MIN_SHARE", 0.001)
    links = links_of(get("/questions/3001/similar"), "a.collapsed")
    key = "Commons+2024-03-05+5"
    assert links == {"1 other question of the same group as Wicks, 5 of 5 March 2024": f"/search?answered-together={key}"}
    assert text_of(get(f"/search?answered-together={key}"), "h1") == "2 results"
    similar = client.get("/questions/3001/similar.json").get_json()
    assert (
        similar["total"],
        similar["collapsed_total"],
        [hit["collapsed_count"] for hit in similar["hits"] if hit["collapsed_count"]],
    ) == (6, 5, [1])


def test_the_json_is_collapsed_too(client: FlaskClient) -> None:
    collapsed = client.get("/search.json?q=wick&sort=oldest&collapse=same-answer").get_json()
    assert (collapsed["collapse_by"], collapsed["total"], collapsed["collapsed_total"], collapsed["pages"]) == (
        "same-answer",
        7,
        5,
        1,
    )
    assert [hit["collapsed_count"] for hit in collapsed["hits"]] == [2, 0, 0, 0, 0]
    plain = client.get("/search.json?q=wick").get_json()
    assert (plain["collapse_by"], plain["total"], plain["collapsed_total"]) == (None, 7, 7)
    same = client.get("/questions/3001.json").get_json()["same_answer"]
    assert same == {"others": 2, "search": f"/search.json?same-answer={KEY}"}
    assert client.get("/questions/3004.json").get_json()["same_answer"] is None
