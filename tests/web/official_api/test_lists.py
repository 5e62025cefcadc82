"""Every parameter of a list, alone and with others, compared with a plain loop over the served values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.memory import MemoryEngine
from search.query.parser import parse
from search.query.request import SearchRequest
from tests.web.official_api.conftest import QUESTIONS, Ask
from tests.web.official_api.made import RECORDS, Json
from web.official_api.routes import MAX_TAKE

Pairs = tuple[tuple[str, str], ...]
Test = Callable[[Json], Any]
DAYS = ("2021-02-09", "2023-12-24", "2024-03-01", "2024-03-06", "2024-04-01", "2024-05-09", "2024-08-01")
DATES = {
    "tabled": "dateTabled",
    "dateForAnswer": "dateForAnswer",
    "answered": "dateAnswered",
    "corrected": "dateAnswerCorrected",
}


def has_answer(value: Json) -> bool:
    return value["answerText"] is not None or value["dateAnswered"] is not None


def since(key: str, day: str) -> Test:
    return lambda v: v[key] and v[key][:10] >= day


def until(key: str, day: str) -> Test:
    return lambda v: v[key] and v[key][:10] <= day


FILTERS: list[tuple[Pairs, Test]] = [
    ((), lambda v: True),
    *[((("askingMemberId", str(n)),), lambda v, n=n: v["askingMemberId"] == n) for n in (10, 12, 77, 4197, 5)],
    *[((("answeringMemberId", str(n)),), lambda v, n=n: v["answeringMemberId"] == n) for n in (11, 91, 4311)],
    *[(((f"{name}WhenFrom", day),), since(key, day)) for name, key in DATES.items() for day in DAYS],
    *[(((f"{name}WhenTo", day),), until(key, day)) for name, key in DATES.items() for day in DAYS],
    ((("answered", "Any"),), lambda v: True),
    ((("answered", "Answered"),), has_answer),
    ((("answered", "Unanswered"),), lambda v: not has_answer(v)),
    ((("questionStatus", "AllQuestions"),), lambda v: True),
    ((("questionStatus", "AnsweredOnly"),), has_answer),
    ((("questionStatus", "NotAnswered"),), lambda v: not has_answer(v)),
    ((("sessionStatus", "Any"),), lambda v: True),
    ((("sessionStatus", "Current"),), since("dateTabled", "2024-07-09")),
    ((("uIN", "HL13171"),), lambda v: v["uin"] == "HL13171"),
    ((("uIN", "7"),), lambda v: v["uin"] == "7"),
    ((("answeringBodies", "1"),), lambda v: v["answeringBodyId"] == 1),
    ((("answeringBodies", "7"), ("answeringBodies", "2")), lambda v: v["answeringBodyId"] in (2, 7)),
    ((("members", "11"),), lambda v: 11 in (v["askingMemberId"], v["answeringMemberId"])),
    (
        (("members", "90"), ("members", "12")),
        lambda v: not {90, 12}.isdisjoint((v["askingMemberId"], v["answeringMemberId"])),
    ),
    ((("house", "Bicameral"),), lambda v: True),
    ((("house", "Commons"),), lambda v: v["house"] == "Commons"),
    ((("house", "Lords"),), lambda v: v["house"] == "Lords"),
]


def numbers(client: FlaskClient, pairs: Pairs) -> list[int]:
    page = client.get(f"{QUESTIONS}?{urlencode([*pairs, ('take', '5000')])}").get_json()
    assert page["totalResults"] == len(page["results"])
    return [item["value"]["id"] for item in page["results"]]


@pytest.mark.parametrize(
    ("pairs", "fits"), FILTERS, ids=lambda argument: urlencode(argument) if isinstance(argument, tuple) else ""
)
def test_each_filter_equals_a_plain_loop(client: FlaskClient, values: list[Json], pairs: Pairs, fits: Test) -> None:
    assert numbers(client, pairs) == [v["id"] for v in values if fits(v) and not v["isWithdrawn"]]


@settings(max_examples=150, deadline=None)
@given(data=st.data(), withdrawn=st.booleans())
def test_several_filters_all_apply(client: FlaskClient, values: list[Json], data: st.DataObject, withdrawn: bool) -> None:
    chosen = data.draw(st.lists(st.sampled_from(FILTERS[1:]), min_size=2, max_size=4, unique_by=lambda choice: choice[0][0][0]))
    pairs = (*(pair for filter_pairs, _ in chosen for pair in filter_pairs), ("includeWithdrawn", str(withdrawn)))
    fitting = [v for v in values if all(fits(v) for _, fits in chosen) and (withdrawn or not v["isWithdrawn"])]
    assert numbers(client, pairs) == [v["id"] for v in fitting]


def test_the_newest_activity_comes_first_then_the_newest_tabled(values: list[Json]) -> None:
    def key(value: Json) -> tuple[object, ...]:
        days = [value[name] for name in ("dateAnswered", "dateAnswerCorrected", "dateHoldingAnswer") if value[name]]
        newest, tabled = (int((day or "0")[:10].replace("-", "")) for day in (max(days, default=""), value["dateTabled"]))
        return (-newest, -tabled, str(value["id"]))

    assert values == sorted(values, key=key)


@pytest.mark.parametrize("text", ["bridge", "bridge flood", '"coastal flood"', "rail* -tunnel", "house:lords OR lantern"])
def test_a_search_term_is_in_the_sites_query_language(ask: Ask, engine: MemoryEngine, values: list[Json], text: str) -> None:
    matching_ids = {question.id for question in engine.scan(SearchRequest(query=parse(text).tree))}
    expected = [v["id"] for v in values if str(v["id"]) in matching_ids and not v["isWithdrawn"]]
    assert [item["value"]["id"] for item in ask("", searchTerm=text, take=5000)["results"]] == expected != []


def test_withdrawn_questions_are_left_out_unless_requested(ask: Ask, values: list[Json]) -> None:
    withdrawn = {v["id"] for v in values if v["isWithdrawn"]}
    assert withdrawn
    for flag, expected in (("true", withdrawn), ("TRUE", withdrawn), ("false", set()), ("", set())):
        items = ask("", take=5000, includeWithdrawn=flag)["results"]
        assert {item["value"]["id"] for item in items if item["value"]["isWithdrawn"]} == expected


def test_members_are_objects_only_if_requested(ask: Ask) -> None:
    for flag, expanded in (("True", True), ("false", False), ("", False)):
        items = ask("", take=5000, expandMember=flag)["results"]
        assert any(item["value"]["askingMember"] for item in items) is expanded
        assert any(item["value"]["answeringMember"] for item in items) is expanded


def test_names_and_values_may_be_in_any_case(client: FlaskClient) -> None:
    for name in ("uin", "UIN", "uIN"):
        assert numbers(client, ((name, "hl13171"),)) == [1285393]
    assert numbers(client, (("HOUSE", "lords"), ("ANSWERED", "UNANSWERED"))) == numbers(
        client, (("house", "Lords"), ("answered", "Unanswered"))
    )


def test_a_time_of_day_is_ignored(client: FlaskClient) -> None:
    expected = numbers(client, (("tabledWhenFrom", "2024-03-05"), ("tabledWhenTo", "2024-03-06")))
    assert 2001 in expected
    for time in ("T00:00:00", "T23:59:59Z", "t10:00:00.123+01:00", " 10:00"):
        assert numbers(client, (("tabledWhenFrom", f"2024-03-05{time}"), ("tabledWhenTo", f"2024-03-06{time}"))) == expected


def test_reversed_bounds_find_nothing(ask: Ask) -> None:
    assert ask("", tabledWhenFrom="2024-05-01", tabledWhenTo="2024-04-01") == {"totalResults": 0, "results": []}


def test_skip_and_take_return_a_slice(ask: Ask) -> None:
    whole = ask("", take=5000)
    total = whole["totalResults"]
    assert len(ask("")["results"]) == 20
    for skip, take in ((0, 1), (1, 7), (13, 20), (total - 3, 10), (total, 10), (2_147_483_647, 5000), (5, 0), (0, 0)):
        page = ask("", skip=skip, take=take)
        assert page == {"totalResults": total, "results": whole["results"][skip : skip + take]}


@pytest.mark.parametrize("take", [10, 500, 1000])
def test_the_pages_have_every_record_once(ask: Ask, values: list[Json], take: int) -> None:
    ids: list[int] = []
    while True:
        page = ask("", skip=len(ids), take=take, includeWithdrawn="true")
        assert page["totalResults"] == len(values)
        if not page["results"]:
            break
        ids += [item["value"]["id"] for item in page["results"]]
    assert ids == [v["id"] for v in values]
    assert len(set(ids)) == len(ids)


def test_records_without_a_number_are_not_in_this_api(ask: Ask) -> None:
    assert [q.id for q in RECORDS if not q.id.isdecimal()] == ["commons-2009-10-26-77"]
    assert ask("", answeredWhenTo="2009-12-31")["totalResults"] == 0


@pytest.mark.parametrize(("skip", "take"), [(0, 5000), (3, 50), (13, 20), (0, 8), (2_147_483_647, 5000)])
def test_a_long_list_is_sent_while_it_is_made_in_the_same_bytes(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, skip: int, take: int
) -> None:
    address = f"{QUESTIONS}?skip={skip}&take={take}&expandMember=true&searchTerm=the"
    module = sys.modules["web.official_api.routes"]  # the package has a function of this name
    monkeypatch.setattr(module, "READ_AT_ONCE", MAX_TAKE)
    whole = client.get(address)
    monkeypatch.setattr(module, "READ_AT_ONCE", 7)
    streamed = client.get(address, buffered=False)
    assert streamed.is_streamed
    assert streamed.data == whole.data
    assert streamed.content_type == whole.content_type
    assert streamed.headers.get("Warning") == whole.headers.get("Warning")
