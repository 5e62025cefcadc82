"""The parameters that begin with an underscore, those of single lists, and every error, in the specification's words."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from search.model.question import Question
from search.results.types import ResultPage
from tests.web.linked_data.conftest import Ask
from web.linked_data import lists
from web.linked_data.endpoints import Endpoint
from web.linked_data.items import Item, values
from web.linked_data.lda_params import MAX_PAGE_SIZE, UNSUPPORTED, LdaParams
from web.linked_data.lists import ListPage, Source

LIST = "/answeredquestions.json"
PQ_TOOL = '?item parl:answer ?a1.?a1 parl:dateOfAnswer ?dt. filter(str(?dt)>="2015-02-10")'

SORTED_BY = ("date", "answer.dateOfAnswer", "dateOfAnswer", "uin", "hansardHeading", "AnsweringBody", "tablingMember")


def abouts(result: dict[str, Any]) -> list[str]:
    return [item["_about"] for item in result["items"]]


def test_pages_are_counted_from_0_and_have_10_items(ask: Ask, answered: list[Item]) -> None:
    first, second = ask(LIST, _page="0"), ask(LIST, _page="1")
    assert len(first["items"]) == first["itemsPerPage"] == 10
    assert (first["page"], first["startIndex"], second["page"], second["startIndex"]) == (0, 1, 1, 11)
    assert not set(abouts(first)) & set(abouts(second))
    assert first["totalResults"] == second["totalResults"] == len(answered)


@pytest.mark.parametrize("size", [1, 10, 25, 1000, MAX_PAGE_SIZE])
def test_the_pages_have_every_item_once(ask: Ask, answered: list[Item], size: int) -> None:
    uris: list[str] = []
    number = 0
    while True:
        result = ask(LIST, _pageSize=str(size), _page=str(number))
        uris += abouts(result)
        assert result["totalResults"] == len(answered)
        assert ("prev" in result) == (number > 0)
        if "next" not in result:
            break
        number += 1
    assert sorted(uris) == sorted(item["_about"] for item in answered)


@pytest.mark.parametrize("path", SORTED_BY)
@pytest.mark.parametrize("sign", ["", "-"])
def test_any_property_sorts_both_ways_with_items_without_it_last(ask: Ask, path: str, sign: str) -> None:
    items = ask(LIST, _sort=sign + path, _pageSize="500")["items"]
    full = "answer.dateOfAnswer" if path == "dateOfAnswer" else path
    sort_values = [next(iter(values(item, full)), None) for item in items]
    present_values = [value.removeprefix("http://data.parliament.uk/members/") for value in sort_values if value is not None]
    assert sort_values[len(present_values) :] == [None] * (len(sort_values) - len(present_values))
    assert present_values == sorted(present_values, reverse=bool(sign))


def test_a_path_that_was_sorted_by_before_changes_nothing_and_is_not_sorted_by(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorts: list[object] = []

    def recorded(source: Source, endpoint: Endpoint, params: LdaParams, first: ResultPage) -> ListPage:
        sorts.append(first.request.sort)
        return ListPage(source, endpoint, params, first)

    monkeypatch.setattr(lists, "ListPage", recorded)
    once = ask(LIST, _sort="AnsweringBody,-date,uin", _pageSize="500")["items"]
    again = ask(
        LIST, _sort="AnsweringBody,-date,dateTabled,-AnsweringBody,uin" + ",-uin,date,AnsweringBody" * 100, _pageSize="500"
    )["items"]
    assert [item["_about"] for item in again] == [item["_about"] for item in once]
    assert sorts[0] == sorts[1]
    assert len(once) > 20


def test_later_sort_keys_break_ties(ask: Ask) -> None:
    items = ask(LIST, _sort="AnsweringBody,-date", _pageSize="500", _properties="date")["items"]
    keys = [(next(iter(values(item, "AnsweringBody")), "~"), next(iter(values(item, "date")), "")) for item in items]
    bodies = [body for body, _ in keys]
    assert bodies == sorted(bodies)
    for body in set(bodies):
        days = [day for other_body, day in keys if other_body == body]
        assert days == sorted(days, reverse=True)


def test_search_is_the_sites_ranked_search(ask: Ask) -> None:
    both_words = ask(LIST, _search="flood AND bridge", _pageSize="500")
    either_word = ask(LIST, _search="flood", _pageSize="500")
    assert 0 < both_words["totalResults"] < either_word["totalResults"]
    assert set(abouts(both_words)) < set(abouts(either_word))
    assert ask(LIST, _search='"no such phrase at all"')["items"] == []


def test_the_supported_pattern_of_sparql(ask: Ask) -> None:
    expected = ask(LIST, _pageSize="500", **{"min-answer.dateOfAnswer": "2015-02-10"})
    assert ask(LIST, _where=PQ_TOOL, _pageSize="500")["items"] == expected["items"] != []


def test_views_select_properties_and_properties_adds_to_them(ask: Ask) -> None:
    query = {"hansardHeading": "Fog", "_pageSize": "1"}
    whole = ask(LIST, **query)["items"][0]
    assert ask(LIST, _view="AnsweredQuestions", **query)["items"][0] == whole
    full_view = ask(LIST, _view="all", **query)["items"][0]
    assert {**full_view, **whole} == full_view
    assert (full_view["dateTabled"], full_view["identifier"]) == (whole["date"], {"_value": whole["uin"]})
    basic = ask(LIST, _view="basic", _properties="date,answer.dateOfAnswer,answer.answeringMember.label", **query)["items"][0]
    answer = whole["answer"]
    assert basic == {
        "_about": whole["_about"],
        "uin": whole["uin"],
        "hansardHeading": whole["hansardHeading"],
        "date": whole["date"],
        "answer": {
            "_about": answer["_about"],
            "dateOfAnswer": answer["dateOfAnswer"],
            "answeringMember": {"_about": answer["answeringMember"]["_about"], "label": answer["answeringMember"]["label"]},
        },
    }
    assert ask(LIST, _properties="dateTabled", **query)["items"][0] == {**whole, "dateTabled": whole["date"]}


def test_metadata_adds_to_the_page(ask: Ask) -> None:
    bare, whole = ask(LIST), ask(LIST, _metadata="all", houseId="1")
    assert not {"hasVersion", "hasFormat", "termBinding", "variableBinding", "wasResultOf"} & bare.keys()
    assert {version["label"] for version in whole["hasVersion"]} >= {"all", "basic", "description"}
    assert {link["label"] for link in whole["hasFormat"]} == {"json", "xml", "csv", "ttl", "rdf", "text", "html"}
    assert {"label": "houseId", "value": "1"} in whole["variableBinding"]
    assert whole["wasResultOf"]
    assert {"hasFormat"} == ask(LIST, _metadata="formats").keys() - bare.keys()


def test_parameters_without_effect_are_accepted(ask: Ask) -> None:
    plain = abouts(ask(LIST))
    for query in ("&", "&&_=1", "_lang=en", "lang-hansardHeading=en,cy", "_count=yes", "_mark=x", "_query-id=3", "uin=&date="):
        assert abouts(ask(f"{LIST}?{query}")) == plain, query


def test_a_callback_gets_the_json(api: FlaskClient) -> None:
    response = api.get(LIST, query_string={"callback": "jQuery_1"})
    assert response.mimetype == "text/javascript"
    assert response.text.startswith('jQuery_1({"format":"linked-data-api"')
    assert response.text.endswith(")")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("_pageSize=0", "_pageSize=0: value must be at least 1."),
        ("_pageSize=x", "_pageSize=x: value must be an integer."),
        ("_pageSize=1000001", "_pageSize=1000001: value must be at most 1,000,000."),
        ("_pageSize=1001&_format=ttl", "value must be at most 1,000 for the format ttl"),
        ("_page=x", "_page=x: value must be an integer."),
        ("_page=-1", "_page=-1: value must be at least 0."),
        ("_page=1&_page=2", "_page is given 2 values"),
        ("_page=99999999999", "value must be an integer."),
        ("_view=none", "view not found: none"),
        ("_format=pdf", "renderer 'pdf' is not known to this server"),
        ("_unheard=1", "unrecognised reserved parameter: _unheard"),
        ("shade=red", "There is no property “shade”"),
        ("min-shade=red", "There is no property “shade”"),
        ("answer.shade=red", "There is no property “answer.shade”"),
        ("_sort=shade", "shade is no property"),
        ("_sort=answer.answerText", "is a text or a resource, which cannot be sorted by"),
        ("_properties=shade", "_properties=shade: there is no such property."),
        ("_metadata=everything", "_metadata=everything: the choices are"),
        ("_where=select", "_where is a piece of SPARQL"),
        ("callback=alert(1)", "a function's name has letters, digits and _ only"),
        ("exists-hansardHeading=maybe", "value must be true or false."),
        ("date=yesterday", "date=yesterday: value must be a date"),
        ("min-answer.dateOfAnswer=soon", "value must be a date"),
        ("max-questionText=z", "questionText has no order"),
        ("min-registeredInterest=true", "registeredInterest has no order"),
        *((f"{name}=x", f"{name} asks for SPARQL or maps") for name in sorted(UNSUPPORTED)),
    ],
)
def test_a_bad_parameter_is_400_with_the_reason(api: FlaskClient, query: str, message: str) -> None:
    response = api.get(f"{LIST}?{query}")
    assert response.status_code == 400
    if "_format=ttl" in query:
        assert response.mimetype == "text/turtle"
        assert message in response.text
        return
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert message in body["message"]
    assert body["message"] == " ".join(problem["message"] for problem in body["problems"])


def test_every_problem_is_reported_at_once(api: FlaskClient) -> None:
    text = api.get(f"{LIST}?_page=x&_pageSize=0&shade=red&_odd=1").text
    for message in ("_page=x", "_pageSize=0", "shade", "_odd"):
        assert message in text


def test_an_item_has_no_pages(api: FlaskClient, answered: list[Item]) -> None:
    path = answered[0]["_about"].removeprefix("http://data.parliament.uk/resources/")
    response = api.get(f"/answeredquestions/{path}.json?_page=0")
    assert response.status_code == 400
    assert "_page can only be used with a list endpoint." in response.text


def test_no_hits_is_an_empty_page(ask: Ask) -> None:
    result = ask(LIST, uin="no such number")
    assert (result["items"], result["totalResults"]) == ([], 0)
    past = ask(LIST, _page="9999")
    assert past["items"] == []
    assert past["totalResults"] > 0


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/answeredquestions.pdf", 404, "matching /answeredquestions.pdf. Perhaps 'pdf' is an incorrect format name?"),
        ("/answeredquestions/a/b", 404, "Could not find anything matching /answeredquestions/a/b"),
        ("/meta/nothing", 404, "Could not find anything matching /meta/nothing"),
        ("/resources", 404, "Could not find anything matching /resources"),
    ],
)
def test_an_unknown_address_is_an_error_in_the_format_requested(
    api: FlaskClient, address: str, status: int, message: str
) -> None:
    page = api.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert message.replace("'", "&#39;") in page.text
    response = api.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert message in response.get_json()["message"]


def test_an_unknown_item_is_a_line_of_text(api: FlaskClient, records: list[Question]) -> None:
    waiting = next(record.id for record in records if record.answer is None)
    for address in ("/answeredquestions/none", "/resources/none", f"/answeredquestions/{waiting}"):
        response = api.get(address)
        name = address.rpartition("/")[2]
        assert (response.status_code, response.mimetype) == (404, "text/plain")
        assert response.text == f"404 Resource Not Found\n\nhttp://data.parliament.uk/resources/{name}\n"
    response = api.get("/answeredquestions/none.json")
    assert (response.status_code, response.mimetype) == (404, "application/json")
    assert response.get_json()["message"] == "There is no item http://data.parliament.uk/resources/none here."
    assert api.get(f"/resources/{waiting}.json").status_code == 200


@pytest.mark.parametrize("house", ["Commons", "Lords"])
def test_the_lists_of_a_house(ask: Ask, records: list[Question], house: str) -> None:
    expected = {record.id for record in records if record.house == house}
    whole = ask(f"/{house.lower()}writtenquestions.json", _pageSize="500")
    assert {about.rpartition("/")[2] for about in abouts(whole)} == expected
    tabled = ask(f"/{house.lower()}writtenquestions/tabled.json", startDate="2015-02-01", endDate="2015-02-28", _pageSize="500")
    expected = {r.id for r in records if r.house == house and r.tabled_on and r.tabled_on.isoformat().startswith("2015-02")}
    assert {about.rpartition("/")[2] for about in abouts(tabled)} == expected != set()
    of_body = ask(f"/{house.lower()}writtenquestions/answeringdepartment.json", q="lighthouses", _pageSize="500")
    expected = {r.id for r in records if r.house == house and r.answering_body.name == "Department for Lighthouses"}
    assert {about.rpartition("/")[2] for about in abouts(of_body)} == expected != set()
    of_member = ask(f"/{house.lower()}writtenquestions.json", mnisId="71", _pageSize="500")
    assert {about.rpartition("/")[2] for about in abouts(of_member)} == {
        r.id for r in records if r.house == house and r.asked_by.member_id == 71
    }


def test_the_answered_questions_of_the_commons(ask: Ask, records: list[Question]) -> None:
    expected = {r.id for r in records if r.house == "Commons" and r.answer}
    assert {about.rpartition("/")[2] for about in abouts(ask("/commonsansweredquestions.json", _pageSize="500"))} == expected
    some = ask(
        "/commonsansweredquestions/answeringdepartment.json", q="tides", answeringMember="http://data.parliament.uk/members/72"
    )
    assert all(values(item, "AnsweringBody") == ["Ministry of Tides"] for item in some["items"])
    assert some["totalResults"] > 0


def test_only_lists_that_have_them_take_parameters_of_their_own(api: FlaskClient) -> None:
    for query in ("q=tides", "startDate=2015-01-01", "mnisId=71"):
        assert api.get(f"/answeredquestions.json?{query}").status_code == 400
