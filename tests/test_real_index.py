"""Index the sample files of real records, if they are present, and compare searches with plain scans of the records."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import progress
from indexer.build import build
from indexer.report import Report
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Question, SourceRecord
from search.query.parser import parse
from search.query.request import SearchRequest

SAMPLES = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"there are no real records in {SAMPLES}")


@pytest.fixture(scope="module")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Report, WhooshEngine]]:
    folder = tmp_path_factory.mktemp("real")
    report = build([SAMPLES], WhooshWriter(folder), folder / "rejected.ndjson", progress.lines)
    engine = WhooshEngine(folder)
    yield report, engine
    engine.close()


def test_every_record_is_accounted_for(built_index: tuple[Report, WhooshEngine]) -> None:
    report, engine = built_index
    assert report.counts.rejected == 0
    assert engine.info().records == report.counts.indexed > 2000
    assert sum(file.record_count for file in report.files) == report.counts.total
    assert {skipped_file.path.name for skipped_file in report.skipped} == {"openapi.json", "answeredquestions-first-rows.csv"}


def source_record(question: Question | None, source: str) -> Any:
    assert question is not None
    return next(
        json.loads(record.body)
        for record in question.source_records
        if isinstance(record, SourceRecord) and record.source == source
    )


def test_linked_data_items_are_in_the_index_unchanged(built_index: tuple[Report, WhooshEngine]) -> None:
    items = [
        item
        for path in sorted((SAMPLES / "linked-data").glob("*.json"))
        for item in json.loads(path.read_bytes())["result"]["items"]
    ]
    assert len(items) == 510
    for item in items:
        assert source_record(built_index[1].get(item["_about"].rsplit("/", 1)[1]), "linked-data") == item


def test_official_api_results_are_in_the_index_unchanged(built_index: tuple[Report, WhooshEngine]) -> None:
    results = json.loads((SAMPLES / "official-api" / "month-2024-08-results.json").read_bytes())
    assert len(results) == 1004
    for result in results:
        assert source_record(built_index[1].get(str(result["value"]["id"])), "official-api") == result


def matches_patterns(*patterns: str) -> Callable[[Question], bool]:
    """Return a predicate: every regular expression matches the heading, the question or the answer of a record."""

    def matches(question: Question) -> bool:
        texts = (question.heading, question.text, question.answer.text if question.answer else "")
        return all(any(re.search(pattern, text, re.IGNORECASE) for text in texts) for pattern in patterns)

    return matches


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        ("tribunal", matches_patterns(r"(?<![\w.])tribunals?\b(?!\.\w)")),
        ('"legal aid"', matches_patterns(r"\blegal\W+aid(s|ed|ing)?\b")),
        ("heading:courts", lambda q: bool(re.search(r"\bcourts?\b", q.heading, re.IGNORECASE))),
        ("house:lords", lambda q: q.house == "Lords"),
        (
            "tabled:2024-08-05..2024-08-31",
            lambda q: q.tabled_on is not None and "2024-08-05" <= str(q.tabled_on) <= "2024-08-31",
        ),
    ],
)
def test_searches_find_the_records_of_a_plain_scan(
    built_index: tuple[Report, WhooshEngine], text: str, scan: Callable[..., bool]
) -> None:
    engine = built_index[1]
    expected = {question.id for question in engine.scan(SearchRequest()) if scan(question)}
    ids = {question.id for question in engine.scan(SearchRequest(text, parse(text).tree))}
    assert ids == expected != set()
