"""The pass over all records of a build, and over the records that an update touches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from indexer.deriving.derivation import Derivation
from indexer.deriving.entry_table import EntryTable
from search.engine import Engine
from search.insight.entries import Entry, entry_of
from search.model.question import House, Question
from search.query.nodes import AnyOf
from search.query.request import SearchRequest

ReadQuestions = Callable[[], Iterable[Question]]
"""Returns the same questions in the same order every time."""


def derive_all(read: ReadQuestions) -> Iterator[Question]:
    """Yield all records of an index with their derived values, in their order."""
    with EntryTable.of(map(entry_of, read())) as table:
        derivation = Derivation(_BuildEntries(table))
        for question, entry in zip(read(), table, strict=True):
            yield derivation.derive(question, entry)


def derive_changed(read: ReadQuestions, engine: Engine, removed_ids: Collection[str]) -> Iterator[Question]:
    """Yield the records of an update that differ from the index, with their derived values.

    These are the records of ``read``, and the records of the index whose derived values a changed record affects. It affects
    those that it referred to or refers to, those that refer to its number, and those with its wording. A record of
    ``removed_ids`` is removed, unless ``read`` has a changed version of it.
    """

    def remaining() -> Iterator[Question]:
        return (question for question in read() if question.id not in removed_ids or _is_changed(question, engine))

    with EntryTable.of(map(entry_of, remaining())) as table:
        entries = _UpdateEntries(table, engine, frozenset(removed_ids))
        derivation = Derivation(entries)
        affected = _affected_ids(derivation, entries, table, engine)
        for question, entry in zip(remaining(), table, strict=True):
            derived = derivation.derive(question, entry)
            if derived != engine.get(question.id):
                yield derived
        for affected_id in sorted(affected):
            unchanged = None if entries.replaces(affected_id) else engine.get(affected_id)
            if unchanged is not None:
                derived = derivation.derive(unchanged, entry_of(unchanged))
                if derived != unchanged:
                    yield derived


def _is_changed(question: Question, engine: Engine) -> bool:
    """Whether a record is new or differs from the one in the index, apart from derived values."""
    before = engine.get(question.id)
    return before is None or replace(before, derived=question.derived) != question


def _affected_ids(derivation: Derivation, entries: _UpdateEntries, table: EntryTable, engine: Engine) -> set[str]:
    """Return the ids of the records whose derived values the changes affect."""
    ids: set[str] = set()
    wordings: set[str] = set()
    for version in _changes(entries, table, engine):
        citing = [version, *derivation.mentioning(version)]
        for other in citing:
            ids.add(other.id)
            ids.update(citation.id for citation in derivation.citations(other))
            ids.update(_follows_before(other.id, engine))
        wordings.add(version.wording)
    ids.update(other.id for wording in wordings for other in entries.with_wording(wording))
    return ids


def _changes(entries: _UpdateEntries, table: EntryTable, engine: Engine) -> Iterator[Entry]:
    """Yield the entry of each record that an update changes, as it is in the index and as it will be."""
    for entry in table:
        before = engine.get(entry.id)
        if before is None:
            yield entry
        elif (entry_before := entry_of(before)) != entry:
            yield entry_before
            yield entry
    for before in map(engine.get, entries.removed_ids):
        if before is not None and before.id not in table:
            yield entry_of(before)


def _follows_before(id: str, engine: Engine) -> tuple[str, ...]:
    before = engine.get(id)
    return before.derived.follows if before else ()


class _BuildEntries:
    """The entries of a build: one table. Unmentioned UINs and single wordings are not looked up."""

    def __init__(self, table: EntryTable) -> None:
        self._table = table
        self._mentioned = table.mentioned_uins()
        self._repeated = table.repeated_wordings()

    def with_uin(self, house: House, uin: str) -> Sequence[Entry]:
        return self._table.with_uin(house, uin)

    def mentioning(self, uin: str) -> Sequence[Entry]:
        return self._table.mentioning(uin) if uin in self._mentioned else ()

    def with_wording(self, wording: str) -> Sequence[Entry]:
        return self._table.with_wording(wording) if wording in self._repeated else ()


class _UpdateEntries:
    """The entries after an update: the records of the update, and those of the index that it neither replaces nor removes."""

    def __init__(self, table: EntryTable, engine: Engine, removed_ids: frozenset[str]) -> None:
        self.removed_ids = removed_ids
        self._table = table
        self._engine = engine

    def replaces(self, id: str) -> bool:
        """Whether the record of an id in the index is replaced or removed."""
        return id in self.removed_ids or id in self._table

    def with_uin(self, house: House, uin: str) -> Sequence[Entry]:
        return [*self._table.with_uin(house, uin), *self._indexed(AnyOf("uin", (uin,)), AnyOf("house", (house,)))]

    def mentioning(self, uin: str) -> Sequence[Entry]:
        return [*self._table.mentioning(uin), *self._indexed(AnyOf("cites", (uin,)))]

    def with_wording(self, wording: str) -> Sequence[Entry]:
        return [*self._table.with_wording(wording), *self._indexed(AnyOf("wording", (wording,)))] if wording else ()

    def _indexed(self, *filters: AnyOf) -> Iterator[Entry]:
        """Yield the entries of the unchanged records that match, in an order of their own."""
        questions = self._engine.scan(SearchRequest(filters=filters))
        return (entry_of(question) for question in questions if not self.replaces(question.id))
