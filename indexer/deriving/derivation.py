"""The values of a record that are derived from all records: a pure function of the record and their entries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from msgspec.structs import replace

from indexer.deriving.alone import derive_alone
from search.insight.entries import Entry
from search.insight.groups import Groups, groups_of, in_order
from search.insight.resolution import resolve, written_forms
from search.model.derived import Citation
from search.model.question import House, Question

_CACHED = 1 << 14
"""Capacity of the caches of entries of UINs, groups of wordings, and resolved references."""


class EntryLookup(Protocol):
    """The entries of all records of an index."""

    def with_uin(self, house: House, uin: str) -> Sequence[Entry]:
        """Return the entries of a House and UIN."""

    def mentioning(self, uin: str) -> Sequence[Entry]:
        """Return the entries that mention a UIN, as it is written in them."""

    def with_wording(self, wording: str) -> Sequence[Entry]:
        """Return the entries of a wording, which is not ""."""


class Derivation:
    """Derives the values of records from the entries of all records, which do not change meanwhile."""

    def __init__(self, entries: EntryLookup) -> None:
        self._entries = entries
        self._with_uin = lru_cache(_CACHED)(entries.with_uin)
        self._groups = lru_cache(_CACHED)(self._find_groups)
        self._resolved = lru_cache(_CACHED)(lambda entry: resolve(entry, self._with_uin))

    def derive(self, question: Question, entry: Entry) -> Question:
        """Return a record with its derived values made anew. ``entry`` is the record's own."""
        groups = self._groups(entry.wording)
        derived = replace(
            derive_alone(question),
            citations=self.citations(entry),
            followed_by=self._followers(entry),
            wording=entry.wording,
            set=groups.sets.get(entry.id, ""),
            series=groups.series.get(entry.id, ""),
        )
        return replace(question, derived=derived)

    def citations(self, entry: Entry) -> tuple[Citation, ...]:
        """Return the references of a record, resolved."""
        return self._resolved(entry) if entry.in_question or entry.in_answer else ()

    def mentioning(self, entry: Entry) -> list[Entry]:
        """Return the entries with a reference that may mean a record."""
        return [other for uin in written_forms(entry.uin) for other in self._entries.mentioning(uin)]

    def _find_groups(self, wording: str) -> Groups:
        return groups_of(self._entries.with_wording(wording) if wording else ())

    def _followers(self, entry: Entry) -> tuple[str, ...]:
        mentioning = self.mentioning(entry)
        if not mentioning:
            return ()
        followers = (other for other in mentioning if any(citation.id == entry.id for citation in self.citations(other)))
        return tuple(dict.fromkeys(other.id for other in in_order(followers)))
