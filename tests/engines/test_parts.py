"""The parts between codec and engine: tie-break order, facet counts, top k, vocabulary, indexing in several processes."""

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
from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read import facet_counts
from search.engines.whoosh.read.segment_vocabulary import SegmentVocabulary
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write import writer
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon.vocabulary import CountedWords, Vocabulary
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.nodes import Fuzzy
from search.query.request import SearchRequest
from search.text.analysis import terms, words
from tests.invented import questions

FACETS = [field for field in FIELDS.values() if field.facet]


def open_snapshot(index_data: Path) -> Snapshot:
    return WhooshEngine(index_data).snapshot()._snapshot


@pytest.fixture
def in_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Ninety records in one large segment and two small ones, ten of them deleted."""
    monkeypatch.setattr("search.engines.whoosh.write.updating.FULL_MERGE_DIVISOR", 0)
    records = questions(90, seed=2)
    WhooshWriter(tmp_path).rebuild(records[:60])
    WhooshWriter(tmp_path).update(records[60:75])
    WhooshWriter(tmp_path).update(records[75:], [record.id for record in records[:10]])
    snapshot = open_snapshot(tmp_path)
    assert len(snapshot.segments) == 3
    return snapshot


def records_of(snapshot: Snapshot) -> list[Question]:
    return [snapshot.record(doc) for doc in snapshot.all_docs.tolist()]


def test_ties_are_ordered_by_day_then_by_ids_of_any_length(tmp_path: Path) -> None:
    day = date(2024, 5, 1)
    ids = ["12345678", "123456789", "1234567890", "12345678a", "z", "a", "commons-2009-11-02-1", "commons-2009-11-02-10", "é"]
    undated = replace(questions(1)[0], tabled_on=None, due_on=None, held_on=None, answer=None)
    records = [replace(undated, id=record_id, tabled_on=day if number % 3 else None) for number, record_id in enumerate(ids)]
    WhooshWriter(tmp_path).rebuild(records[::-1])
    ordered = [question.id for question in WhooshEngine(tmp_path).scan(SearchRequest(sort="newest"))]
    assert ordered == [q.id for q in sorted(records, key=lambda q: (q.tabled_on is None, q.id))]


@pytest.mark.parametrize("max_combinations", [0, 50, facet_counts.MAX_COMBINATIONS])
def test_facets_counted_together_have_the_counts_of_facets_counted_alone(
    in_segments: Snapshot, monkeypatch: pytest.MonkeyPatch, max_combinations: int
) -> None:
    monkeypatch.setattr(facet_counts, "MAX_COMBINATIONS", max_combinations)
    records = records_of(in_segments)
    all_names = [field.name for field in FACETS]
    for docs, questions_of_docs in ((in_segments.all_docs, records), (in_segments.all_docs[::3], records[::3])):
        for field in FACETS:
            expected = Counter(value for question in questions_of_docs for value in field.values(question))
            for names in ([field.name], all_names):
                counts = in_segments.facet_counts(docs, *names)[field.name]
                by_value = dict(zip(in_segments.doc_values(field.name).values, counts.tolist(), strict=True))
                assert {value: count for value, count in by_value.items() if count} == expected
    assert (len(in_segments._facet_counter.tables) == len(FACETS)) == (max_combinations == 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=60), st.integers(1, 70), st.sampled_from([1, 2, 64]))
def test_the_top_k_are_the_first_k_of_all_keys_sorted(keys: list[int], k: int, interval: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.engines.whoosh.execute.top_k.SAMPLE_INTERVAL", interval)
        repeated = np.array(keys * 9, np.float32)
        ties = np.random.default_rng(1).permutation(len(repeated))
        expected = sorted(range(len(repeated)), key=lambda index: (repeated[index], ties[index]))
        assert top_k(repeated, ties.take, k).tolist() == expected[:k]


def test_the_vocabulary_has_the_words_of_records_that_are_not_deleted(in_segments: Snapshot) -> None:
    fields = [field for field in FIELDS.values() if field.has_words]
    records = records_of(in_segments)
    texts = (value for q in records for field in fields for value in field.values(q))
    term_records = Counter(text for q in records for text in {text for f in RANKED for v in f.values(q) for text in terms(v)})
    expected = CountedWords(Counter(word for text in texts for word in words(text)), term_records)
    vocabulary = SegmentVocabulary(in_segments.segments, lambda text: in_segments.terms.document_frequency(RANKED_GROUP, text))
    all_words = {word for batch in expected.words_with_prefix("") for word in batch}
    assert {word for batch in vocabulary.words_with_prefix("") for word in batch} == all_words
    assert all(vocabulary.count(word) == expected.count(word) for word in all_words)
    assert all(vocabulary.records(word) == expected.records(word) for word in all_words)
    for prefix in ("", "f", "fu", "zz", "é"):
        assert vocabulary.most_frequent(prefix, 5) == expected.most_frequent(prefix, 5)
        assert vocabulary.count_with_prefix(prefix) >= expected.count_with_prefix(prefix)
    for typed, edits in (("fund", 1), ("fnud", 2), ("a", 2), ("élan", 1), ("elan", 2), ("", 2), ("q" * 40, 2)):
        near = [
            {word for batch in source.words_near(typed, edits) for word in source.existing(batch)}
            for source in (vocabulary, expected)
        ]
        assert near[0] <= all_words
        assert {word for word in near[0] if OSA.distance(word, typed) <= edits} == {
            word for word in near[1] if OSA.distance(word, typed) <= edits
        }


def test_only_words_that_are_near_enough_are_looked_up_among_the_deleted(
    in_segments: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = SegmentVocabulary(in_segments.segments, lambda text: in_segments.terms.document_frequency(RANKED_GROUP, text))
    looked_up: list[str] = []
    count = SegmentVocabulary.count

    def counted(vocabulary: SegmentVocabulary, word: str) -> int:
        looked_up.append(word)
        return count(vocabulary, word)

    monkeypatch.setattr(SegmentVocabulary, "count", counted)
    assert any(segment.deleted for segment in in_segments.segments)
    Vocabulary(source).expand(Fuzzy("fnud", 2))
    assert looked_up
    assert all(OSA.distance(word, "fnud") <= 2 for word in looked_up)


def test_two_processes_write_the_same_files_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 40)
    records = questions(150, seed=8)
    files = []
    for processes in (1, 2):
        WhooshWriter(tmp_path / str(processes), processes).rebuild(records)
        (segment,) = open_snapshot(tmp_path / str(processes)).segments
        files.append({path.suffix: path.read_bytes() for path in segment.files})
        assert check(tmp_path / str(processes)) == []
    assert files[0] == files[1]


def test_a_record_that_cannot_be_indexed_raises_in_one_process_and_in_two(
    index_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 40)
    records = questions(120)
    records[90] = replace(records[90], heading="a lone \ud800 surrogate")
    for processes in (1, 2):
        with pytest.raises(UnicodeEncodeError):
            WhooshWriter(index_data, processes).rebuild(records)
        assert WhooshEngine(index_data).info().records == 60


def test_the_death_of_a_process_raises(index_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_an_empty_index_answers_searches(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild([])
    engine = WhooshEngine(tmp_path)
    assert (engine.search(SearchRequest()).total, engine.get("1"), engine.info().tabled) == (0, None, None)
    assert engine.key_terms(questions(1)[0], 5) == ()
    assert check(tmp_path) == []


def test_opening_a_segment_reads_no_postings(index_data: Path) -> None:
    for segment in open_snapshot(index_data).segments:
        fresh = Segment(segment.stem.parent, segment.name)
        groups = fresh.postings.values()
        assert not any("posting_starts" in vars(group) or "lexicon" in vars(group) for group in groups)
