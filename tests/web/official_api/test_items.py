"""One record: by its number, and by its day and UIN."""

from __future__ import annotations

import pytest

from tests.web.official_api.conftest import Ask
from tests.web.official_api.made import Json


def test_every_record_is_served_by_its_number_as_in_the_list(ask: Ask, values: list[Json]) -> None:
    for value in values:
        item = ask(f"/{value['id']}", expandMember="true")
        link = {"rel": "self", "href": f"/Questions/{value['id']}", "method": "GET"}
        assert item == {"value": value, "links": [link]}


def test_a_record_is_served_by_its_day_and_uin(ask: Ask, values: list[Json]) -> None:
    expected = ask("/1285393")
    assert expected["value"]["askingMember"] is None
    for address in ("/2021-02-09/HL13171", "/2021-02-09/hl13171", "/2021-02-09T00:00:00/HL13171"):
        assert ask(address) == expected
    assert ask("/2021-02-09/HL13171", expandMember="true")["value"] in values


def test_of_several_with_one_day_and_uin_the_first_by_number_is_served(ask: Ask) -> None:
    assert ask("/2024-06-03/31")["value"]["id"] == 41


def test_a_withdrawn_record_is_served(ask: Ask) -> None:
    assert ask("/2005")["value"]["isWithdrawn"] is True


@pytest.mark.parametrize(("address", "is_current"), [("/41", False), ("/2024-06-03/31", False), ("/1018", True)])
def test_a_record_of_another_session_is_not_found(ask: Ask, address: str, is_current: bool) -> None:
    assert ask(address, sessionStatus="Any")["value"]
    ask(address, status=200 if is_current else 404, sessionStatus="Current")


@pytest.mark.parametrize("address", ["/0", "/999999", "/2147483647", "/2021-02-09/1", "/2021-02-10/HL13171", "/2021-02-09/%22"])
def test_an_unknown_record_is_not_found(ask: Ask, address: str) -> None:
    error = ask(address, status=404)
    assert (error["status"], error["title"], error["detail"]) == (404, "Not Found", "There is no such question here.")
