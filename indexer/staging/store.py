"""The staging store: records wait on disk until all are read. Two phases, each a class, so that their order is fixed.

    with StagingStore.open() as staging:     add records; records with the same id are merged as they are added
        with staging.reading_file(): ...     add the records of one file, whose newest activity dates those without a time
        merged = staging.merge_sources()     merge the records of different sources that are the same question
        merged.questions()                   read the result in index order

In memory are only the names of members and, for an update, the ids of the questions that came from the index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Self

from msgspec.structs import replace

from indexer.outcomes import InvalidRecord
from indexer.staging.member_names import MemberNames
from indexer.staging.merge import merge
from indexer.staging.record_table import RecordTable, source_bits
from indexer.staging.version_history import is_older_observation, mark_removed, with_initial_version, with_observation
from search.model.question import Answer, House, Question
from search.text.british_time import british_day

FindIndexed = Callable[[str], Question | None]
"""Returns the question of an id in the index, or None."""


class StagingStore:
    """The first phase: adds records. ``added_count`` records were added, ``superseded_count`` of them merged into another.

    For an update, ``find_indexed`` gives the indexed question of an id, and each added record is merged into that question.
    Every method raises ``RuntimeError`` after ``merge_sources``, which ends this phase.
    """

    def __init__(self, table: RecordTable, find_indexed: FindIndexed | None = None) -> None:
        self.added_count = 0
        self.superseded_count = 0
        self._table: RecordTable | None = table
        self._find_indexed = find_indexed
        self._indexed_ids: set[str] = set()
        self._unmatched_ids: set[str] = set()
        self._names = MemberNames()
        self._file_count = 0
        self._file: int | None = None
        self._file_ends_on: date | None = None

    @classmethod
    @contextmanager
    def open(cls, find_indexed: FindIndexed | None = None) -> Iterator[Self]:
        """Open an empty store in a temporary database, which is deleted at the end."""
        with RecordTable.open() as table:
            yield cls(table, find_indexed)

    def __len__(self) -> int:
        return len(self._records)

    @contextmanager
    def reading_file(self) -> Iterator[None]:
        """Add the records of one file in the block. Its newest activity is used as the day on which they were fetched."""
        self._file_count += 1
        self._file, self._file_ends_on = self._file_count, None
        yield
        self._records.add_file(self._file, self._file_ends_on)
        self._file = None

    def add(self, question: Question, seen_at: datetime | None = None) -> None:
        """Add a record, merged with the record of the same id, if any. Raises ``InvalidRecord`` if the two contradict.

        ``seen_at`` is the time at which its source sent it, None if unknown.
        """
        records, file = self._records, None if seen_at else self._file
        if seen_at:
            question = replace(question, fetched_on=british_day(seen_at))
        self._file_ends_on = max(filter(None, (self._file_ends_on, _last_activity(question))), default=None)
        self._load_indexed(question.id)
        if not records.insert(with_observation(question, question, seen_at), file):
            staged = records.get(question.id)
            if staged.house != question.house or (staged.uin and question.uin and staged.uin != question.uin):
                raise InvalidRecord(
                    f"id {question.id} is already {staged.house} {staged.uin or 'without UIN'}, "
                    f"and cannot be {question.house} {question.uin or 'without UIN'} too"
                )
            known = with_initial_version(staged, seen_at)
            is_older = is_older_observation(seen_at, known)
            known = with_observation(known, question, seen_at)
            merged = merge(question, known) if is_older else merge(known, question)
            records.replace([question.id], with_observation(merged, question, seen_at), file)
            if question.id in self._unmatched_ids:
                self._unmatched_ids.remove(question.id)
            else:
                self.superseded_count += 1
        self.added_count += 1
        self._names.collect(question)

    def mark_removed(self, id: str, seen_at: datetime) -> None:
        """Mark a question as removed at its source; does nothing if the question was never seen."""
        records = self._records
        self._load_indexed(id)
        if id in records:
            records.replace([id], mark_removed(records.get(id), seen_at))

    def add_indexed(self, question: Question) -> None:
        """Add a question of the index, unless its id is in the store."""
        records = self._records
        if question.id not in records:
            records.insert(question)
            self._names.collect(question)
            self._indexed_ids.add(question.id)
            self._unmatched_ids.add(question.id)

    def uins(self) -> list[tuple[House, str]]:
        """Return every pair of House and UIN in the store."""
        return self._records.uins()

    def merge_sources(self) -> MergedRecords:
        """Merge records of different sources that are the same question, and end this phase.

        They are the same question if House and UIN are the same, and the day tabled or the day answered.
        """
        records = self._records
        self._table = None
        superseded_count = self.superseded_count
        survivors: dict[str, str] = {}
        records.index_by_uin()
        for pair in records.same_question_pairs():
            first_id, second_id = (_surviving_id(old_id, survivors) for old_id in pair)
            if first_id == second_id:
                continue
            first, second = records.get(first_id), records.get(second_id)
            if source_bits(first) & source_bits(second):
                continue
            merged = merge(first, second)
            records.replace([first_id, second_id], merged)
            superseded_count += 1
            survivors[second_id if merged.id == first_id else first_id] = merged.id
        records.index_by_date()
        return MergedRecords(records, self._names, superseded_count, frozenset(self._indexed_ids))

    @property
    def _records(self) -> RecordTable:
        if self._table is None:
            raise RuntimeError("merge_sources has ended this phase; use the MergedRecords that it returned.")
        return self._table

    def _load_indexed(self, id: str) -> None:
        if self._find_indexed and id not in self._records and (question := self._find_indexed(id)):
            self.add_indexed(question)


class MergedRecords:
    """The second phase: reads the merged records. ``indexed_ids`` are the ids of the questions that came from the index."""

    def __init__(self, records: RecordTable, names: MemberNames, superseded_count: int, indexed_ids: frozenset[str]) -> None:
        self.superseded_count = superseded_count
        self.indexed_ids = indexed_ids
        self._records = records
        self._names = names

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, id: str) -> bool:
        return id in self._records

    def questions(self) -> Iterator[Question]:
        """Yield every question, most recently tabled first and without a date last, then by id, with members' names."""
        return map(self._names.complete, self._records.newest_first())


def _surviving_id(record_id: str, survivors: dict[str, str]) -> str:
    """Follow the merges of a record to the id that it has now."""
    while record_id in survivors:
        record_id = survivors[record_id]
    return record_id


def _last_activity(question: Question) -> date | None:
    """Return the last day on which something happened to a question by its record. A day in the future is an error."""
    answer = question.answer or Answer()
    days = (question.tabled_on, question.held_on, answer.answered_on, answer.corrected_on)
    return max((day for day in days if day and day <= date.today()), default=None)
