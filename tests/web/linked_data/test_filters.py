"""Filters on every property path, by value and by URI, find the same items as a plain loop over all items."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from search.engine import Engine
from search.model.linked_data_paths import leaf_values
from search.query.nodes import Node
from tests.web.linked_data.conftest import Ask
from web.linked_data import filters
from web.linked_data.items import Item, values

DAYS = ("date", "answer.dateOfAnswer")
STAMPS = ("answer.questionFirstAnswered", "answer.questionFirstMinisteriallyCorrected")
TEXT_PATHS = ("uin", "hansardHeading", "answeringDeptId", "AnsweringBody", "answer.groupedQuestionUIN", "tablingMember.label")
COMPARED: dict[str, Callable[[str, str], bool]] = {
    "min-": lambda text, bound: text >= bound,
    "max-": lambda text, bound: text <= bound,
    "minEx-": lambda text, bound: text > bound,
    "maxEx-": lambda text, bound: text < bound,
}


def uris(ask: Ask, **parameters: str | list[str]) -> set[str]:
    result = ask("/answeredquestions.json", _pageSize="500", **parameters)
    assert result["totalResults"] == len(result["items"])
    return {item["_about"] for item in result["items"]}


def uris_where(items: list[Item], path: str, fits: Callable[[str], bool]) -> set[str]:
    return {item["_about"] for item in items if any(fits(value) for value in values(item, path))}


def every_path(items: list[Item]) -> dict[str, list[str]]:
    paths: dict[str, dict[str, None]] = {}
    for item in items:
        for path, value in leaf_values(item):
            paths.setdefault(path, {})[value] = None
    return {path: list(values) for path, values in paths.items()}


def test_every_value_of_every_path_finds_its_items_with_and_without_a_final_dot(ask: Ask, answered: list[Item]) -> None:
    paths = every_path(answered)
    assert len(paths) > 30
    for path, path_values in paths.items():
        for value in path_values[:6]:
            expected = uris_where(answered, path, lambda text, value=value: text == value)  # type: ignore[misc]
            assert uris(ask, **{path: value}) == expected != set(), (path, value)
        assert uris(ask, **{f"{path}.": path_values[0]}) == uris(ask, **{path: path_values[0]})
        assert uris(ask, **{path: "no such value"} if path not in DAYS else {path: "1999-01-01"}) == set()


def test_exists_finds_the_items_with_or_without_a_path(ask: Ask, answered: list[Item]) -> None:
    everything = {item["_about"] for item in answered}
    for path in every_path(answered):
        expected = uris_where(answered, path, lambda _: True)
        assert uris(ask, **{f"exists-{path}": "true"}) == expected, path
        assert uris(ask, **{f"exists-{path}": "false"}) == everything - expected, path


@pytest.mark.parametrize("path", TEXT_PATHS)
@pytest.mark.parametrize("operator", COMPARED)
def test_texts_are_compared_character_by_character(ask: Ask, answered: list[Item], operator: str, path: str) -> None:
    for value in every_path(answered)[path][:5]:
        expected = uris_where(answered, path, lambda text, value=value: COMPARED[operator](text, value))  # type: ignore[misc]
        assert uris(ask, **{operator + path: value}) == expected, value


@pytest.mark.parametrize("path", [*DAYS, *STAMPS])
@pytest.mark.parametrize("operator", COMPARED)
def test_a_bound_that_is_a_day_includes_or_excludes_the_whole_day(
    ask: Ask, answered: list[Item], operator: str, path: str
) -> None:
    for value in every_path(answered)[path][:5]:
        day = value[:10]
        expected = uris_where(answered, path, lambda text, day=day: COMPARED[operator](text[:10], day))  # type: ignore[misc]
        assert uris(ask, **{operator + path: day}) == expected, value


@pytest.mark.parametrize("operator", COMPARED)
def test_time_stamps_are_compared_as_times(ask: Ask, answered: list[Item], operator: str) -> None:
    path = STAMPS[0]
    for value in every_path(answered)[path][:5]:
        expected = uris_where(answered, path, lambda text, value=value: COMPARED[operator](text[:-1], value[:-1]))  # type: ignore[misc]
        assert uris(ask, **{operator + path: value}) == expected, value


def test_a_day_may_have_a_time_or_no_day_of_the_month(ask: Ask) -> None:
    for path in DAYS:
        assert uris(ask, **{f"min-{path}": "2015-02-01T00:00:00"}) == uris(ask, **{f"min-{path}": "2015-02-01"}) != set()
        assert uris(ask, **{path: "2015-02"}) == uris(ask, **{f"min-{path}": "2015-02-01", f"max-{path}": "2015-02-28"})


def test_a_parameter_given_twice_means_either(ask: Ask) -> None:
    fog, tides = (uris(ask, hansardHeading=heading) for heading in ("Fog", "Tides: Tables"))
    assert uris(ask, hansardHeading=["Fog", "Tides: Tables"]) == fog | tides
    assert fog
    assert tides


def test_different_parameters_all_apply(ask: Ask) -> None:
    fog, lords = uris(ask, hansardHeading="Fog"), uris(ask, houseId="2")
    assert uris(ask, hansardHeading="Fog", houseId="2") == fog & lords != set()


def test_name_finds_the_label_of_a_resource(ask: Ask, answered: list[Item]) -> None:
    label = "Biography information for Ivor Quill"
    expected = uris_where(answered, "tablingMember.label", lambda text: text == label)
    assert uris(ask, **{"name-tablingMember": label}) == expected != set()
    assert uris(ask, **{"name-legislature": "House of Lords"}) == uris(ask, houseId="2")


def test_a_property_of_the_answer_may_be_named_without_answer_before_it(ask: Ask) -> None:
    member = "http://data.parliament.uk/members/72"
    assert uris(ask, answeringMember=member) == uris(ask, **{"answer.answeringMember": member}) != set()
    assert uris(ask, **{"min-dateOfAnswer": "2015-02-01"}) == uris(ask, **{"min-answer.dateOfAnswer": "2015-02-01"})
    assert uris(ask, dateTabled="2015-02-01") == uris(ask, date="2015-02-01")


def test_uris_may_begin_with_https(ask: Ask) -> None:
    for path, value in [
        ("tablingMember", "//data.parliament.uk/members/71"),
        ("legislature", "//data.parliament.uk/terms/25277"),
    ]:
        assert uris(ask, **{path: f"https:{value}"}) == uris(ask, **{path: f"http:{value}"}) != set()


def test_a_text_of_too_many_records_is_refused(api: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.linked_data.filters.MAX_COMPARED_RECORDS", 3)
    response = api.get("/answeredquestions.json", query_string={"questionText": "how the coastal"})
    assert response.status_code == 400
    assert "More than 3 records have these words" in response.text
    several = [("questionText", str(number)) for number in range(6)]
    assert "At most 5 whole texts" in api.get("/answeredquestions.json", query_string=several).text


def test_all_texts_of_an_address_compare_as_many_records_as_one_may(
    api: FlaskClient, answered: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [item["questionText"] for item in answered[:3]]
    compared: list[int] = []
    compare = filters.equals_text

    def recorded(path: str, text: str, engine: Engine, most: int) -> tuple[Node, int]:
        node, count = compare(path, text, engine, most)
        compared.append(count)
        return node, count

    monkeypatch.setattr(filters, "equals_text", recorded)
    query = [("questionText", text) for text in texts]
    assert len(api.get("/answeredquestions.json", query_string=query).get_json()["result"]["items"]) >= 3
    monkeypatch.setattr(filters, "MAX_COMPARED_RECORDS", sum(compared) - 1)
    response = api.get("/answeredquestions.json", query_string=query)
    assert response.status_code == 400
    assert "would be compared with the text" in response.text
    monkeypatch.setattr(filters, "MAX_COMPARED_RECORDS", sum(compared))
    assert api.get("/answeredquestions.json", query_string=query).status_code == 200


def test_a_text_without_words_finds_nothing(ask: Ask) -> None:
    assert uris(ask, questionText="…") == set()
