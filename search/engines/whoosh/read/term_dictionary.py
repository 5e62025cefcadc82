"""The term dictionary of a build: from a term to its postings in all segments, without those of deleted documents.

The terms of a group of words are ``stem=form`` (``search.text.analysis``). ``select`` finds those that a word of a query
matches.

The garbage collector tracks nothing that is cached here: plain tuples of texts and numbers, and a structure with ``gc=False``.
Otherwise each full collection visits them all. After 1,500 searches it took .13 s, and takes .05 s.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup, counts_of
from search.engines.whoosh.read.multi_reader import Docs, Mask, MultiReader
from search.text.term_selection import Selectors, is_stem

CACHED_TERMS = 100_000
"""Terms whose lexicon entries are cached."""


class Postings(msgspec.Struct, frozen=True):
    """The documents that contain a term. ``docs`` ascend; ``freqs`` [members, docs] is the frequency in each member field."""

    docs: Array
    freqs: Array

    def filter(self, mask: Mask) -> Postings:
        """Return the postings for which ``mask`` is True."""
        return Postings(self.docs[mask], self.freqs[:, mask])


TermEntry = tuple[int, int]
"""An entry of a term: the number of a segment, and the ordinal of the term in the segment's lexicon."""

TermEntries = tuple[TermEntry, ...]


class SelectedTerms(msgspec.Struct, frozen=True, gc=False):
    """Terms, sorted; and how many postings they have: a document counts once for each of its terms."""

    terms: tuple[str, ...]
    postings_count: int


