"""The columns of a long page of CSV are those of a few of its items: one for each layout of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, Person, Question
from tests.invented import questions
from web import Assets, create_app
from web.linked_data import item_views, lists
from web.linked_data.formats.as_csv import paths_of
from web.linked_data.layouts import layout_of
from web.site.options import SiteOptions

PERSON = Person("Ivor Quill", 71, "Gannet Rock")
ANSWER = Answer(
    html="<p>Yes.</p>",
    text="Yes.",
    answered_on=date(2024, 2, 9),
    answered_by=PERSON,
    first_answered_at="2024-02-09T12:00:00Z",
    first_corrected_at="2024-02-10T12:00:00Z",
    previous_versions=("http://data.parliament.uk/resources/5/answer/previousversion/1",),
    attachments=(Attachment("Tides", "tides.pdf"),),
)
QUESTION = Question(
    id="5",
    house="Commons",
    text="To ask.",
    uin="7",
    tabled_on=date(2024, 2, 5),
    due_on=date(2024, 2, 8),
    asked_by=PERSON,
    answering_body=AnsweringBody("Ministry of Tides", 0, "Tides", "Tides"),
    heading="Fog",
    answer=ANSWER,
    grouped=(GroupedQuestion("8"),),
    session="2023/24",
)
"""A record with every value that can be a property of an item."""

REQUIRED_TEXTS = ("text", "name", "uin")
"""Fields without a default value that may be empty."""


def without_one_value(part: msgspec.Struct) -> Iterator[Any]:
    """Yield copies of a record, or of a part of one, each without one value."""
    for field in msgspec.structs.fields(part):
        value, default = getattr(part, field.name), field.default
        if isinstance(value, msgspec.Struct):
            yield from (replace(part, **{field.name: other}) for other in without_one_value(value))
        elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            yield from (replace(part, **{field.name: (other, *value[1:])}) for other in without_one_value(value[0]))
        if default is not msgspec.NODEFAULT:
            yield replace(part, **{field.name: default})
        elif field.name in REQUIRED_TEXTS:
            yield replace(part, **{field.name: ""})


def test_records_of_one_layout_have_items_with_the_same_properties() -> None:
    records = [QUESTION, replace(QUESTION, tabled_on=date(2009, 1, 5))]
    for _ in range(2):
        records += dict.fromkeys(other for record in records for other in without_one_value(record))
    columns: dict[Hashable, set[Any]] = defaultdict(set)
    for record in records:
        item = item_views.item_in_view(record, item_views.ALL, ())
        columns[layout_of(record)].add(tuple(paths_of([item])))
    assert all(len(paths) == 1 for paths in columns.values())
    assert len(columns) > 500


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(lists, "READ_AT_ONCE", 7)
    return create_app(MemoryEngine(questions(400)), Assets.find(), SiteOptions(linked_data_all=True)).test_client()


def test_few_items_are_made_for_the_columns(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    item_ids = []

    def noting(question: Question, *args: Any) -> Any:
        item_ids.append(question.id)
        return item_views.item_in_view(question, *args)

    monkeypatch.setattr(lists, "item_in_view", noting)
    body = client.get("/answeredquestions.csv?_pageSize=1000").text
    records = len(set(item_ids))
    assert records > 200
    assert len(item_ids) - records < records / 2, "the rows need an item of each record, the columns fewer"
    assert body.count("\n") >= records
