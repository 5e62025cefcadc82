"""The inverted index: for each term the documents it is in, its frequency in each member field, and its positions.

Fields that are searched together form a field group, and share terms and posting lists: a term's posting list has every
document that has the term in any member field, so that "in heading, question or answer" reads one list. A group of whole values
has no freqs and no positions. A posting is one (term, document) pair.

    docs       NAME/docs       uint32[postings], term by term, ascending within a term
    freqs      NAME/freqs      uint8, term by term; within a term of n documents, n freqs for each member field in turn
    positions  NAME/positions  uint16 or uint32, term by term, document by document, ascending. Positions of words are counted
                               through all member fields of a document, with one position left free between two fields
    terms      NAME/text, offsets, heads      the terms (see ``lexicon``)
               NAME/posting_starts            index in NAME/docs of each term's first posting: [terms + 1]
               NAME/position_starts           index in NAME/positions of each term's first position: [terms + 1]
               NAME/occurrences               uint32[terms, members]: total frequency of each term in each member field
               NAME/large_slots, large_freqs  indices in NAME/freqs of the freqs of 255 or more, which are stored there as 255,
                                              and their true values
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, to_narrowest_dtype
from search.engines.whoosh.codec.lexicon import Lexicon, write_lexicon
from search.errors import IndexMismatch

LARGE_FREQ = 255
SUFFIXES = ("terms", "docs", "freqs", "positions")
DocIds = npt.NDArray[np.uint32]


class FieldGroup(msgspec.Struct, frozen=True):
    """Fields that share terms. Groups of words have freqs and positions; groups of whole values do not.

    ``vectors`` are the members whose words are in the term vectors (see ``term_vectors``).
    """

    name: str
    members: tuple[str, ...]
    has_positions: bool
    vectors: tuple[str, ...] = ()


class PostingLists(msgspec.Struct, frozen=True):
    """The posting lists of some terms, in term order.

    ``counts`` int64[terms] is the number of documents of each term; ``docs`` uint32[postings];
    ``freqs`` uint32[members, postings]; ``positions`` uint32[occurrences].
    """

    terms: Sequence[bytes]
    counts: Array
    docs: Array
    freqs: Array
    positions: Array


def starts_of(counts: Array) -> npt.NDArray[np.int64]:
    """The start indices of runs of these lengths laid end to end, then the end of the last: int64[counts + 1]."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def counts_of(starts: Array) -> npt.NDArray[np.int64]:
    """The inverse of ``starts_of``: the lengths of the runs, int64[starts - 1]."""
    bounds = starts.astype(np.int64)
    return np.asarray(bounds[1:] - bounds[:-1], np.int64)


def is_run_start(numbers: Array) -> npt.NDArray[np.bool_]:
    """Mask of the items that differ from the item before; the first item is always one: bool[numbers]."""
    mask = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=mask[1:])
    return mask


class PostingsWriter:
    """Writes the posting lists of a segment, group by group. Use it as a context manager."""

    def __init__(self, stem: Path, has_wide_positions: bool) -> None:
        """``stem`` is the path of the segment's files without their suffixes. Wide positions take four bytes instead of two."""
        self._file, self._docs, self._freqs, self._positions = (
            ArrayFileWriter(Path(f"{stem}.{suffix}")) for suffix in SUFFIXES
        )
        self._position_dtype = np.uint32 if has_wide_positions else np.uint16
        self._file.notes["groups"] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in (self._file, self._docs, self._freqs, self._positions):
            file.__exit__(kind, error, trace)

    def begin(self, group: FieldGroup) -> None:
        """Start a group. Then ``write`` its posting lists, in term order and in any number of parts, and call ``end``."""
        self._group = group
        self._strings: list[bytes] = []
        self._counts: list[Array] = []
        self._occurrences: list[Array] = []
        self._large_slots: list[Array] = []
        self._large_freqs: list[Array] = []
        self._docs.begin(f"{group.name}/docs", np.uint32)
        if group.has_positions:
            self._freqs.begin(f"{group.name}/freqs", np.uint8)
            self._positions.begin(f"{group.name}/positions", self._position_dtype)

    @property
    def term_count(self) -> int:
        """Number of terms of the group written so far."""
        return len(self._strings)

    def write(self, lists: PostingLists) -> None:
        """Add the posting lists of terms that sort after all terms written before."""
        self._strings += lists.terms
        self._counts.append(lists.counts)
        self._docs.append(lists.docs)
        if self._group.has_positions:
            starts = starts_of(lists.counts)
            self._occurrences.append(np.add.reduceat(lists.freqs, starts[:-1], axis=1).T)
            self._write_freqs(lists, starts)
            self._positions.append(lists.positions)

    def _write_freqs(self, lists: PostingLists, starts: Array) -> None:
        """Write the freqs term by term and, within each term, member field by member field."""
        members, postings = lists.freqs.shape
        freqs = np.empty(members * postings, np.uint32)
        slots = np.arange(postings) + np.repeat((members - 1) * starts[:-1], lists.counts)
        for member_freqs in lists.freqs:
            freqs[slots] = member_freqs
            slots += np.repeat(lists.counts, lists.counts)
        large = np.flatnonzero(freqs >= LARGE_FREQ)
        self._large_slots.append(large + self._freqs.item_count)
        self._large_freqs.append(freqs[large])
        self._freqs.append(np.minimum(freqs, LARGE_FREQ))

    def end(self) -> None:
        """Finish the group: write its terms and their statistics."""
        name, file = self._group.name, self._file
        write_lexicon(file, name, self._strings)
        file.put(f"{name}/posting_starts", to_narrowest_dtype(starts_of(_concatenated(self._counts, np.int64))))
        if self._group.has_positions:
            occurrences = np.concatenate(self._occurrences) if self._occurrences else np.zeros((0, len(self._group.members)))
            file.put(f"{name}/position_starts", to_narrowest_dtype(starts_of(occurrences.sum(axis=1, dtype=np.int64))))
            file.put(f"{name}/occurrences", occurrences.astype(np.uint32))
            file.put(f"{name}/large_slots", _concatenated(self._large_slots, np.int64))
            file.put(f"{name}/large_freqs", _concatenated(self._large_freqs, np.uint32))
        file.notes["groups"][name] = {
            "members": self._group.members,
            "has_positions": self._group.has_positions,
            "vectors": self._group.vectors,
        }


