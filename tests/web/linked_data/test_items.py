"""A record as an item: the API's own object unchanged, or an object of the same shape for a record of another source."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer import progress
from indexer.build import build
from indexer.sources.linked_data import read_question
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.linked_data_paths import TEXT_PATHS
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, Person, Question
from tests.web.conftest import SEED_SHAPED
from tests.web.linked_data.conftest import made_items
from web import Assets, create_app
from web.linked_data import item_views, items
from web.linked_data.formats import as_csv
from web.linked_data.items import Item, item, values, whole_texts
from web.linked_data.page_urls import property_label

SAMPLES = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "samples" / "linked-data"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the real records are not at {SAMPLES}")


def test_the_apis_own_object_is_returned_unchanged() -> None:
    for original in made_items(10):
        assert item(read_question(original)) == original


def test_whole_texts_are_those_of_the_item() -> None:
    records = [*(read_question(original) for original in made_items(40)), Question("7", "Lords", "Why?")]
    for html in ("", "<p>Because.</p>"):
        records.append(Question("8", "Lords", "Why?", answer=Answer(html, "Because.")))
    texts = 0
    for record in records:
        for path in TEXT_PATHS:
            assert whole_texts(record, path) == (values(item(record), path) or [""])
            texts += 1
    assert texts > 80


def test_a_record_of_another_source_has_the_same_shape() -> None:
    record = Question(
        id="7",
        house="Lords",
        text="To ask why the lamps are out.",
        uin="HL1",
        tabled_on=date(2024, 3, 5),
        asked_by=Person("Baroness Fenwick", 4197),
        answering_body=AnsweringBody("Office of Lanterns", 1),
        heading="Lamps",
        answer=Answer(
            html="<p>Oil.</p>",
            text="Oil.",
            answered_on=date(2024, 3, 8),
            answered_by=Person("Ivor Quill", 71, "Gannet Rock"),
            attachments=(Attachment("Wicks", "wicks.pdf"),),
        ),
        grouped=(GroupedQuestion("HL2"), GroupedQuestion("HL3")),
    )
    about = "http://data.parliament.uk/resources/7"
    assert item(record) == {
        "_about": about,
        "AnsweringBody": [{"_value": "Office of Lanterns"}],
        "answer": {
            "_about": f"{about}/answer",
            "answerText": {"_value": "<p>Oil.</p>"},
            "answeringMember": {
                "_about": "http://data.parliament.uk/members/71",
                "label": {"_value": "Biography information for Ivor Quill"},
            },
            "answeringMemberConstituency": {"_value": "Gannet Rock"},
            "answeringMemberPrinted": {"_value": "Ivor Quill"},
            "attachment": {"_about": f"{about}/answer/attachment/1", "fileName": {"_value": "wicks.pdf"}, "title": "Wicks"},
            "dateOfAnswer": {"_value": "2024-03-08", "_datatype": "dateTime"},
            "groupedQuestionUIN": [{"_value": "HL2"}, {"_value": "HL3"}],
            "isMinisterialCorrection": {"_value": "false", "_datatype": "boolean"},
            "questionFirstAnswered": [{"_value": "2024-03-08T00:00:00Z", "_datatype": "dateTime"}],
        },
        "answeringDeptId": {"_value": "1"},
        "date": {"_value": "2024-03-05", "_datatype": "dateTime"},
        "hansardHeading": {"_value": "Lamps"},
        "houseId": {"_value": "2"},
        "legislature": [{"_about": "http://data.parliament.uk/terms/25277", "prefLabel": {"_value": "House of Lords"}}],
        "questionText": "To ask why the lamps are out.",
        "registeredInterest": {"_value": "false", "_datatype": "boolean"},
        "tablingMember": {
            "_about": "http://data.parliament.uk/members/4197",
            "label": {"_value": "Biography information for Baroness Fenwick"},
        },
        "tablingMemberPrinted": [{"_value": "Baroness Fenwick"}],
        "uin": "HL1",
    }
    bare = item(Question(id="8", house="Commons", text="To ask."))
    assert bare.keys() == {"_about", "houseId", "legislature", "questionText", "registeredInterest"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("answeringDeptId", "answering dept id"),
        ("AnsweringBody", "answering body"),
        ("groupedQuestionUIN", "grouped question UIN"),
        ("uin", "uin"),
        ("isMinisterialCorrection", "is ministerial correction"),
        ("prefLabel", "pref label"),
    ],
)
def test_labels_of_properties(name: str, label: str) -> None:
    assert property_label(name) == label


def test_an_item_made_from_a_record_has_every_property_of_a_real_one() -> None:
    made_item = item(
        Question(**{name: getattr(SEED_SHAPED, name) for name in SEED_SHAPED.__struct_fields__ if name != "source_records"})
    )
    assert made_item["answer"].keys() >= {"attachment", "groupedQuestionUIN", "questionFirstAnswered", "answeringMember"}


def originals() -> list[Item]:
    return [
        original for path in sorted(SAMPLES.glob("*.json")) for original in json.loads(path.read_bytes())["result"]["items"]
    ]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("samples")
    build([SAMPLES], WhooshWriter(folder), folder / "rejected.ndjson", progress.lines)
    engine = WhooshEngine(folder)
    with create_app(engine, Assets.find()).test_client() as client:
        yield client
    engine.close()


@needs_samples
def test_every_real_item_is_served_unchanged_by_itself(real: FlaskClient) -> None:
    real_items = originals()
    assert len(real_items) == 510
    for original in real_items:
        result: dict[str, Any] = real.get(f"{original['_about'].removeprefix('http://data.parliament.uk')}.json").get_json()[
            "result"
        ]
        topic = result["primaryTopic"]
        assert topic.pop("isPrimaryTopicOf") == result["_about"]
        assert topic == original


@needs_samples
@pytest.mark.parametrize("size", [10, 500, 1000])
def test_every_real_item_is_served_unchanged_in_lists(real: FlaskClient, size: int) -> None:
    expected = {original["_about"]: original for original in originals()}
    served: dict[str, Item] = {}
    for page in range(-(-len(expected) // size)):
        result = real.get(f"/answeredquestions.json?_pageSize={size}&_page={page}").get_json()["result"]
        assert result["totalResults"] == len(expected)
        assert not served.keys() & {served_item["_about"] for served_item in result["items"]}
        served |= {served_item["_about"]: served_item for served_item in result["items"]}
    assert served == expected


def test_the_paths_of_a_page_are_those_of_the_cells_of_its_items() -> None:
    page = [item(read_question(made_item)) for made_item in made_items(40)]
    paths = as_csv.paths_of(page)
    assert set(paths) == {path for page_item in page for path in as_csv._columns(page_item)} - {("uri",)}
    assert len(paths) > 20


def test_the_columns_of_a_page_are_found_without_writing_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    page = [item(read_question(made_item)) for made_item in made_items(3)]
    monkeypatch.delattr(as_csv, "_text")
    assert as_csv.paths_of(page)


def test_the_answer_is_not_made_for_a_view_of_the_question_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    record = Question("8", "Lords", "Why?", uin="HL1", answer=Answer("", "Because."))
    whole = item_views.item_in_view(record, item_views.TABLED, ("answer.answerText",))
    assert whole["answer"]["answerText"] == {"_value": "Because."}
    monkeypatch.delattr(items, "_answer")
    assert item_views.item_in_view(record, item_views.TABLED, ())["uin"] == "HL1"


def test_properties_that_no_view_has_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(item_views, "session_of")
    record = Question("8", "Lords", "Why?", uin="HL1", tabled_on=date(2024, 3, 5))
    assert "session" not in item_views.item_in_view(record, item_views.ANSWERED, ())


def test_the_paths_of_a_list_are_grouped_once_for_all_its_items() -> None:
    item_views._by_first_name.cache_clear()
    for number in range(20):
        selected = item_views.item_in_view(
            Question(str(number), "Lords", "Why?"), item_views.TABLED, ("legislature.prefLabel",)
        )
        assert list(selected["legislature"][0]) == ["_about", "prefLabel"]
    assert item_views._by_first_name.cache_info().misses == 2
