"""Phrases and near words: where the words of some documents stand, as sorted numbers that are compared by arrays.

A place becomes one number, (the document's number among the candidates) * STRIDE + place. Two words are neighbours where one's
numbers plus one are the other's. The fields of a group stand one after another with a place between them that no word has, so
that no phrase reaches from one into the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import GroupPostings, starts_of

PLACE_BITS = 34
STRIDE = 1 << PLACE_BITS
"""More than any place and any distance asked about."""

SPARSE = 16
"""Fewer documents than one in so many of a term's are looked up one by one."""

CANDIDATES = 1 << 16
"""Documents looked at at once, so that memory is bounded however common the words are."""


class PlacedTerm:
    """One term's postings in one segment, with their places."""

    def __init__(self, held: GroupPostings, at: int, starts: Callable[[Callable[[], Array]], Array]) -> None:
        """``starts`` gives where each posting's places begin among the term's, as it was kept or as it is worked out now."""
        self._held, self._at = held, at
        self._kept_starts = starts
        self.docs = held.docs(at, at + 1)

    @cached_property
    def _starts(self) -> Array:
        return self._kept_starts(lambda: starts_of(self._held.freqs(self._at).sum(axis=0, dtype=np.int64)).astype(np.uint32))

    def keys(self, docs: Array) -> Array:
        """The places in these documents, each of which has the term, as ascending numbers."""
        postings = _postings(self.docs, docs)
        starts = self._starts[postings].astype(np.int64)
        freqs = self._starts[postings + 1] - starts
        owner = np.repeat(np.arange(len(docs)), freqs)
        slots = (starts - (np.cumsum(freqs) - freqs))[owner] + np.arange(len(owner))
        return np.asarray(owner * STRIDE + self._held.places(self._at, self._at + 1)[slots])


class Fields(msgspec.Struct, frozen=True):
    """Where each member field ends, and how many there are: ``lengths`` are those of every document, member after member."""

    lengths: Sequence[Array]

    def members(self, docs: Array, keys: Array) -> Array:
        """Which member each key is in; ``docs`` are the candidates the keys count."""
        owner = keys >> PLACE_BITS
        place = keys - owner * STRIDE
        member = np.zeros(len(keys), np.int64)
        start = np.zeros(len(docs), np.int64)
        for lengths in self.lengths[:-1]:
            start += lengths[docs]
            start += 1
            member += place >= start[owner]
        return member


class Found(msgspec.Struct, frozen=True):
    """Documents, and how often they have what is looked for in each member field: [members, docs]."""

    docs: Array
    times: Array


def phrase(terms: Sequence[PlacedTerm], docs: Array, fields: Fields) -> Found:
    """Which of the documents, each of which has all the terms, have them side by side in this order."""
    first, *others = sorted(range(len(terms)), key=lambda step: len(terms[step].docs))

    def counted(some: Array) -> Array:
        keys = terms[first].keys(some) - first
        for step in others:
            keys = _shared(keys, terms[step].keys(some) - step)
        return _tallied(some, keys, fields)

    return _gathered(docs, fields, counted)


def near(terms: Sequence[PlacedTerm], docs: Array, fields: Fields, width: int) -> Found:
    """Which of the documents have all the terms, each as often as it is given, within ``width`` neighbouring places of a field.

    Where there is such a stretch there is one that begins with one of the terms. A field counts once.
    """
    wanted = Counter(terms)

    def counted(some: Array) -> Array:
        apart = {term: _apart(some, term.keys(some), fields) for term in wanted}
        begins = np.concatenate(list(apart.values()))
        for term, times in wanted.items():
            held = apart[term]
            last = np.searchsorted(held, begins) + (times - 1)
            within = last < len(held)
            within[within] = held[last[within]] < begins[within] + width
            begins = begins[within]
        found = np.zeros(len(some) * len(fields.lengths), np.int64)
        found[begins >> PLACE_BITS] = 1
        return found

    return _gathered(docs, fields, counted)


def _gathered(docs: Array, fields: Fields, counted: Callable[[Array], Array]) -> Found:
    """What is counted for each document and member, some documents at a time."""
    members = len(fields.lengths)
    counts = [counted(some) for some in _pieces(docs)]
    times = np.concatenate(counts).reshape(-1, members).T if counts else np.zeros((members, 0), np.int64)
    found = times.any(axis=0)
    return Found(docs[found], times[:, found])


def _pieces(docs: Array) -> Iterator[Array]:
    return (docs[at : at + CANDIDATES] for at in range(0, len(docs), CANDIDATES))


def _tallied(docs: Array, keys: Array, fields: Fields) -> Array:
    """How many keys there are in each document and member: int64[docs * members]."""
    members = len(fields.lengths)
    return np.bincount((keys >> PLACE_BITS) * members + fields.members(docs, keys), minlength=members * len(docs))


def _apart(docs: Array, keys: Array, fields: Fields) -> Array:
    """The same keys with each member of a document as far from the next as from another document."""
    owner = (keys >> PLACE_BITS) * len(fields.lengths) + fields.members(docs, keys)
    return np.asarray(owner * STRIDE + keys % STRIDE)


def _postings(held: Array, docs: Array) -> Array:
    """Where in ``held`` the documents are, all of which are there; both ascend."""
    if len(docs) * SPARSE < len(held):
        return np.searchsorted(held, docs)
    there = np.zeros(int(held[-1]) + 1, bool)
    there[docs] = True
    return np.flatnonzero(there[held])


def _shared(keys: Array, others: Array) -> Array:
    """The keys that are in both; both ascend."""
    short, long = (keys, others) if len(keys) <= len(others) else (others, keys)
    if not len(short):
        return short
    at = np.searchsorted(long, short)
    at[at == len(long)] = 0
    return np.asarray(short[long[at] == short])
