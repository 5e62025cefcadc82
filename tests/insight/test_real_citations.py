"""Real records, where they are installed: what their references are resolved to, beside what readers say."""

from __future__ import annotations

import os
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from indexer.deriving.passes import derive_all
from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from indexer.staging.store import StagingStore
from search.model.derived import Derived

SHARED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared"))
PAIRS = SHARED / "relevance" / "referrals" / "pairs.tsv"
JUDGED = Path(__file__).with_name("citations_judged.tsv")
pytestmark = pytest.mark.skipif(not PAIRS.is_file(), reason=f"the real records are not at {SHARED}")

OTHER_SESSION = {("1917785", "1677033")}
"""A pair that was made by UIN alone: the answer names Question 6099 of 8 June 2026, and the record has its number in 2023."""


@cache
def derived() -> dict[str, Derived]:
    """The derived values of all real records, as a build makes them."""
    with StagingStore.open() as staging:
        for file in map(detect_source, input_files([SHARED / "data"])):
            if isinstance(file, SourceFile):
                with staging.reading_file():
                    for record in file.records():
                        if isinstance(record, DecodedRecord):
                            staging.add(record.question, record.seen_at)
        return {question.id: question.derived for question in derive_all(staging.merge_sources().questions)}


def test_every_pair_of_a_referring_answer_is_found() -> None:
    pairs = {tuple(line.split("\t")) for line in PAIRS.read_text("utf-8").splitlines()}
    missed = {pair for pair in pairs if pair[1] not in derived()[pair[0]].follows}
    assert len(pairs) == 422
    assert missed == OTHER_SESSION


def test_the_judged_references_are_resolved_as_judged() -> None:
    lines = [line.split("\t") for line in JUDGED.read_text("utf-8").splitlines() if not line.startswith("#")]
    judged = [(record, int(place), cited) for record, place, cited, verdict in lines if verdict == "right"]
    assert len(lines) == 200
    assert len(judged) >= 0.98 * len(lines)
    assert [line for line in judged if derived()[line[0]].citations[line[1]].id != line[2]] == []


def test_what_follows_and_what_is_followed_agree() -> None:
    followers = defaultdict(set)
    for record, values in derived().items():
        for cited in values.follows:
            followers[cited].add(record)
    assert {record: set(values.followed_by) for record, values in derived().items() if values.followed_by} == followers


def test_there_are_as_many_sets_and_series_as_counted() -> None:
    sets, series = defaultdict(set), defaultdict(set)
    for record, values in derived().items():
        sets[values.set].add(record)
        series[values.series].add(record)
    del sets[""], series[""]
    large = [members for members in sets.values() if len(members) >= 5]
    assert len(large) >= 84
    assert sum(map(len, large)) >= 660
    assert len(series) >= 90
    assert all(len(members) > 1 for members in (*sets.values(), *series.values()))
