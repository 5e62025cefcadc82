"""Phrase and proximity matching: the positions of words as sorted arrays of numbers.

An occurrence is one int64 key: the document number in the upper bits and the position in the lower. Two words are adjacent
where a key of the first plus 1 equals a key of the second. The positions of the member fields of a group are consecutive,
with one unused position between fields, so no phrase extends from one field into the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import GroupPostings, is_run_start, starts_of
from search.engines.whoosh.execute.docset import SPARSE
from search.engines.whoosh.read.term_dictionary import Postings
from search.yield_points import yield_point

POSITION_BITS = 34
MAX_POSITION = (1 << POSITION_BITS) - 1
"""Greater than any position and any distance in a query. The documents of a segment times its members stay below 2 ** 29."""

BATCH_DOCUMENTS = 1 << 14
"""Documents in one batch. Batches limit the memory that very common words need."""


class Positions(Protocol):
    """The postings of a word in one segment, with its positions."""

    @property
    def docs(self) -> Array:
        """The documents that contain the word, ascending: uint32."""

    @property
    def count(self) -> int:
        """The number of postings: an upper bound of the number of documents."""

    def keys(self, docs: Array) -> tuple[Array, Array]:
        """Return which of the documents contain the word, and the keys of its occurrences in them, ascending."""

    def freqs(self, docs: Array) -> Array:
        """Return the frequency of the word in each member field of some documents: [members, docs]."""


class TermPositions:
    """The postings of one term in one segment, with its positions."""

    def __init__(self, postings: GroupPostings, ordinal: int, cached: Callable[[Callable[[], Array]], Array]) -> None:
        """``cached(compute)`` returns the cached start of each posting's positions, or the result of ``compute``."""
        self._postings, self._ordinal = postings, ordinal
        self._cached = cached
        self.docs = postings.docs(ordinal, ordinal + 1)

    @property
    def count(self) -> int:
        """See ``Positions.count``."""
        return len(self.docs)

    @cached_property
    def _starts(self) -> Array:
        """The index of each posting's first position among the positions of the term: uint32[postings + 1]."""
        return self._cached(
            lambda: starts_of(self._postings.freqs(self._ordinal).sum(axis=0, dtype=np.int64)).astype(np.uint32)
        )

    def keys(self, docs: Array) -> tuple[Array, Array]:
        """See ``Positions.keys``."""
        indices = _posting_indices(self.docs, docs)
        matching = self.docs.take(indices).astype(np.int64)
        starts = self._starts.take(indices).astype(np.int64)
        freqs = self._starts.take(indices + 1) - starts
        owner = np.arange(len(matching)).repeat(freqs)
        slots = (starts - freqs.cumsum() + freqs).take(owner) + np.arange(len(owner))
        positions = self._postings.positions(self._ordinal, self._ordinal + 1).take(slots)
        return matching, (matching << POSITION_BITS).take(owner) + positions

    def freqs(self, docs: Array) -> Array:
        """See ``Positions.freqs``. ``columns`` has the column of each document of the index."""
        freqs = self._postings.freqs(self._ordinal)
        absent = np.zeros((len(freqs), 1), freqs.dtype)
        columns = np.zeros(int(max(docs[-1], self.docs[-1])) + 1, np.uint32)
        columns[self.docs.astype(np.int64)] = np.arange(1, len(self.docs) + 1, dtype=np.uint32)
        return np.asarray(np.concatenate((absent, freqs), axis=1).take(columns.take(docs.astype(np.int64)), axis=1))


class AnyTermPositions:
    """The postings of several terms in one segment, as if they were one: the forms of a word."""

    def __init__(self, parts: Sequence[TermPositions], cached: Callable[[Callable[[], Array]], Array]) -> None:
        """``cached(compute)`` returns the cached documents, or the result of ``compute``."""
        self._parts = parts
        self._cached = cached
        self.count = sum(part.count for part in parts)

    @cached_property
    def docs(self) -> Array:
        """The documents that contain any of the terms, ascending: uint32."""

        def compute() -> Array:
            mask = np.zeros(max(int(part.docs[-1]) for part in self._parts) + 1, bool)
            for part in self._parts:
                mask[part.docs] = True
            return np.flatnonzero(mask).astype(np.uint32)

        return self._cached(compute)

    def keys(self, docs: Array) -> tuple[Array, Array]:
        """See ``Positions.keys``."""
        matching, keys = zip(*(part.keys(docs) for part in self._parts), strict=True)
        all_keys = np.concatenate(keys)
        all_keys.sort(kind="stable")
        all_matching = np.concatenate(matching)
        all_matching.sort(kind="stable")
        return _distinct(all_matching), all_keys

    def freqs(self, docs: Array) -> Array:
        """See ``Positions.freqs``."""
        return np.asarray(np.sum([part.freqs(docs) for part in self._parts], axis=0, dtype=np.uint32))


