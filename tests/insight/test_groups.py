"""Sets: one question to many bodies. Series: one question asked again."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from search.insight.entries import entry_of
from search.insight.groups import groups_of
from search.insight.wording import wording_keys
from search.model.question import AnsweringBody, Person, Question

TEXT = "To ask the Secretary of State for Ports, how many lanterns his Department bought for its lighthouses in May 2023."
PORTS = Question(
    "1",
    "Commons",
    TEXT,
    tabled_on=date(2024, 3, 4),
    asked_by=Person("A", 7),
    answering_body=AnsweringBody("Department for Ports"),
)
FOG = replace(
    PORTS,
    id="2",
    text="To ask the Minister for Fog, how many lanterns the Fog Office bought for their lighthouses in June 2022.",
    answering_body=AnsweringBody("Fog Office"),
)


@pytest.mark.parametrize(
    "text",
    [
        "To ask the Secretary of State for Ports, how many lanterns her Department bought for her lighthouses in June 2021.",
        "how many lanterns the Department bought for its lighthouses, in 2023-24",
        "To ask the Secretary of State for Ports, how many lanterns were bought",
    ],
)
def test_wording_leaves_out_what_changes(text: str) -> None:
    is_same = "were bought" not in text
    assert (wording_keys(replace(PORTS, text=text)) == wording_keys(PORTS)) == is_same


def test_a_body_is_left_out_under_its_own_name_only() -> None:
    assert wording_keys(FOG) == wording_keys(PORTS)
    assert wording_keys(replace(FOG, answering_body=AnsweringBody("Lamp Office")))[0] != wording_keys(PORTS)[0]


def test_other_numbers_are_a_key_of_their_own() -> None:
    third, fourth = (
        wording_keys(
            replace(PORTS, text=f"To ask the Minister, whether he accepts Recommendation {number} of the report on fog.")
        )
        for number in (3, 4)
    )
    assert third[0] == fourth[0]
    assert (third[1], fourth[1]) == ("3", "4")


def test_a_short_or_cut_question_has_no_key() -> None:
    assert wording_keys(replace(PORTS, text="To ask the Minister, what steps he is taking.")) == ("", "")
    assert wording_keys(replace(PORTS, is_cut=True)) == ("", "")


@pytest.mark.parametrize(
    ("changes", "is_set"),
    [
        ({}, True),
        ({"tabled_on": date(2024, 3, 15)}, True),
        ({"tabled_on": date(2024, 5, 15)}, False),
        ({"asked_by": Person("B", 8)}, False),
        ({"house": "Lords"}, False),
        ({"answering_body": PORTS.answering_body}, False),
    ],
)
def test_a_set_is_one_members_question_to_several_bodies_within_days(changes: dict[str, object], is_set: bool) -> None:
    entries = [entry_of(PORTS), entry_of(replace(FOG, **changes))]
    assert [groups_of(entries).sets.get(entry.id, "") for entry in entries] == (["1", "1"] if is_set else ["", ""])


@pytest.mark.parametrize(
    ("changes", "is_series"),
    [
        ({"tabled_on": date(2025, 3, 4)}, True),
        ({"tabled_on": date(2025, 3, 4), "asked_by": Person("B", 8)}, True),
        ({}, False),
        ({"tabled_on": date(2025, 3, 4), "answering_body": AnsweringBody("Fog Office")}, False),
        ({"tabled_on": date(2025, 3, 4), "text": TEXT.replace("how many lanterns", "how many 40-watt lanterns")}, False),
    ],
)
def test_a_series_is_one_question_to_one_body_on_another_day(changes: dict[str, object], is_series: bool) -> None:
    entries = [entry_of(replace(PORTS, id="3", **changes)), entry_of(PORTS)]
    assert [groups_of(entries).series.get(entry.id, "") for entry in entries] == (["1", "1"] if is_series else ["", ""])


def test_a_renamed_department_is_one_body() -> None:
    old, new = AnsweringBody("Department of Health"), AnsweringBody("Department of Health and Social Care")
    entries = [
        entry_of(replace(PORTS, tabled_on=date(2017, 3, 4), answering_body=old)),
        entry_of(replace(PORTS, id="2", answering_body=new)),
    ]
    assert [groups_of(entries).series.get(entry.id, "") for entry in entries] == ["1", "1"]
    other = entry_of(replace(PORTS, id="3", answering_body=AnsweringBody("Department for Business and Trade")))
    assert (
        other.body != entry_of(replace(PORTS, answering_body=AnsweringBody("Department for Energy Security and Net Zero"))).body
    )
