"""What public clients of the official API send and read, and what they cannot see without being told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Answer, GroupedQuestion, Person, Question
from tests.web.official_api.conftest import QUESTIONS
from tests.web.official_api.made import MENDED, RECORDS, sent
from web import Assets, create_app


def client_of(*records: Question) -> FlaskClient:
    return create_app(MemoryEngine(records), Assets.find()).test_client()


def values_of(client: FlaskClient, **parameters: object) -> dict[int, dict[str, Any]]:
    response = client.get(QUESTIONS, query_string={"take": 5000, **parameters})
    assert response.status_code == 200, response.text
    return {item["value"]["id"]: item["value"] for item in response.get_json()["results"]}


def test_a_loop_over_skip_and_take_reads_every_question_and_each_by_its_number(client: FlaskClient) -> None:
    ids, skip, total = [], 0, 1
    while skip < total:
        page = client.get(f"{QUESTIONS}?includeWithdrawn=true&skip={skip}&take=50").get_json()
        ids += [item["value"]["id"] for item in page["results"]]
        skip, total = skip + 50, page["totalResults"]
    assert len(ids) == len(set(ids)) == total == len(RECORDS) - 1
    assert all(client.get(f"{QUESTIONS}/{number}").get_json()["value"]["id"] == number for number in ids[:20])


def test_the_description_is_where_parliament_has_it(client: FlaskClient) -> None:
    response = client.get("/swagger/v1/swagger.json")
    assert response.get_json() == client.get("/api/openapi.json").get_json()
    assert response.content_type == "application/json; charset=utf-8"
    missing = client.get("/swagger/v2/swagger.json")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("name", ["tabledWhenFrom", "answeredWhenTo", "dateForAnswerWhenFrom", "correctedWhenTo"])
def test_an_ambiguous_day_is_read_day_first_with_a_warning(client: FlaskClient, name: str) -> None:
    response = client.get(QUESTIONS, query_string={name: "04/03/2024 00:00:00"})
    plain = client.get(QUESTIONS, query_string={name: "2024-03-04"})
    assert response.get_json() == plain.get_json()
    assert f"{name}: 04/03/2024 00:00:00 was read as 4 March 2024, not 3 April 2024" in response.headers["Warning"]
    american = client.get(QUESTIONS, query_string={name: "3/31/2024 12:00:00 AM"})
    assert american.get_json() == client.get(QUESTIONS, query_string={name: "2024-03-31"}).get_json()
    assert "Warning" not in american.headers


def named(number: int, asked_by: Person, **changes: Any) -> Question:
    record = Question(str(number), "Commons", "To ask the Minister, what.", uin=str(number), asked_by=asked_by)
    return replace(record, tabled_on=date(2024, 6, 3), **changes)


def test_a_member_has_the_one_number_that_goes_with_the_name_or_is_no_object() -> None:
    alys = Person("Alys Fenwick", 10)
    answered = Answer(text="So.", html="So.", answered_by=Person("Alys Fenwick"))
    client = client_of(
        named(1, alys),
        named(2, Person("Alys Fenwick"), answer=answered),
        named(3, Person("Mair Lloyd", 11)),
        named(4, Person("Mair Lloyd", 12)),
        named(5, Person("Mair Lloyd")),
        named(6, Person("Nia Moss")),
    )
    value_by_id = values_of(client, expandMember="true")
    assert (
        value_by_id[2]["askingMemberId"],
        value_by_id[2]["askingMember"]["id"],
        value_by_id[2]["answeringMember"]["id"],
    ) == (10, 10, 10)
    for number in (5, 6):
        assert (value_by_id[number]["askingMemberId"], value_by_id[number]["askingMember"]) == (None, None)
    assert all(value["askingMember"] is None or value["askingMember"]["id"] for value in value_by_id.values())
    assert values_of(client, askingMemberId=10).keys() == {1, 2}
    assert values_of(client, askingMemberId=11).keys() == {3}
    assert values_of(client, answeringMemberId=10).keys() == {2}
    assert values_of(client, members=[10, 12]).keys() == {1, 2, 4}


def test_grouped_questions_have_their_days_from_the_index() -> None:
    asker, day = Person("Alys Fenwick", 10), date(2024, 6, 4)
    grouped = tuple(GroupedQuestion(uin) for uin in ("2", "3", "4"))
    client = client_of(
        named(1, asker, grouped=grouped),
        replace(named(2, asker, grouped=(GroupedQuestion("1"),)), tabled_on=day),
        replace(named(20, asker), uin="2", tabled_on=date(2024, 9, 1)),
        replace(named(21, asker), uin="2", tabled_on=date(2023, 12, 1)),
        replace(named(22, asker), uin="3", tabled_on=date(2018, 6, 1)),
        replace(named(23, asker), uin="4", house="Lords"),
    )
    dates = [{"questionUin": "2", "dateTabled": "2024-06-04T00:00:00"}]
    assert values_of(client)[1]["groupedQuestionsDates"] == dates
    assert client.get(f"{QUESTIONS}/1").get_json()["value"]["groupedQuestionsDates"] == dates
    assert values_of(client)[2]["groupedQuestionsDates"] == [{"questionUin": "1", "dateTabled": "2024-06-03T00:00:00"}]


LANTERNS = [named(number, Person("Alys Fenwick", 10), text=text) for number, text in enumerate(
    ["To ask whether lanterns dim.", "To ask whether harbours freeze.", "To ask whether tides turn."], start=1
)]  # fmt: skip


def test_a_search_term_finds_what_the_site_finds_and_says_how_many_are_close() -> None:
    client = client_of(*(replace(record, text=record.text.removeprefix("To ask ")) for record in LANTERNS))
    site = client.get("/search.json", query_string={"q": 'lanterns "harbours freeze"'}).get_json()
    response = client.get(QUESTIONS, query_string={"searchTerm": 'lanterns "harbours freeze"'})
    assert response.get_json()["totalResults"] == site["total"] == 2
    assert "searchTerm: 2 of 2 results are close matches" in response.headers["Warning"]
    linked = client.get("/commonswrittenquestions.json", query_string={"_search": 'lanterns "harbours freeze"'})
    assert "lack properties" in linked.headers["Warning"]
    narrowed = client.get(QUESTIONS, query_string={"searchTerm": 'lanterns "harbours freeze"', "uIN": "1"})
    assert narrowed.get_json()["totalResults"] == 1
    assert "1 of 1 result is a close match" in narrowed.headers["Warning"]
    assert "Warning" not in client.get(QUESTIONS, query_string={"searchTerm": "lanterns"}).headers


def test_a_feed_says_which_close_matches_it_leaves_out() -> None:
    client = client_of(*(replace(record, text=record.text.removeprefix("To ask ")) for record in LANTERNS))
    response = client.get("/search.atom", query_string={"q": 'lanterns "harbours freeze"'})
    note = "The feed has only questions with every word of the search. The site has 0 of these, and 2 close matches."
    assert note in response.headers["Warning"]
    assert note in response.text
    assert "Warning" not in client.get("/search.atom", query_string={"q": "lanterns"}).headers


def test_a_corrected_word_is_said() -> None:
    records = [named(number, Person(), text=f"whether harbours freeze at {number}") for number in range(1, 9)]
    response = client_of(*records).get(QUESTIONS, query_string={"searchTerm": "harbuors"})
    assert response.get_json()["totalResults"] == 8
    assert "No record has 'harbuors', so 'harbours' was searched for." in response.headers["Warning"]


@pytest.mark.parametrize("text", ["They are trimmed. ", "<p>They are trimmed. </p>", "Trimmed.\n", "  Trimmed.\u00a0 "])
def test_an_answer_that_is_not_cut_keeps_its_spaces(text: str) -> None:
    record = replace(MENDED, source_records=(sent(answerText=text),))
    plain = text.replace("<p>", "").replace("</p>", "")
    client = client_of(record)
    assert values_of(client, cut="true")[9001]["answerText"] == plain
    assert values_of(client)[9001]["answerText"] == text


def test_a_number_that_no_source_gives_stays_null() -> None:
    record = replace(MENDED, asked_by=Person(), source_records=(sent(askingMemberId=None, askingMember=None),))
    assert values_of(client_of(record), expandMember="true")[9001]["askingMemberId"] is None
