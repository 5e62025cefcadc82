"""The parts between codec and engine: order, columns, the foremost, words, batches in several processes."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rapidfuzz.distance import OSA

from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute.top_k import top_k
from search.engines.whoosh.read import facet_counts
from search.engines.whoosh.read.segment_vocabulary import SegmentVocabulary
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write import writer
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon.vocabulary import CountedWords
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.request import SearchRequest
from search.text.analysis import words
from tests.invented import questions

FACETS = [field for field in FIELDS.values() if field.facet]


def opened(index_data: Path) -> Snapshot:
    return WhooshEngine(index_data).snapshot()._snapshot


@pytest.fixture
def in_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Ninety records in one large segment and two small ones, ten of them deleted."""
    monkeypatch.setattr("search.engines.whoosh.write.updating.FULL_MERGE_DIVISOR", 0)
    records = questions(90, seed=2)
    WhooshWriter(tmp_path).rebuild(records[:60])
    WhooshWriter(tmp_path).update(records[60:75])
    WhooshWriter(tmp_path).update(records[75:], [record.id for record in records[:10]])
    snapshot = opened(tmp_path)
    assert len(snapshot.segments) == 3
    return snapshot


def records_of(snapshot: Snapshot) -> list[Question]:
    return [snapshot.record(doc) for doc in snapshot.all_docs.tolist()]


def test_ties_are_settled_by_day_and_id_however_long(tmp_path: Path) -> None:
    day = date(2024, 5, 1)
    ids = ["12345678", "123456789", "1234567890", "12345678a", "z", "a", "commons-2009-11-02-1", "commons-2009-11-02-10", "é"]
    held = [replace(questions(1)[0], id=each, tabled_on=day if number % 3 else None) for number, each in enumerate(ids)]
    WhooshWriter(tmp_path).rebuild(held[::-1])
    found = [question.id for question in WhooshEngine(tmp_path).scan(SearchRequest(sort="newest"))]
    assert found == [q.id for q in sorted(held, key=lambda q: (q.tabled_on is None, q.id))]


@pytest.mark.parametrize("most", [0, 50, facet_counts.MAX_COMBINATIONS])
def test_columns_are_counted_together_as_they_are_apart(
    in_segments: Snapshot, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(facet_counts, "MAX_COMBINATIONS", most)
    records = records_of(in_segments)
    every = [field.name for field in FACETS]
    for docs, held in ((in_segments.all_docs, records), (in_segments.all_docs[::3], records[::3])):
        for field in FACETS:
            expected = Counter(value for question in held for value in field.values(question))
            for names in ([field.name], every):
                counts = in_segments.facet_counts(docs, *names)[field.name]
                named = dict(zip(in_segments.doc_values(field.name).values, counts.tolist(), strict=True))
                assert {name: count for name, count in named.items() if count} == expected
    assert (len(in_segments._facet_counter.tables) == len(FACETS)) == (most == 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=60), st.integers(1, 70), st.sampled_from([1, 2, 64]))
def test_the_foremost_are_the_first_of_all_sorted(keys: list[int], wanted: int, sampled: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.engines.whoosh.execute.top_k.SAMPLE_INTERVAL", sampled)
        repeated = np.array(keys * 9, np.float32)
        ties = np.random.default_rng(1).permutation(len(repeated))
        expected = sorted(range(len(repeated)), key=lambda at: (repeated[at], ties[at]))
        assert top_k(repeated, ties.take, wanted).tolist() == expected[:wanted]


def test_the_words_are_those_of_the_records_that_are_there(in_segments: Snapshot) -> None:
    fields = [field for field in FIELDS.values() if field.has_words]
    texts = (value for q in records_of(in_segments) for field in fields for value in field.values(q))
    expected = CountedWords(Counter(word for text in texts for word in words(text)))
    found = SegmentVocabulary(in_segments.segments)
    every = {word for piece in expected.words_with_prefix("") for word in piece}
    assert {word for piece in found.words_with_prefix("") for word in piece} == every
    assert all(found.count(word) == expected.count(word) for word in every)
    for prefix in ("", "f", "fu", "zz", "é"):
        assert found.most_frequent(prefix, 5) == expected.most_frequent(prefix, 5)
        assert found.count_with_prefix(prefix) >= expected.count_with_prefix(prefix)
    for typed, edits in (("fund", 1), ("fnud", 2), ("a", 2), ("élan", 1), ("elan", 2), ("", 2), ("q" * 40, 2)):
        near = [{word for piece in source.words_near(typed, edits) for word in piece} for source in (found, expected)]
        assert near[0] <= every
        assert {word for word in near[0] if OSA.distance(word, typed) <= edits} == {
            word for word in near[1] if OSA.distance(word, typed) <= edits
        }


def test_two_processes_make_the_index_that_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 40)
    records = questions(150, seed=8)
    found = []
    for processes in (1, 2):
        WhooshWriter(tmp_path / str(processes), processes).rebuild(records)
        (segment,) = opened(tmp_path / str(processes)).segments
        found.append({path.suffix: path.read_bytes() for path in segment.files})
        assert check(tmp_path / str(processes)) == []
    assert found[0] == found[1]


def test_a_record_that_cannot_be_indexed_is_an_error_wherever_it_is(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 40)
    bad = [replace(one, heading="a lone \ud800 surrogate") if n == 90 else one for n, one in enumerate(questions(120))]
    for processes in (1, 2):
        with pytest.raises(UnicodeEncodeError):
            WhooshWriter(index_data, processes).rebuild(bad)
        assert WhooshEngine(index_data).info().records == 60


def test_a_process_that_dies_is_said(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 10)
    started: list[BaseProcess] = []
    start = BaseProcess.start

    def record_start(process: BaseProcess) -> None:
        started.append(process)
        start(process)

    monkeypatch.setattr(BaseProcess, "start", record_start)

    def records() -> Iterator[Question]:
        for number, question in enumerate(questions(60)):
            if number == 45:
                os.kill(started[0].pid or 0, signal.SIGKILL)
            yield question

    with pytest.raises(OSError, match=r"ended unexpectedly|Broken pipe|reset by peer"):
        WhooshWriter(index_data, 2).rebuild(records())
    assert WhooshEngine(index_data).info().records == 60
    assert all(process.exitcode is not None for process in started)


def test_an_empty_index_answers(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild([])
    engine = WhooshEngine(tmp_path)
    assert (engine.search(SearchRequest()).total, engine.get("1"), engine.info().tabled) == (0, None, None)
    assert engine.key_terms(questions(1)[0], 5) == ()
    assert check(tmp_path) == []


def test_a_segment_opens_without_reading_what_is_in_it(index_data: Path) -> None:
    for segment in opened(index_data).segments:
        fresh = Segment(segment.stem.parent, segment.name)
        groups = fresh.postings.values()
        assert not any("posting_starts" in vars(group) or "lexicon" in vars(group) for group in groups)
