"""The lists of a House, views, sessions and long pages: the shapes and parameters that public clients rely on."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from msgspec.structs import replace

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Person, Question
from search.model.sessions import SESSIONS, find_session
from web import Assets, create_app
from web.linked_data import lists
from web.linked_data.item_views import VIEWS
from web.site.options import SiteOptions

TABLED = {
    *("_about", "AnswerDate", "AnsweringBody", "dateTabled", "questionText"),
    *("tablingMember", "tablingMemberPrinted", "title", "uin"),
}
"""What an item of ``/commonswrittenquestions`` had (the models of a public .NET client)."""

VIEW_NAMES = (
    "Written Questions",  # eight Shiny apps and notebooks
    "AnsweredQuestions",  # an Elasticsearch loader, a Mongo loader
    "Commons Written Answers",  # a Flask app
    "Commons Written Questions",  # the names of the lists in Parliament's catalogue
    "Lords Written Questions",
    "Commons Answered Questions",
    "Answered Questions",
    "written questions",
    "WrittenQuestions",
)

ASKER, MINISTER, BODY = Person("Ivor Quill", 71), Person("Olwen Pryce", 72), AnsweringBody("Ministry of Tides", 12)


def question(number: int, tabled_on: date | None = date(2016, 2, 1), **changes: Any) -> Question:
    """A complete record: with a UIN, a day tabled, an asker, a body, and an answer with its day."""
    record = Question(
        id=str(number),
        house="Commons",
        text=f"To ask the Minister for Tides, how high the tide was at pier {number}.",
        uin=str(number),
        tabled_on=tabled_on,
        asked_by=ASKER,
        answering_body=BODY,
        answer=Answer(html="<p>High.</p>", text="High.", answered_on=date(2016, 2, 9), answered_by=MINISTER),
    )
    return replace(record, **changes)


INCOMPLETE = (
    question(901, uin=""),
    question(902, tabled_on=None),
    question(903, asked_by=Person(member_id=71)),
    question(904, answering_body=AnsweringBody("")),
    replace(question(905), id="commons-2016-02-09-5"),
)
WAITING = question(801, due_on=date(2016, 2, 4), answer=None)
DATELESS = question(802, due_on=date(2016, 2, 4), answer=Answer(html="<p>Low.</p>", text="Low."))
RECORDS = (*(question(number) for number in range(1, 8)), WAITING, DATELESS, *INCOMPLETE, question(20, house="Lords"))


def result(client: FlaskClient, address: str, **parameters: object) -> dict[str, Any]:
    response = client.get(address, query_string={"_pageSize": "500", **parameters})
    assert response.status_code == 200, response.text
    page: dict[str, Any] = response.get_json()["result"]
    return page


def numbers(page: dict[str, Any]) -> set[str]:
    return {item["_about"].rpartition("/")[2] for item in page["items"]}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(MemoryEngine(RECORDS), Assets.find()).test_client()


@pytest.mark.parametrize("path", ["", "/tabled", "/answeringdepartment"])
@pytest.mark.parametrize("house", ["commons", "lords"])
def test_an_item_of_a_house_has_the_properties_of_parliaments(client: FlaskClient, house: str, path: str) -> None:
    items = result(client, f"/{house}writtenquestions{path}.json")["items"]
    assert items
    for item in items:
        assert item.keys() == TABLED
        assert item["dateTabled"] == {"_value": "2016-02-01", "_datatype": "dateTime"}
        assert item["AnswerDate"]["_value"] in ("2016-02-04", "2016-02-09")
        assert item["title"] == f"House of {house.title()} Tabled Parliamentary Question 2015/16 {item['uin']}"
    assert client.get(f"/{house}writtenquestions/1.json").status_code == (200 if house == "commons" else 404)


def test_the_heading_is_the_title_where_there_is_one() -> None:
    client = create_app(MemoryEngine([question(1, heading="Tides: Piers")]), Assets.find()).test_client()
    assert result(client, "/commonswrittenquestions.json")["items"][0]["title"] == "Tides: Piers"


@pytest.mark.parametrize("path", ["", "/answeringdepartment"])
def test_an_answered_question_of_the_commons_has_its_answer_at_the_top(client: FlaskClient, path: str) -> None:
    for item in result(client, f"/commonsansweredquestions{path}.json")["items"]:
        assert item["dateOfAnswer"]["_value"] == "2016-02-09"
        assert item["answeringMember"]["_about"] == "http://data.parliament.uk/members/72"
        assert item["answerText"]["_value"] == "<p>High.</p>"
        assert item["questionText"].startswith("To ask")
        assert "answer" not in item
    whole = result(client, f"/commonsansweredquestions{path}.json", _properties="answer")["items"][0]
    assert whole["answer"]["dateOfAnswer"] == whole["dateOfAnswer"]


@pytest.mark.parametrize("name", [*VIEW_NAMES, *VIEWS])
@pytest.mark.parametrize("path", ["answeredquestions", "commonswrittenquestions", "commonsansweredquestions"])
def test_every_view_that_clients_send_is_answered(client: FlaskClient, path: str, name: str) -> None:
    items = result(client, f"/{path}.json", _view=name)["items"]
    assert items
    if name.lower().startswith("written"):
        assert all(item.keys() == TABLED for item in items)


def test_all_has_the_properties_of_every_view(client: FlaskClient) -> None:
    item = result(client, "/commonswrittenquestions.json", _view="all", uin="1")["items"][0]
    assert item.keys() > TABLED | {"answer", "identifier", "answeringDepartment", "legislature"}
    assert (item["session"], item["sessionNumber"], item["parliamentNumber"]) == (
        ["2015/16"],
        {"_value": "1"},
        {"_value": "56"},
    )


def test_a_basic_item_has_what_is_requested_by_name(client: FlaskClient) -> None:
    requested = "dateTabled,AnswerDate,answeringDepartment,questionText,answer,answer.dateOfAnswer"
    item = result(client, "/commonswrittenquestions.json", _view="basic", _properties=requested, uin="1")["items"][0]
    assert item["answeringDepartment"] == "Ministry of Tides"
    assert item["answer"]["dateOfAnswer"]["_value"] == item["AnswerDate"]["_value"] == "2016-02-09"
    assert "tablingMember" not in item


def test_the_answer_date_can_be_filtered_and_sorted_by(client: FlaskClient) -> None:
    path = "/commonswrittenquestions.json"
    assert numbers(result(client, path, AnswerDate="2016-02-04")) == {"801", "802"}
    assert numbers(result(client, path, **{"min-AnswerDate": "2016-02-05"})) == {str(number) for number in range(1, 8)}
    assert numbers(result(client, path, **{"exists-AnswerDate": "false"})) == set()


def in_sessions() -> list[Question]:
    """A record of the first and of the last day of each session, and one of the day before all."""
    days = [day for session in SESSIONS for day in (session.first_day, session.last_day) if day]
    return [question(100 + number, day, uin=str(number)) for number, day in enumerate([*days, date(2010, 5, 17)])]


@pytest.mark.parametrize("name", ["2015/16", "2016-17", "2019-21", "2017/2019", "2010-12", "2024-25", "2026/27", "2019"])
@pytest.mark.parametrize("path", ["commonswrittenquestions", "answeredquestions", "commonsansweredquestions"])
def test_a_session_has_the_questions_tabled_in_it(path: str, name: str) -> None:
    records = in_sessions()
    client = create_app(MemoryEngine(records), Assets.find()).test_client()
    session = find_session(name)
    assert session is not None
    last = session.last_day or date.max
    expected = {r.id for r in records if r.tabled_on and session.first_day <= r.tabled_on <= last}
    assert numbers(result(client, f"/{path}.json", session=name)) == expected != set()
    known = {r.id for r in records if r.tabled_on and r.tabled_on >= SESSIONS[0].first_day}
    assert numbers(result(client, f"/{path}.json", **{"exists-session": "true"})) == known
    assert len(numbers(result(client, f"/{path}.json", **{"exists-session": "false"}))) == 1
    later = {r.id for r in records if r.tabled_on and r.tabled_on >= session.first_day}
    assert numbers(result(client, f"/{path}.json", **{"min-session": name})) == later
    assert numbers(result(client, f"/{path}.json", **{"minEx-session": name})) == later - expected
    assert numbers(result(client, f"/{path}.json", **{"maxEx-session": name})) == known - later
    assert numbers(result(client, f"/{path}.json", **{"max-session": name})) == known - (later - expected)
    parliament = {r.id for r in records if r.tabled_on and r.tabled_on.year in (2010, 2011)}
    assert parliament < numbers(result(client, f"/{path}.json", parliamentNumber="55")) | {r.id for r in records}


@pytest.mark.parametrize(
    "query", ["session=2014/17", "session=x", "min-session=1999/00", "parliamentNumber=1", "sessionNumber=9"]
)
def test_a_session_that_is_not_known_is_refused_with_the_known_ones(client: FlaskClient, query: str) -> None:
    response = client.get(f"/commonswrittenquestions.json?{query}")
    assert response.status_code == 400
    assert "there is no such session here" in response.get_json()["message"]
    assert "2015/16, 2016/17, 2017/19" in response.get_json()["message"]


def test_the_first_answer_has_the_day_of_the_answer_if_no_source_gives_its_time(client: FlaskClient) -> None:
    item = result(client, "/answeredquestions.json", uin="1")["items"][0]
    assert item["answer"]["questionFirstAnswered"] == [{"_value": "2016-02-09T00:00:00Z", "_datatype": "dateTime"}]
    for bound, expected in (("min-", True), ("max-", True), ("minEx-", False), ("maxEx-", False), ("", True)):
        page = result(client, "/answeredquestions.json", **{f"{bound}questionFirstAnswered": "2016-02-09T00:00:00Z"})
        assert bool(page["items"]) == expected, bound
    assert result(client, "/answeredquestions.json", **{"max-questionFirstAnswered": "2016-02-09"})["items"]
    assert not result(client, "/answeredquestions.json", **{"minEx-questionFirstAnswered": "2016-02-09"})["items"]


def test_a_list_has_the_items_with_the_properties_that_it_always_had(client: FlaskClient) -> None:
    commons = {str(number) for number in range(1, 8)}
    assert numbers(result(client, "/answeredquestions.json")) == commons | {"20"}
    assert numbers(result(client, "/commonsansweredquestions.json")) == commons
    assert numbers(result(client, "/commonswrittenquestions.json")) == commons | {"801", "802"}
    for address in ("/meta/answeredquestions.json", "/answeredquestions.json?_metadata=execution"):
        text = client.get(address).text
        assert "Only questions with the properties that Parliament's list always had" in text
    everything = create_app(MemoryEngine(RECORDS), Assets.find(), SiteOptions(linked_data_all=True)).test_client()
    assert len(numbers(result(everything, "/commonswrittenquestions.json"))) == len(RECORDS) - 1
    assert "also those that lack properties" in everything.get("/meta/commonswrittenquestions.json").text


def test_an_empty_list_says_how_many_questions_lack_properties(client: FlaskClient) -> None:
    response = client.get("/answeredquestions.json?exists-uin=false")
    assert response.get_json()["result"]["totalResults"] == 0
    assert "1 question matches, but lacks properties" in response.headers["Warning"]
    assert "Warning" not in client.get("/answeredquestions.json?uin=none").headers


def test_the_page_of_a_list_says_which_questions_it_has(client: FlaskClient, api: FlaskClient) -> None:
    condition = "Only questions with the properties that Parliament&#39;s list always had"
    assert condition in client.get("/answeredquestions.html").text
    assert "WRANS_" not in client.get("/answeredquestions.html").text, "a reader changes no settings"
    assert condition not in api.get("/answeredquestions.html").text, "this site lists all"


def test_an_item_that_lists_leave_out_has_its_own_address(client: FlaskClient) -> None:
    assert client.get("/resources/901.json").status_code == 200
    assert client.get("/answeredquestions/901.json").status_code == 200


def test_a_minister_without_a_name_is_printed_as_parliament_printed_one(client: FlaskClient) -> None:
    unnamed = question(1, answer=Answer(html="<p>High.</p>", text="High.", answered_on=date(2016, 2, 9)))
    unnamed_client = create_app(MemoryEngine([unnamed]), Assets.find()).test_client()
    item = result(unnamed_client, "/answeredquestions.json", **{"answer.answeringMemberPrinted": ","})["items"][0]
    assert item["answer"]["answeringMemberPrinted"] == {"_value": ","}


def test_a_member_whom_a_record_only_names_has_the_one_number_that_goes_with_the_name() -> None:
    namesakes = (question(3, asked_by=Person("Mair Lloyd", 80)), question(4, asked_by=Person("Mair Lloyd", 81)))
    named = (
        question(1, asked_by=Person("Ivor Quill")),
        question(5, asked_by=Person("Mair Lloyd")),
        question(6, asked_by=Person("Nia Moss")),
    )
    client = create_app(MemoryEngine([*named, *namesakes, question(2)]), Assets.find()).test_client()
    items = {item["uin"]: item for item in result(client, "/commonswrittenquestions.json")["items"]}
    assert items["1"]["tablingMember"]["_about"] == "http://data.parliament.uk/members/71"
    assert "tablingMember" not in items["5"]
    assert "tablingMember" not in items["6"]
    for parameters in ({"mnisId": "71"}, {"tablingMember": "http://data.parliament.uk/members/71"}):
        assert numbers(result(client, "/commonswrittenquestions.json", **parameters)) == {"1", "2"}
    assert numbers(result(client, "/commonswrittenquestions.json", mnisId="80")) == {"3"}


def test_a_body_that_a_record_only_names_has_the_forms_that_go_with_the_name() -> None:
    whole = AnsweringBody("Ministry of Tides", 12, "Tides", "Tides, Ministry of")
    other = AnsweringBody("Office of Lanterns", 7, "Lanterns")
    records = (
        question(1, answering_body=whole),
        question(2, answering_body=AnsweringBody("Ministry of Tides")),
        question(3, answering_body=other),
        question(4, answering_body=AnsweringBody("Office of Lanterns", 8)),
        question(5, answering_body=AnsweringBody("Office of Lanterns")),
    )
    client = create_app(MemoryEngine(records), Assets.find()).test_client()
    items = {item["uin"]: item for item in result(client, "/answeredquestions.json")["items"]}
    assert [items["2"][f"answeringDept{name}"]["_value"] for name in ("Id", "ShortName", "SortName")] == [
        *("12", "Tides", "Tides, Ministry of")
    ]
    assert "answeringDeptId" not in items["5"]
    assert items["5"]["answeringDeptShortName"]["_value"] == "Lanterns"
    for name, form, expected in (
        ("answeringDeptId", "12", {"1", "2"}),
        ("answeringDeptShortName", "Tides", {"1", "2"}),
        ("answeringDeptSortName", "Tides, Ministry of", {"1", "2"}),
        ("answeringDeptShortName", "Lanterns", {"3", "4", "5"}),
        ("answeringDeptId", "7", {"3"}),
    ):
        assert numbers(result(client, "/answeredquestions.json", **{name: form})) == expected, (name, form)


@pytest.mark.parametrize("size", [8, 10_000, 50_000, 1_000_000])
@pytest.mark.parametrize("query", ["", "_view=all", "_sort=-uin", "_search=tide"])
def test_a_long_page_is_the_same_as_a_short_one(
    linked_engine: Engine, monkeypatch: pytest.MonkeyPatch, query: str, size: int
) -> None:
    client = create_app(linked_engine, Assets.find(), SiteOptions("http://x", linked_data_all=True)).test_client()
    count = 0
    for ending in ("json", "xml", "csv", "text"):
        address = f"/answeredquestions.{ending}?{query}&_pageSize={size}&_page=0"
        monkeypatch.setattr(lists, "READ_AT_ONCE", 10_000_000)
        short = client.get(address)
        monkeypatch.setattr(lists, "READ_AT_ONCE", 7)
        long = client.get(address)
        assert (long.status_code, long.mimetype) == (short.status_code, short.mimetype) == (200, short.mimetype)
        assert long.data == short.data, ending
        if ending == "json":
            count = len(long.get_json()["result"]["items"])
        if ending == "xml":
            assert len(etree.fromstring(long.data).findall("items/item")) == count > 0
        if ending == "csv":
            assert len({row[0] for row in csv.reader(io.StringIO(long.text))} - {"uri", ""}) == count


def test_later_long_pages_have_the_rest(linked_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "READ_AT_ONCE", 7)
    client = create_app(linked_engine, Assets.find(), SiteOptions(linked_data_all=True)).test_client()
    uris: list[str] = []
    for number in range(4):
        page = client.get(f"/answeredquestions.json?_pageSize=20&_page={number}").get_json()["result"]
        uris += [item["_about"] for item in page["items"]]
        assert ("next" in page) == ((number + 1) * 20 < page["totalResults"])
    assert len(uris) == len(set(uris)) == min(80, page["totalResults"])
    assert client.get("/answeredquestions.json?_pageSize=20&callback=f").text.startswith('f({"format"')


def test_page_sizes_without_the_underscore_are_read(client: FlaskClient) -> None:
    page = client.get("/commonswrittenquestions/answeringdepartment.json?q=tides&pageSize=3&page=1").get_json()["result"]
    assert (page["itemsPerPage"], page["page"], len(page["items"])) == (3, 1, 3)


def test_an_ambiguous_day_is_read_day_first_and_said(client: FlaskClient) -> None:
    response = client.get("/commonswrittenquestions/tabled.json?startDate=01/02/2016 00:00:00&endDate=2016-02-01T00:00:00")
    assert response.get_json()["result"]["totalResults"] == 9
    assert "was read as 1 February 2016, not 2 January 2016" in response.headers["Warning"]
    plain = client.get("/commonswrittenquestions/tabled.json?startDate=01/31/2016&endDate=28/02/2016")
    assert plain.get_json()["result"]["totalResults"] == 9
    assert "Warning" not in plain.headers