def _concatenated(parts: Sequence[Array], dtype: npt.DTypeLike) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


class SegmentPostings:
    """The posting lists of a segment, open for reading."""

    def __init__(self, stem: Path) -> None:
        self._files = {suffix: ArrayFile(Path(f"{stem}.{suffix}")) for suffix in SUFFIXES}
        notes: dict[str, dict[str, Any]] = self._files["terms"].notes["groups"]
        self.groups = {
            name: GroupPostings(
                self._files, FieldGroup(name, tuple(note["members"]), note["has_positions"], tuple(note["vectors"]))
            )
            for name, note in notes.items()
        }

    def release(self) -> None:
        """Give back the memory that the files' maps use."""
        for file in self._files.values():
            file.release()


class GroupPostings:
    """The posting lists of one field group. Terms are passed as their ordinals in ``lexicon``."""

    def __init__(self, files: dict[str, ArrayFile], group: FieldGroup) -> None:
        self.group = group
        self._files = files
        self._docs = files["docs"].stored(f"{group.name}/docs")
        if group.has_positions:
            self._freqs = files["freqs"].stored(f"{group.name}/freqs")
            self._positions = files["positions"].stored(f"{group.name}/positions")

    @cached_property
    def lexicon(self) -> Lexicon:
        """The terms."""
        return Lexicon(self._files["terms"], self.group.name)

    @cached_property
    def posting_starts(self) -> Array:
        """The index of each term's first posting, then the number of postings: [terms + 1]."""
        return self._starts("posting_starts", len(self._docs))

    @cached_property
    def position_starts(self) -> Array:
        """The index of each term's first position, then the number of positions: [terms + 1]."""
        return self._starts("position_starts", len(self._positions))

    @cached_property
    def occurrences(self) -> Array:
        """The total frequency of each term in each member field: uint32[terms, members]."""
        return self._array("occurrences").reshape(-1, len(self.group.members))

    @property
    def has_wide_positions(self) -> bool:
        """Whether positions take four bytes."""
        return self.group.has_positions and self._positions.dtype.itemsize > np.dtype(np.uint16).itemsize

    def _array(self, name: str) -> Array:
        return self._files["terms"].array(f"{self.group.name}/{name}")

    def _starts(self, name: str, end: int) -> Array:
        """Return an array of starts. Raises ``IndexMismatch`` if they do not ascend to ``end``: their lengths could be huge."""
        starts = self._array(name)
        if not len(starts) or starts[-1] != end or np.any(starts[1:] < starts[:-1]):
            raise IndexMismatch(f"The index is damaged: {self.group.name}/{name} does not fit; build the index again.")
        return starts

    def docs(self, first: int, last: int) -> DocIds:
        """The documents of the terms from ``first`` to ``last``, ``last`` excluded, term by term."""
        return self._docs[int(self.posting_starts[first]) : int(self.posting_starts[last])]

    def freqs(self, term: int) -> Array:
        """A term's frequencies: [members, documents], uint8, or uint32 if one of them is 255 or more."""
        start, stop = int(self.posting_starts[term]), int(self.posting_starts[term + 1])
        members = len(self.group.members)
        return self._slots(members * start, members * stop).reshape(members, stop - start)

    def freqs_between(self, first: int, last: int) -> Array:
        """The frequencies of the terms from ``first`` to ``last``, ``last`` excluded, term by term: [members, postings]."""
        start, stop = int(self.posting_starts[first]), int(self.posting_starts[last])
        members = len(self.group.members)
        freqs = self._slots(members * start, members * stop)
        counts = counts_of(self.posting_starts[first : last + 1])
        postings_before = self.posting_starts[first:last].astype(np.int64) - start
        slots = np.arange(stop - start) + np.repeat((members - 1) * postings_before, counts)
        step = np.repeat(counts, counts)
        return np.stack([freqs[slots + member * step] for member in range(members)])

    def _slots(self, first: int, last: int) -> Array:
        """The freqs at the indices from ``first`` to ``last`` of the freqs file, with large ones at their true values."""
        freqs = self._freqs[first:last]
        low, high = self._large_slots.searchsorted((first, last))
        if low < high:
            freqs = freqs.astype(np.uint32)
            freqs[self._large_slots[low:high] - first] = self._array("large_freqs")[low:high]
        return freqs

    @cached_property
    def _large_slots(self) -> Array:
        return self._array("large_slots")

    def positions(self, first: int, last: int) -> Array:
        """The positions of the terms from ``first`` to ``last``, ``last`` excluded, term by term and document by document."""
        start, stop = int(self.position_starts[first]), int(self.position_starts[last])
        return self._positions[start:stop]
