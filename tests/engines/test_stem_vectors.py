"""The similarity of questions by the term vectors of a build, against their similarity by their texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.read import stem_vectors
from search.engines.whoosh.write import updating, writer
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon.word_similarity import WordSimilarity, word_similarities
from search.model.question import Question
from tests.invented import questions


def by_texts(engine: WhooshEngine, question: Question, others: list[Question]) -> list[WordSimilarity]:
    snapshot = engine.snapshot()._snapshot
    return word_similarities(question, others, snapshot.stems.record_counts, snapshot.records)


def check_similarities(engine: WhooshEngine, records: list[Question]) -> None:
    """Compare the similarity of records in their order, and in another."""
    for question in (records[0], records[-1], Question("draft", "Lords", "whether xyzzy bridges flood")):
        for others in (records, records[::-3]):
            by_vectors, expected = engine.word_similarities(question, others), by_texts(engine, question, others)
            assert [similarity.wording for similarity in by_vectors] == pytest.approx(
                [similarity.wording for similarity in expected]
            )
            assert [similarity.cosine for similarity in by_vectors] == pytest.approx(
                [similarity.cosine for similarity in expected]
            )


@pytest.mark.parametrize("is_merged", [False, True])
def test_an_update_leaves_the_similarity_of_records_right(
    tmp_path: Path, records: list[Question], monkeypatch: pytest.MonkeyPatch, is_merged: bool
) -> None:
    monkeypatch.setattr(writer, "BATCH_RECORDS", 13)
    monkeypatch.setattr(updating, "FULL_MERGE_DIVISOR", 10**6 if is_merged else 0)
    index = WhooshWriter(tmp_path)
    index.rebuild(records)
    engine = WhooshEngine(tmp_path)
    check_similarities(engine, records)
    changed = [replace(record, text=f"{record.text} the herring lantern of {number}") for number, record in enumerate(records)]
    current = records[7:40] + changed[40:50] + questions(65, seed=9)[60:]
    index.update(current[33:], [record.id for record in (*records[:7], *records[50:])])
    assert len(engine.snapshot()._snapshot.segments) == (1 if is_merged else 2)
    check_similarities(engine, current)


def test_records_with_words_of_equal_weights_tie(tmp_path: Path) -> None:
    letters = "bcdfghjklmnpqrtvwz"
    shared = [f"{letter}{end}" for letter in letters for end in ("antern", "erring", "ilbury")]
    others = [Question(letter, "Lords", " ".join((*shared, f"{letter}oghorn"))) for letter in letters]
    rest = [Question(str(number), "Lords", " ".join(shared[number::3])) for number in range(len(shared))]
    question = Question("draft", "Lords", " ".join(shared[::2]))
    WhooshWriter(tmp_path).rebuild(others + rest)
    for engine in (MemoryEngine(others + rest), WhooshEngine(tmp_path)):
        assert len({similarity.cosine for similarity in engine.word_similarities(question, others)}) == 1


def test_a_record_that_an_update_removed_is_compared_by_its_text(tmp_path: Path, records: list[Question]) -> None:
    WhooshWriter(tmp_path).rebuild(records[1:])
    engine = WhooshEngine(tmp_path)
    assert engine.word_similarities(records[0], records[:2]) == by_texts(engine, records[0], records[:2])
    assert engine.word_similarities(records[0], records[:1])[0].wording == 1.0


def test_the_numbers_of_stems_are_bounded(index_data: Path, records: list[Question], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stem_vectors, "CACHED_STEMS", 5)
    engine = WhooshEngine(index_data)
    vectors = engine.snapshot()._snapshot.stem_vectors
    check_similarities(engine, records)
    assert vectors.numbering().record_counts.tolist() == [0]
    monkeypatch.setattr(stem_vectors, "CACHED_STEMS", 1_000)
    check_similarities(engine, records)
    assert vectors.numbering() is vectors.numbering()
