"""Phrases and near words: where the words of some documents stand, as sorted numbers that are compared by arrays.

A place becomes one number, the document's in its upper bits and the place in its lower. Two words are neighbours where one's
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
from search.engines.whoosh.codec.postings import GroupPostings, is_run_start, starts_of

PLACE_BITS = 34
LAST = (1 << PLACE_BITS) - 1
"""More than any place and any distance asked about; a segment's documents times members stay below 2 ** 29."""

SPARSE = 16
"""Fewer documents than one in so many of a term's are looked up one by one."""

CANDIDATES = 1 << 16
"""Documents looked at at once, so that memory is bounded however common the words are."""


class TermPositions:
    """One term's postings in one segment, with their places."""

    def __init__(self, held: GroupPostings, at: int, starts: Callable[[Callable[[], Array]], Array]) -> None:
        """``starts`` gives where each posting's places begin among the term's, as it was kept or as it is worked out now."""
        self._held, self._at = held, at
        self._kept_starts = starts
        self.docs = held.docs(at, at + 1)

    @cached_property
    def _starts(self) -> Array:
        return self._kept_starts(lambda: starts_of(self._held.freqs(self._at).sum(axis=0, dtype=np.int64)).astype(np.uint32))

    def among(self, docs: Array) -> tuple[Array, Array]:
        """Which of these documents have the term, and its places in them, as ascending numbers."""
        postings = _postings(self.docs, docs)
        having = self.docs.take(postings).astype(np.int64)
        starts = self._starts.take(postings).astype(np.int64)
        freqs = self._starts.take(postings + 1) - starts
        owner = np.arange(len(having)).repeat(freqs)
        slots = (starts - freqs.cumsum() + freqs).take(owner) + np.arange(len(owner))
        return having, (having << PLACE_BITS).take(owner) + self._held.positions(self._at, self._at + 1).take(slots)


class Found(msgspec.Struct, frozen=True):
    """Documents, and how often they have what is looked for in each member field: [members, docs]."""

    docs: Array
    times: Array


def phrase(terms: Sequence[TermPositions], within: Array | None, lengths: Sequence[Array]) -> Found:
    """Which of the documents (None: all) have all the terms side by side in this order.

    ``lengths`` are those of every document, member after member. Each term is only looked for where those before it were
    found side by side; the place of the last stands for all.
    """
    first, *others = _rarest_first(terms)

    def keys(step: int, docs: Array) -> tuple[Array, Array]:
        having, keys = terms[step].among(docs)
        return having, keys + (len(terms) - 1 - step)

    def found(docs: Array) -> Array:
        docs, shared = keys(first, docs)
        for step in others:
            shared = _shared(shared, keys(step, docs)[1])
            docs = _distinct(shared >> PLACE_BITS)
        return _owners(shared, lengths)

    return _gathered(_candidates(terms, within), len(lengths), found)


def near(terms: Sequence[TermPositions], within: Array | None, lengths: Sequence[Array], width: int) -> Found:
    """Which of the documents have all the terms, each as often as it is given, within ``width`` neighbouring places of a field.

    Where there is such a stretch there is one that begins with one of the terms. A field counts once.
    """
    wanted = Counter(terms)
    distinct = list(wanted)
    rarest_first = [distinct[at] for at in _rarest_first(distinct)]

    def found(docs: Array) -> Array:
        apart = []
        for term in rarest_first:
            docs, keys = term.among(docs)
            apart.append((_owners(keys, lengths) << PLACE_BITS) + (keys & LAST))
        starts = np.concatenate(apart)
        for term, held in zip(rarest_first, apart, strict=True):
            last = held.searchsorted(starts) + (wanted[term] - 1)
            within = last < len(held)
            within[within] = held[last[within]] < starts[within] + width
            starts = starts[within]
        return _distinct(np.sort(starts >> PLACE_BITS))

    return _gathered(_candidates(terms, within), len(lengths), found)


def _rarest_first(terms: Sequence[TermPositions]) -> list[int]:
    """Where the terms are from the rarest on; but the second comes first, to be looked for where the rarest is."""
    order = sorted(range(len(terms)), key=lambda at: len(terms[at].docs))
    return order[1::-1] + order[2:]


def _candidates(terms: Sequence[TermPositions], within: Array | None) -> Array:
    return min((term.docs for term in terms), key=len) if within is None else within


def _gathered(docs: Array, members: int, found: Callable[[Array], Array]) -> Found:
    """What is found, as owners, some documents at a time: how often in each document and member."""
    owners = np.concatenate([np.zeros(0, np.int64), *(found(some) for some in _pieces(docs))])
    of = owners // members
    new = is_run_start(of)
    times = np.bincount((new.cumsum() - 1) * members + owners % members, minlength=members * np.count_nonzero(new))
    return Found(of[new], times.reshape(-1, members).T)


def _pieces(docs: Array) -> Iterator[Array]:
    return (docs[at : at + CANDIDATES] for at in range(0, len(docs), CANDIDATES))


def _owners(keys: Array, lengths: Sequence[Array]) -> Array:
    """Which document and member each key is in: document * members + member."""
    docs = keys >> PLACE_BITS
    places = keys & LAST
    owners = docs * len(lengths)
    end = np.zeros(len(keys), np.int64)
    for each in lengths[:-1]:
        end += each.take(docs)
        owners += places > end
        end += 1
    return owners


def _postings(held: Array, docs: Array) -> Array:
    """Where in ``held`` those of the documents are that are there; both ascend."""
    if len(docs) * SPARSE < len(held):
        docs = docs.astype(held.dtype, copy=False)
        at: Array = held.searchsorted(docs)
        return np.asarray(at[held.take(at, mode="clip") == docs])
    there = np.zeros(int(max(held[-1], docs[-1])) + 1, bool)
    there[docs.astype(np.int64, copy=False)] = True
    return np.asarray(there.take(held).nonzero()[0])


def _shared(keys: Array, others: Array) -> Array:
    """The keys that are in both, each of which has none twice; both ascend, and two such are soon sorted together."""
    both: Array = np.concatenate((keys, others))
    both.sort(kind="stable")
    return np.asarray(both[1:][both[1:] == both[:-1]])


def _distinct(numbers: Array) -> Array:
    """Ascending numbers, each once."""
    return numbers[is_run_start(numbers)]
