"""The counts by House and month: the same from every engine, after updates too, and the series of numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from search.engines import open_index
from search.engines.memory import MemoryEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.month_counts import count_questions
from search.model.question import Answer, Question
from search.results.types import IndexInfo, SourceCounts
from tests.coverage.month_records import month_records
from tests.invented import questions


def described(info: IndexInfo) -> tuple[object, ...]:
    """What an index says of its records, without its name and its time."""
    return info.records, info.tabled, info.newest_answer, info.months, info.source_counts


def test_both_engines_describe_the_same_records_alike(tmp_path: Path) -> None:
    records = [*questions(80), *month_records("2024-03"), *month_records("2024-03", 40, house="Lords")]
    WhooshWriter(tmp_path).rebuild(records)
    assert described(open_index(tmp_path).info()) == described(MemoryEngine(records).info())


def test_an_update_counts_what_is_there_afterwards(tmp_path: Path) -> None:
    records = [*month_records("2024-03"), *month_records("2024-04")]
    WhooshWriter(tmp_path).rebuild(records)
    changed = [replace(records[0], answer=None), *month_records("2024-06", 3)]
    removed = [record.id for record in records[60:]]
    info = WhooshWriter(tmp_path).update(changed, removed)
    assert info.months == count_questions([*changed, *records[1:60]])
    assert described(open_index(tmp_path).info()) == described(info)
    assert [counts.month for counts in info.months] == ["2024-03", "2024-06"]


def test_the_newest_answer_is_the_last_day_of_any_answer_and_not_the_day_of_the_build(tmp_path: Path) -> None:
    holding = Question("1", "Lords", "x", tabled_on=date(2024, 3, 1), held_on=date(2024, 3, 9))
    corrected = Question("2", "Lords", "x", answer=Answer(answered_on=date(2024, 3, 5), corrected_on=date(2024, 5, 2)))
    for records, newest in (([holding], date(2024, 3, 9)), ([holding, corrected], date(2024, 5, 2)), ([], None)):
        info = WhooshWriter(tmp_path).rebuild(records)
        assert info.newest_answer == MemoryEngine(records).info().newest_answer == newest
    tabled = Question("3", "Lords", "x", tabled_on=date(2024, 6, 1))
    assert MemoryEngine([tabled]).info().newest_answer is None
    assert MemoryEngine([tabled, corrected]).info().newest_activity == date(2024, 6, 1)


def test_what_was_left_out_stays_with_the_index_until_it_changes(tmp_path: Path) -> None:
    records, counts = questions(5), SourceCounts(rejected=3, warned=2, uncounted=1)
    for writer in (WhooshWriter(tmp_path), MemoryEngine()):
        assert writer.rebuild(records, source_counts=counts).source_counts == counts
        assert writer.update([], [records[0].id]).source_counts == counts
        assert writer.update([], source_counts=SourceCounts()).source_counts == SourceCounts()
    assert open_index(tmp_path).info().source_counts == SourceCounts()


def test_a_series_of_numbers_ends_where_a_thousand_are_missing() -> None:
    new_session = month_records("2024-07", 30, first_number=1)
    old_session = [replace(record, id=f"old-{record.id}") for record in month_records("2024-07", 30, first_number=30_000)]
    oral = [replace(new_session[0], id="oral", uin="900123")]
    (counts,) = count_questions([*old_session, *new_session, *oral])
    assert (counts.numbers, counts.number_span, counts.first_number, counts.without_uin) == (60, 60, 1, 0)


def test_a_number_that_occurs_twice_counts_once_and_a_strange_one_not_at_all() -> None:
    records = [
        Question(str(place), "Lords", "x", uin, date(2024, 3, 4)) for place, uin in enumerate(("HL7", "hl7", "HL9", "?", ""))
    ]
    (counts,) = count_questions(records)
    assert (counts.numbers, counts.number_span, counts.without_uin, counts.total) == (2, 3, 1, 5)
