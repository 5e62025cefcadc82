"""People, bodies and states typed in the search box, as the pages and the JSON show them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from search.engines.memory import MemoryEngine
from search.model.question import AnsweringBody, Person, Question
from tests.web.conftest import Get, Page, links_of, text_of
from web import Assets, create_app

WITHOUT = "state=unanswered&state=not-collected&state=no-answer"


def test_notes_name_the_member_and_lead_to_the_questions(get: Get) -> None:
    page = get("/search?q=Hamish+MacAndie")
    assert "Showing questions asked or answered by Hamish MacAndie, newest first." in text_of(page, ".people")
    links = links_of(page, ".people a")
    assert links.pop("Hamish MacAndie") == "/people/13"
    assert links.pop("Search for the words instead")
    for text, address in links.items():
        assert text_of(get(address), "h1").startswith(f"{text.split()[1]} result")
    assert {text.split()[0] for text in links} == {"Asked", "Answered"}


def test_the_way_out_searches_for_the_words_and_leads_back(get: Get) -> None:
    way_out = links_of(get("/search?q=Hamish+MacAndie"), ".people a")["Search for the words instead"]
    assert way_out == "/search?q=Hamish+MacAndie&people=no"
    page = get(way_out)
    assert not page.css(".people")
    assert links_of(page, ".query-notes .reading a")["Look for members"] == "/search?q=Hamish+MacAndie"


def test_words_beside_a_name_are_searched_within_the_member_s_questions(get: Get, client: FlaskClient) -> None:
    results = client.get("/search.json?q=bridges+Hamish+MacAndie&per=100").get_json()
    assert results["query"]["names_members"]
    assert results["total"] > 0
    for hit in results["hits"]:
        answerer = (hit["record"]["answer"] or {"answered_by": {"name": ""}})["answered_by"]["name"]
        assert "Hamish MacAndie" in (hit["record"]["asked_by"]["name"], answerer)
    assert "for bridges" in text_of(get("/search?q=bridges+Hamish+MacAndie"), ".people")


def test_members_of_one_name_are_both_offered(get: Get, client: FlaskClient) -> None:
    people = client.get("/search.json?q=tobias+okonjo-reed").get_json()["people"]
    assert sorted(person["member_id"] for person in people) == [12, 90]
    page = get("/search?q=tobias+okonjo-reed")
    assert [row.text().split(",")[0] for row in page.css(".people:has(a)")] == ["Tobias Okonjo-Reed"] * 2
    assert "These results are for the words" in text_of(page, ".people")
    for person in people:
        for address in person["searches"]:
            assert client.get(address).get_json()["total"] in (person["asked"], person["answered"])


def test_people_are_best_first_with_their_counts(client: FlaskClient) -> None:
    (person,) = client.get("/search.json?q=Mr+Hamish+Macandie").get_json()["people"]
    assert (person["name"], person["member_id"]) == ("Hamish MacAndie", 13)
    totals = tuple(client.get(f"/search.json?{field}=13").get_json()["total"] for field in ("asked-id", "answered-id"))
    assert (person["asked"], person["answered"]) == totals


def test_no_member_is_named_by_ordinary_words(client: FlaskClient) -> None:
    for text in ("lantern", "bridges and floods", "harbour beacon", "macandie"):
        results = client.get("/search.json", query_string={"q": text}).get_json()
        assert (results["people"], results["query"]["names_members"]) == ([], False)


def test_bodies_and_states_are_offered_as_filters_and_not_applied(client: FlaskClient, get: Get) -> None:
    results = client.get("/search.json?q=department+for+bridges+unanswered").get_json()
    assert results["filters"] == []
    assert {offer["label"]: offer["search"] for offer in results["filter_offers"]} == {
        "Filter by Department for Bridges": "/search.json?q=unanswered&body=Department+for+Bridges",
        "Filter by no answer here": f"/search.json?q=department+for+bridges&{WITHOUT}",
    }
    links = links_of(get("/search?q=department+for+bridges+unanswered"), ".query-notes .reading a")
    assert list(links) == ["Filter by Department for Bridges", "Filter by no answer here"]
    filtered_page = get(links["Filter by Department for Bridges"])
    assert list(links_of(filtered_page, ".query-notes .reading a")) == ["Filter by no answer here"]


def test_a_renamed_department_is_offered_under_all_its_names(client: FlaskClient) -> None:
    offers = client.get("/search.json?q=wards+DHSC").get_json()["filter_offers"]
    assert [offer["label"] for offer in offers] == [
        "Filter by Department of Health and Social Care",
        "Filter by Health (all names)",
    ]
    assert [client.get(offer["search"]).get_json()["total"] for offer in offers] == [1, 2]
    assert client.get('/search.json?q=body-family:"health (all names)"').get_json()["total"] == 2
    assert client.get("/search.json?q=health").get_json()["filter_offers"] == []


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        (
            "lantern 2024",
            {"Filter by date tabled in 2024": "/search.json?q=lantern&tabled-from=2024-01-01&tabled-to=2024-12-31"},
        ),
        (
            "answered since 5 March 2024",
            {"Filter by date answered from 5 March 2024": "/search.json?answered-on-from=2024-03-05"},
        ),
        ("lantern 1850", {}),
        ("UIN 1000, tabled on 5 March 2024", {}),
        ('lantern "5 March 2024" OR beacon', {}),
        ("tabled:2024 lantern", {}),
        ("tabled:March 2024 lantern", {}),
    ],
)
def test_days_are_offered_as_a_filter(client: FlaskClient, text: str, offers: dict[str, str]) -> None:
    results = client.get("/search.json", query_string={"q": text}).get_json()
    assert {offer["label"]: offer["search"] for offer in results["filter_offers"]} == offers


def test_a_filter_by_days_in_use_is_not_offered_again(client: FlaskClient) -> None:
    (offer,) = client.get("/search.json?q=lantern+2024").get_json()["filter_offers"]
    assert client.get(offer["search"] + "&q=lantern+2024").get_json()["filter_offers"] == []


def test_a_feed_and_a_file_have_the_member_s_questions(client: FlaskClient) -> None:
    total = client.get("/search.json?q=Hamish+MacAndie").get_json()["total"]
    assert len(client.get("/export.ndjson?q=Hamish+MacAndie").text.splitlines()) == total
    explicit = client.get("/search.atom", query_string={"q": 'asked:"Hamish MacAndie" OR answered:"Hamish MacAndie"'})
    assert client.get("/search.atom?q=Hamish+MacAndie").text.count("<entry>") == explicit.text.count("<entry>") > 0


def test_one_question_is_a_question() -> None:
    records = [Question(str(number), "Commons", "lanterns", asked_by=Person("Tam Orrin", 7)) for number in range(2)]
    one, two = (
        create_app(MemoryEngine(records[:count]), Assets.find()).test_client().get("/search?q=tam+orrin").text
        for count in (1, 2)
    )
    assert "Asked 1" in one
    assert (" question, Tam Orrin" in one, " questions, Tam Orrin" in one) == (True, False)
    assert " questions, Tam Orrin" in two


def test_values_are_found_on_the_server_among_all() -> None:
    questions = [
        Question(str(number), "Commons", "What?", asked_by=Person(f"Asker {number:04}"), answering_body=AnsweringBody("Office"))
        for number in range(400)
    ]
    questions += [Question("x", "Commons", "What?", asked_by=Person("Mr Tam Orrin", 7))]
    client = create_app(MemoryEngine(questions), Assets.find()).test_client()
    for typed, value in (
        ("asker 0399", "Asker 0399"),
        ("0398 ask", "Asker 0398"),
        ("Orrin, Tam", "Mr Tam Orrin"),
        ("T Orrin", "Mr Tam Orrin"),
    ):
        values = client.get("/search/values/asked.json", query_string={"find": typed}).get_json()
        assert [bucket["value"] for bucket in values["facet"]["buckets"]] == [value], typed
    assert len(client.get("/search/values/asked.json").get_json()["facet"]["buckets"]) == 300


def test_the_page_of_values_says_when_nobody_fits(get: Get, client: FlaskClient) -> None:
    page = get("/search/values/asked?find=zzz")
    assert text_of(page, ".summary").startswith("No member fits “zzz”.")
    long = client.get("/search/values/asked.json", query_string={"find": "z" * 5000})
    assert long.get_json()["find"] == "z" * 100


def test_a_seat_and_a_party_are_those_of_questions_not_of_today() -> None:
    asker = Person("Tam Orrin", 7, constituency="Ash", party="Harbour")
    client = create_app(MemoryEngine([Question("1", "Commons", "lanterns", asked_by=asker)]), Assets.find()).test_client()
    about = "Commons · sat for Ash as Harbour"
    assert about in text_of(Page(client.get("/search?q=Tam+Orrin").text), "main")
    assert about in text_of(Page(client.get("/people").text), ".people-list")


def test_where_a_name_has_more_members_than_are_listed_a_link_leads_to_the_others() -> None:
    first_names = ("Ann", "Ben", "Cy", "Dot", "Eve", "Flo")
    people = [Person(f"{name} Orrin", number) for number, name in enumerate(first_names)]
    records = [Question(f"{person.member_id}", "Commons", "wicks", asked_by=person) for person in people]
    client = create_app(MemoryEngine(records), Assets.find()).test_client()
    links = links_of(Page(client.get("/search?q=Orrin+MP").text), ".people a")
    others = Page(client.get(links["Find other members with this surname"]).text)
    assert len(others.css(".people-list > li")) == len(first_names)
    four = create_app(MemoryEngine(records[:4]), Assets.find()).test_client()
    assert "Find other members with this surname" not in four.get("/search?q=Orrin+MP").text
