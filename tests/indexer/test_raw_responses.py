"""Stored responses of the official API: an odd item or response costs itself alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.files.response_store import RawStore, Response
from indexer.outcomes import DecodedRecord, Rejection
from indexer.sources.raw_responses import ResponseFile
from indexer.staging.store import StagingStore
from tests.indexer.source_records import official

ADDRESS = "https://a.example/api/writtenquestions/questions/501"


def stored(folder: Path, *bodies: Any) -> ResponseFile:
    store = RawStore(folder)
    for body in bodies:
        store.append(Response.of(ADDRESS, 200, body if isinstance(body, str) else json.dumps(body)))
    store.close()
    return ResponseFile(store.files()[0])


@pytest.mark.parametrize(
    ("body", "decoded", "rejected"),
    [
        ({"totalResults": 0, "results": None}, 0, 0),
        ({"totalResults": 2, "results": [7, official()]}, 1, 1),
        ({"totalResults": 2, "results": [official(house="x"), official(dateTabled="soon")]}, 1, 1),
        ([official()], 0, 1),
        ("not JSON", 0, 1),
    ],
)
def test_only_the_odd_response_is_rejected(tmp_path: Path, body: Any, decoded: int, rejected: int) -> None:
    records = list(stored(tmp_path, body, official()).records())
    assert sum(isinstance(record, DecodedRecord) for record in records) == decoded + 1
    assert sum(isinstance(record, Rejection) for record in records) == rejected


def test_the_text_of_a_withdrawn_question_stays_in_its_history(tmp_path: Path) -> None:
    open_question = official(answerText=None, dateAnswered=None)
    withdrawn = official(questionText=None, answerText=None, dateAnswered=None, isWithdrawn=True)
    with StagingStore.open() as staging:
        for record in stored(tmp_path, open_question, withdrawn).records():
            assert isinstance(record, DecodedRecord)
            staging.add(record.question, record.seen_at)
        (question,) = staging.merge_sources().questions()
    assert question.is_withdrawn
    assert [version.is_withdrawn for version in question.versions] == [False, True]
    assert {version.text for version in question.versions} == {question.text}
    assert question.text.startswith("To ask")
