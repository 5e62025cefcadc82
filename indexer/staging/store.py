"""Where records wait, on disk, until all are read: the same question met again is merged, and the order is made.

Nothing is kept in memory but the names of members. The file is a private one of SQLite's, gone when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import TracebackType
from typing import Self

import msgspec
from msgspec.structs import replace

from indexer.outcomes import InvalidRecord
from indexer.staging.merge import merge
from indexer.staging.version_history import is_older_observation, mark_removed, with_initial_version, with_observation
from search.model.question import House, Person, Question

_SOURCES = ("official-api", "linked-data", "theyworkforyou")
_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE record (id TEXT PRIMARY KEY, house TEXT, uin TEXT, tabled TEXT, answered TEXT, sources INTEGER, body BLOB);
"""
_PUT = "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
_SAME_QUESTION = """
    SELECT a.id, b.id FROM record a JOIN record b ON a.house = b.house AND a.uin = b.uin
    WHERE a.uin <> '' AND a.id < b.id AND a.sources & b.sources = 0 AND (a.tabled = b.tabled OR a.answered = b.answered)
    ORDER BY coalesce(a.tabled = b.tabled, 0) DESC, a.id, b.id
"""
_NEWEST_FIRST = "SELECT body FROM record ORDER BY tabled DESC NULLS LAST, id"


class Staging:
    """Records by identity. Use it as a context manager: ``add`` all, ``settle`` once, then read ``questions``.

    ``added_count`` counts the records added, ``superseded_count`` those merged into another. With ``known``, which gives the record of an
    id or None, what is added goes on from what is known; ``recalled`` are the ids of what was.
    """

    def __init__(self, known: Callable[[str], Question | None] | None = None) -> None:
        self.added_count = 0
        self.recalled: set[str] = set()
        self._untold: set[str] = set()
        self._known = known
        self.superseded_count = 0
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._names: dict[int, tuple[date, str]] = {}
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Question).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM record").fetchone()[0])

    def add(self, question: Question, seen_at: datetime | None = None) -> None:
        """Take in a record, merged with the one of the same id if there is one. Raises ``InvalidRecord`` if they contradict."""
        self._recall(question.id)
        if not self._put(with_observation(question, question, seen_at)):
            met = self._get(question.id)
            if met.house != question.house or (met.uin and question.uin and met.uin != question.uin):
                raise InvalidRecord(
                    f"id {question.id} is already {met.house} {met.uin or 'without UIN'}, "
                    f"and cannot be {question.house} {question.uin or 'without UIN'} too"
                )
            known = with_initial_version(met) if seen_at else met
            merged = merge(question, known) if is_older_observation(seen_at, known) else merge(known, question)
            self._replace([question.id], with_observation(merged, question, seen_at))
            if question.id in self._untold:
                self._untold.remove(question.id)
                self.superseded_count -= 1
        self.added_count += 1
        self._learn_names(question)

    def mark_removed(self, id: str, seen_at: datetime) -> None:
        """Note that its source no longer has a question; of one never met there is nothing to note."""
        self._recall(id)
        if self.has(id):
            self._overwrite(mark_removed(self._get(id), seen_at))

    def recall(self, question: Question) -> None:
        """Take in a record that is known, unless it is here already."""
        if not self.has(question.id):
            self._put(question)
            self._learn_names(question)
            self.recalled.add(question.id)
            self._untold.add(question.id)

    def has(self, id: str) -> bool:
        """Whether there is a record of that id."""
        return self._database.execute("SELECT 1 FROM record WHERE id = ?", (id,)).fetchone() is not None

    def uins(self) -> list[tuple[House, str]]:
        """Every UIN there is, with its House."""
        return self._database.execute("SELECT DISTINCT house, uin FROM record WHERE uin <> ''").fetchall()

    def settle(self) -> None:
        """Merge what different sources tell of one question: the same House and UIN, tabled or answered the same day."""
        self._database.execute("CREATE INDEX by_uin ON record (house, uin)")
        survivors: dict[str, str] = {}
        for pair in self._database.execute(_SAME_QUESTION).fetchall():
            first, second = (_survivor(known, survivors) for known in pair)
            if first == second:
                continue
            one, other = self._get(first), self._get(second)
            if _source_bits(one) & _source_bits(other):
                continue
            merged = merge(one, other)
            self._replace([first, second], merged)
            survivors[second if merged.id == first else first] = merged.id
        self._database.execute("CREATE INDEX by_date ON record (tabled DESC, id)")

    def questions(self) -> Iterator[Question]:
        """Every record, newest tabled first and those without a date last, then by id, its members named if we know how."""
        for (body,) in self._database.execute(_NEWEST_FIRST):
            yield self._named(self._decode(body))

    def _recall(self, id: str) -> None:
        if self._known and not self.has(id) and (question := self._known(id)):
            self.recall(question)

    def _get(self, id: str) -> Question:
        return self._decode(self._database.execute("SELECT body FROM record WHERE id = ?", (id,)).fetchone()[0])

    def _put(self, question: Question) -> bool:
        """False if there is a record of that id."""
        answered = question.answer and question.answer.answered_on
        row = (
            question.id,
            question.house,
            question.uin,
            question.tabled_on and question.tabled_on.isoformat(),
            answered and answered.isoformat(),
            _source_bits(question),
            self._encode(question),
        )
        return self._database.execute(_PUT, row).rowcount == 1

    def _replace(self, ids: list[str], merged: Question) -> None:
        self._database.executemany("DELETE FROM record WHERE id = ?", [(gone,) for gone in ids])
        self._put(merged)
        self.superseded_count += 1

    def _overwrite(self, question: Question) -> None:
        self._database.execute("DELETE FROM record WHERE id = ?", (question.id,))
        self._put(question)

    def _learn_names(self, question: Question) -> None:
        """The name a member bore in the newest question met: members marry and are made peers."""
        met_on = question.tabled_on or date.min
        for person in _people(question):
            if person.member_id and person.name:
                known_on, _ = self._names.get(person.member_id, (date.min, ""))
                if met_on >= known_on:
                    self._names[person.member_id] = (met_on, person.name)

    def _named(self, question: Question) -> Question:
        asked_by = self._name(question.asked_by)
        answer = question.answer
        if answer is not None:
            answer = replace(answer, answered_by=self._name(answer.answered_by), corrected_by=self._name(answer.corrected_by))
        return replace(question, asked_by=asked_by, answer=answer)

    def _name(self, person: Person) -> Person:
        if person.name or person.member_id not in self._names:
            return person
        return replace(person, name=self._names[person.member_id][1])


def _survivor(known: str, survivors: dict[str, str]) -> str:
    """The id under which a record stands now: what it was merged into may have been merged again."""
    while known in survivors:
        known = survivors[known]
    return known


def _people(question: Question) -> tuple[Person, ...]:
    if question.answer is None:
        return (question.asked_by,)
    return question.asked_by, question.answer.answered_by, question.answer.corrected_by


def _source_bits(question: Question) -> int:
    """One bit for each source that tells of the question."""
    return sum(1 << _SOURCES.index(source) for source in {wire.source for wire in question.source_records})
