"""The Linked Data API's paths: the values of an item, and the fields that paths map to."""

from __future__ import annotations

import pytest

from search.model.fields import FIELDS
from search.model.linked_data_paths import PATHS, TEXT_PATHS, leaf_values, property_value, unmapped_properties

ITEM = {
    "_about": "http://data.parliament.uk/resources/7",
    "AnsweringBody": [{"_value": "Office of Lanterns"}],
    "answer": {
        "_about": "http://data.parliament.uk/resources/7/answer",
        "answerText": {"_value": "<p>Lit.</p>"},
        "questionFirstAnswered": [{"_value": "2021-02-23T16:52:29.297Z", "_datatype": "dateTime"}],
        "attachment": {"_about": "http://data.parliament.uk/resources/7/answer/attachment/1", "title": "Wicks"},
    },
    "tablingMember": {
        "_about": "http://data.parliament.uk/members/4",
        "label": {"_value": "Biography information for A Fenwick"},
    },
    "questionText": "To ask why.",
    "uin": "HL1",
    "note": None,
}


def test_leaf_values_are_every_value_with_its_path() -> None:
    assert dict(leaf_values(ITEM)) == {
        "AnsweringBody": "Office of Lanterns",
        "answer": "http://data.parliament.uk/resources/7/answer",
        "answer.answerText": "<p>Lit.</p>",
        "answer.questionFirstAnswered": "2021-02-23T16:52:29.297Z",
        "answer.attachment": "http://data.parliament.uk/resources/7/answer/attachment/1",
        "answer.attachment.title": "Wicks",
        "tablingMember": "http://data.parliament.uk/members/4",
        "tablingMember.label": "Biography information for A Fenwick",
        "questionText": "To ask why.",
        "uin": "HL1",
    }


def test_properties_are_the_values_that_map_to_no_field() -> None:
    assert unmapped_properties(ITEM) == (
        "answer.questionFirstAnswered=2021-02-23T16:52:29.297",
        "answer.attachment=http://data.parliament.uk/resources/7/answer/attachment/1",
        "tablingMember.label=Biography information for A Fenwick",
    )
    assert unmapped_properties({"note": "x" * 1001, "other": " "}) == ()


def test_every_path_maps_to_a_field() -> None:
    assert {path.field for path in PATHS.values()} | set(TEXT_PATHS.values()) <= FIELDS.keys()


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("registeredInterest", "true", "yes"),
        ("registeredInterest", "perhaps", None),
        ("tablingMember", "https://data.parliament.uk/members/4197", "4197"),
        ("tablingMember", "4197", None),
        ("legislature", "http://data.parliament.uk/terms/25277", "House of Lords"),
        ("legislature", "http://data.parliament.uk/terms/1", None),
        ("tablingMemberPrinted", "A Fenwick ,", "A Fenwick"),
        ("hansardHeading", " Lamps:  Oil ", "Lamps: Oil"),
    ],
)
def test_values_of_the_api_are_converted(path: str, text: str, value: str | None) -> None:
    assert PATHS[path].parse(text) == value


def test_time_stamps_sort_by_time() -> None:
    times = ["2021-02-23T16:52:29Z", "2021-02-23T16:52:29.29Z", "2021-02-23T16:52:29.297Z", "2021-02-23T16:52:30.1Z"]
    values = [property_value("t", time) for time in times]
    assert sorted(values) == values