class TermDictionary:
    """Looks terms up in the lexicons of all segments."""

    def __init__(self, reader: MultiReader) -> None:
        self._reader = reader
        self._cached: dict[tuple[str, str], tuple[TermEntries, int]] = {}
        self._selected: dict[tuple[str, Selectors], SelectedTerms] = {}
        self._occurrences: dict[tuple[str, Selectors], tuple[int, ...]] = {}

    def select(self, group: FieldGroup, selectors: Selectors) -> SelectedTerms:
        """Return the terms of the index that selectors match."""
        key = (group.name, selectors)
        selected = self._selected.get(key)
        if selected is None:
            selected = self._select(group, selectors)
            if len(self._selected) >= CACHED_TERMS:
                self._selected.clear()
            self._selected[key] = selected
        return selected

    def _select(self, group: FieldGroup, selectors: Selectors) -> SelectedTerms:
        terms = tuple(sorted({term for selector in selectors for term in self._with_selector(group, selector)}))
        return SelectedTerms(terms, sum(self.postings_count(group, term) for term in terms))

    def occurrences(self, group: FieldGroup, selectors: Selectors) -> tuple[int, ...]:
        """Return the total frequency of the terms that selectors match, in each member field of all records: int[members]."""
        key = (group.name, selectors)
        counts = self._occurrences.get(key)
        if counts is None:
            counts = self._count_occurrences(group, self.select(group, selectors).terms)
            if len(self._occurrences) >= CACHED_TERMS:
                self._occurrences.clear()
            self._occurrences[key] = counts
        return counts

    def _count_occurrences(self, group: FieldGroup, terms: Iterable[str]) -> tuple[int, ...]:
        totals = np.zeros(len(group.members), np.int64)
        for term in terms:
            if self._reader.alive is None:
                for number, ordinal in self.entries(group, term):
                    totals += self._reader.group_postings(number, group).occurrences[ordinal]
            else:
                totals += self.postings(group, term).freqs.sum(axis=1, dtype=np.int64)
        return tuple(totals.tolist())

    def _with_selector(self, group: FieldGroup, selector: str) -> set[str]:
        if not is_stem(selector):
            return {selector} if self._lookup(group, selector)[1] else set()
        terms: set[bytes] = set()
        for number in range(len(self._reader.segments)):
            lexicon = self._reader.group_postings(number, group).lexicon
            terms.update(lexicon.between(*lexicon.prefix_range(selector.encode())))
        return {term.decode() for term in terms}

    def entries(self, group: FieldGroup, text: str) -> TermEntries:
        """Return the entry of a term for each segment that has it."""
        return self._lookup(group, text)[0]

    def postings_count(self, group: FieldGroup, text: str) -> int:
        """Return how many postings a term has, those of deleted documents included."""
        return self._lookup(group, text)[1]

    def document_frequency(self, group: FieldGroup, text: str) -> int:
        """Return how many records contain a term."""
        return self.postings_count(group, text) if self._reader.alive is None else len(self.docs_with_term(group, text))

    def _lookup(self, group: FieldGroup, text: str) -> tuple[TermEntries, int]:
        key = (group.name, text)
        cached = self._cached.get(key)
        if cached is None:
            cached = self._look_up(group, text)
            if len(self._cached) >= CACHED_TERMS:
                self._cached.clear()
            self._cached[key] = cached
        return cached

    def _look_up(self, group: FieldGroup, text: str) -> tuple[TermEntries, int]:
        """Find a term in each lexicon by binary search."""
        entries, count = [], 0
        for number in range(len(self._reader.segments)):
            postings = self._reader.group_postings(number, group)
            ordinal = postings.lexicon.find(text.encode())
            if ordinal is not None:
                entries.append((number, ordinal))
                count += int(counts_of(postings.posting_starts[ordinal : ordinal + 2])[0])
        return tuple(entries), count

    def postings(self, group: FieldGroup, text: str) -> Postings:
        """Return the postings of a term."""
        parts = [self._segment_postings(entry, group) for entry in self.entries(group, text)]
        if not parts:
            return Postings(np.zeros(0, np.uint32), np.zeros((len(group.members), 0), np.uint8))
        if len(parts) == 1:
            return parts[0]
        return Postings(np.concatenate([p.docs for p in parts]), np.concatenate([p.freqs for p in parts], axis=1))

    def _segment_postings(self, entry: TermEntry, group: FieldGroup) -> Postings:
        number, ordinal = entry
        postings = self._reader.group_postings(number, group)
        docs = postings.docs(ordinal, ordinal + 1)
        freqs = postings.freqs(ordinal) if group.has_positions else np.zeros((1, len(docs)), np.uint8)
        if number:
            docs = docs + np.uint32(self._reader.bases[number])
        return self.without_deleted(Postings(docs, freqs))

    def without_deleted(self, postings: Postings) -> Postings:
        """Return the postings of documents that are not deleted."""
        alive = self._reader.alive
        return postings if alive is None else postings.filter(alive[postings.docs])

    def docs_with_term(self, group: FieldGroup, text: str) -> Docs:
        """Return the records that contain a term."""
        parts = []
        for number, ordinal in self.entries(group, text):
            docs = self._reader.group_postings(number, group).docs(ordinal, ordinal + 1).astype(np.int64)
            parts.append(docs + self._reader.bases[number] if number else docs)
        docs = parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int64), *parts])
        return docs if self._reader.alive is None else docs[self._reader.alive[docs]]

    def docs_with_field(self, group: FieldGroup) -> Docs:
        """Return the records that have any term of a group."""
        return self.docs_in_range(group, None, None)

    def docs_in_range(self, group: FieldGroup, low: str | None, high: str | None) -> Docs:
        """Return the records that have a term of a group from ``low`` to ``high``, both included; None is an open end."""
        mask = np.zeros(self._reader.document_count, bool)
        for number, base in enumerate(self._reader.bases[:-1]):
            postings = self._reader.group_postings(number, group)
            first = 0 if low is None else postings.lexicon.lower_bound(low.encode())
            last = len(postings.lexicon) if high is None else postings.lexicon.lower_bound(high.encode() + b"\0")
            if first < last:
                mask[postings.docs(first, last).astype(np.int64) + base] = True
        return np.flatnonzero(mask if self._reader.alive is None else mask & self._reader.alive)