class Fields(msgspec.Struct, frozen=True):
    """The member fields of a group in one segment.

    ``lengths`` holds, for each member field, the length of every document; ``searched`` are the numbers of the members in
    which a match counts.
    """

    lengths: Sequence[Array]
    searched: Sequence[int]


def phrase(terms: Sequence[Positions], within: Array | None, fields: Fields) -> Postings:
    """Return the documents of ``within`` (None: all) that contain the phrase, with its frequencies.

    Each term is looked up only in the documents where the terms before it are adjacent. Each occurrence of the phrase is
    represented by the key of its last term.
    """
    lengths = fields.lengths
    first, *others = _rarest_first(terms)

    def last_keys(index: int, docs: Array) -> tuple[Array, Array]:
        """Return the keys at which the last term must occur if the occurrences of term ``index`` are part of the phrase."""
        matching, keys = terms[index].keys(docs)
        return matching, keys + (len(terms) - 1 - index)

    def match(docs: Array) -> Array:
        docs, shared = last_keys(first, docs)
        for index in others:
            shared = _intersect_keys(shared, last_keys(index, docs)[1])
            docs = _distinct(shared >> POSITION_BITS)
        return _owners(shared, lengths)

    docs = _candidates(terms, within)
    has_all = _has_all_terms(terms, docs, fields)
    if has_all is not None:
        docs = docs[has_all[fields.searched].any(axis=0)]
    return _count_owners(_match_batches(docs, match), len(lengths))


def near(terms: Sequence[Positions], within: Array | None, fields: Fields, width: int) -> Postings:
    """Return the documents with all the terms in a window of ``width`` positions of one field. A field has a frequency of 1.

    A word that is in ``terms`` twice must occur twice. Only windows that start at one of the terms are tested: if any window
    matches, one of these does. A field of at most ``width`` words that has all the terms matches at any positions. With
    two terms, a key of one with a key of the other near it is a match.
    """
    lengths = fields.lengths
    multiplicity = Counter(terms)
    distinct = list(multiplicity)
    order = _rarest_first(distinct)
    rarest_first = [distinct[index] for index in order[1::-1] + order[2:]]

    def match(docs: Array) -> Array:
        keys_of = {}
        for index in order:
            docs, keys_of[distinct[index]] = distinct[index].keys(docs)
        near_keys = _near_rarest([keys_of[term] for term in rarest_first], width)
        near_keys = [(_owners(keys, lengths) << POSITION_BITS) + (keys & MAX_POSITION) for keys in near_keys]
        if len(distinct) == len(terms) == 2:
            return _distinct(_near_rarest(near_keys, width)[0] >> POSITION_BITS)
        starts = np.concatenate(near_keys)
        for term, keys in zip(rarest_first, near_keys, strict=True):
            last = keys.searchsorted(starts) + (multiplicity[term] - 1)
            fits = last < len(keys)
            fits[fits] = keys[last[fits]] < starts[fits] + width
            starts = starts[fits]
        return _distinct(np.sort(starts >> POSITION_BITS))

    docs = _candidates(terms, within)
    has_all = _has_all_terms(terms, docs, fields)
    if has_all is None:
        return _count_owners(_match_batches(docs, match), len(lengths))
    is_short = np.stack([member_lengths.take(docs) <= width for member_lengths in lengths])
    needs_positions = (has_all & ~is_short)[fields.searched].any(axis=0)
    members, indices = (has_all & is_short & ~needs_positions).nonzero()
    short_owners = docs.take(indices).astype(np.int64) * len(lengths) + members
    long_owners = _match_batches(docs[needs_positions], match)
    return _count_owners(np.sort(np.concatenate((short_owners, long_owners))), len(lengths))


