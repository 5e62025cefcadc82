"""Long lists of both public APIs are sent while they are made: from one build, although the index is rebuilt meanwhile."""

from __future__ import annotations

import sys

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import AnsweringBody, Person, Question
from search.results.types import IndexInfo
from tests.invented import questions
from web import Assets, create_app
from web.http import streaming
from web.linked_data import lists
from web.site.options import SiteOptions

RECORDS = 40
LINKED_DATA = f"answeredquestions.{{}}?_pageSize={lists.READ_AT_ONCE + 1}"
ADDRESSES = (
    *(LINKED_DATA.format(ending) for ending in ("json", "xml", "csv", "text")),
    "api/writtenquestions/questions?take=5000&expandMember=true",
)


def records(number: int) -> list[Question]:
    """Records that name their members and bodies, and one that has their numbers: those of the build ``number``."""
    asker, body = Person("Ivor Quill"), AnsweringBody("Ministry of Tides")
    named = [replace(question, asked_by=asker, answering_body=body) for question in questions(RECORDS)]
    numbered = replace(asker, member_id=number), replace(body, id=number, short_name=f"Tides {number}")
    return [*named[1:], replace(named[0], asked_by=numbered[0], answering_body=numbered[1])]


class Rebuilt(MemoryEngine):
    """An engine whose builds have names, as those of an index do."""

    def info(self) -> IndexInfo:
        return replace(super().info(), build=f"{super().info().built_at:%H%M%S%f}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_record_and_name_is_of_the_build_of_the_request(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Rebuilt(records(71))
    client = create_app(engine, Assets.find(), SiteOptions(linked_data_all=True)).test_client()
    expected = client.get(address).data
    monkeypatch.setattr(streaming, "MIN_CHUNK_BYTES", 1)
    monkeypatch.setattr(lists, "READ_AT_ONCE", 5)
    monkeypatch.setattr(sys.modules["web.official_api.routes"], "READ_AT_ONCE", 5)
    response = client.get(address, buffered=False)
    assert response.is_streamed
    engine.rebuild(records(72))
    assert response.data == expected
    assert client.get(address).data != expected