def _near_rarest(all_keys: Sequence[Array], width: int) -> list[Array]:
    """Return the keys of each term that may share a window with every other term: those near a key of the first term."""
    rarest, *others = all_keys
    near_keys = []
    for keys in others:
        first, end = keys.searchsorted(rarest - (width - 1)), keys.searchsorted(rarest + width)
        has_key = end > first
        rarest, first, end = rarest[has_key], first[has_key], end[has_key]
        size = len(keys) + 1
        opened = (np.bincount(first, minlength=size) - np.bincount(end, minlength=size)).cumsum()
        near_keys.append(keys[opened[:-1] > 0])
    return [rarest, *near_keys]


def _rarest_first(terms: Sequence[Positions]) -> list[int]:
    """Return the indices of the terms, rarest first, with the first two swapped.

    The candidates are the documents of the rarest term. So the second rarest is looked up in all candidates, and the rarest
    only in the candidates that contain both.
    """
    order = sorted(range(len(terms)), key=lambda index: terms[index].count)
    return order[1::-1] + order[2:]


def _candidates(terms: Sequence[Positions], within: Array | None) -> Array:
    return min(terms, key=lambda term: term.count).docs if within is None else within


def _has_all_terms(terms: Sequence[Positions], docs: Array, fields: Fields) -> Array | None:
    """Return which member fields of the documents have every term, often enough: bool[members, docs].

    None if there are so few documents that reading their positions is faster.
    """
    if not len(docs) or len(docs) * SPARSE < len(fields.lengths[0]):
        return None
    has_all = np.ones((len(fields.lengths), len(docs)), bool)
    for term, count in Counter(terms).items():
        has_all &= term.freqs(docs) >= count
    return has_all


def _match_batches(docs: Array, match: Callable[[Array], Array]) -> Array:
    """Match the documents in batches, and return the owners that ``match`` returns."""
    return np.concatenate([np.zeros(0, np.int64), *(match(batch) for batch in _batches(docs))])


def _count_owners(owners: Array, members: int) -> Postings:
    """Count owners, which ascend, by document and member field."""
    owner_docs = owners // members
    is_first = is_run_start(owner_docs)
    slots = (is_first.cumsum() - 1) * members + owners % members
    freqs = np.bincount(slots, minlength=members * np.count_nonzero(is_first))
    return Postings(owner_docs[is_first], freqs.reshape(-1, members).T)


def _batches(docs: Array) -> Iterator[Array]:
    for start in range(0, len(docs), BATCH_DOCUMENTS):
        yield_point()
        yield docs[start : start + BATCH_DOCUMENTS]


def _owners(keys: Array, lengths: Sequence[Array]) -> Array:
    """Return the owner of each key: its document times the number of member fields, plus the number of its member field."""
    docs = keys >> POSITION_BITS
    positions = keys & MAX_POSITION
    owners = docs * len(lengths)
    end = np.zeros(len(keys), np.int64)
    for member_lengths in lengths[:-1]:
        end += member_lengths.take(docs)
        owners += positions > end
        end += 1
    return owners


def _posting_indices(posting_docs: Array, docs: Array) -> Array:
    """Return the indices of the postings whose document is in ``docs``. Both ascend."""
    if len(docs) * SPARSE < len(posting_docs):
        docs = docs.astype(posting_docs.dtype, copy=False)
        indices: Array = posting_docs.searchsorted(docs)
        return np.asarray(indices[posting_docs.take(indices, mode="clip") == docs])
    bitmap = np.zeros(int(max(posting_docs[-1], docs[-1])) + 1, bool)
    bitmap[docs.astype(np.int64, copy=False)] = True
    return np.asarray(bitmap.take(posting_docs).nonzero()[0])


def _intersect_keys(keys: Array, others: Array) -> Array:
    """Return the keys that are in both arrays. Each array ascends and has no repeats, so the stable sort merges two runs."""
    both: Array = np.concatenate((keys, others))
    both.sort(kind="stable")
    return np.asarray(both[1:][both[1:] == both[:-1]])


def _distinct(numbers: Array) -> Array:
    """Return ascending numbers without repeats."""
    return numbers[is_run_start(numbers)]
