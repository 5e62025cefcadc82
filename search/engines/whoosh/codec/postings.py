"""Postings: for each term the documents it is in, how often in each member field, and where.

Fields that are searched together make a group, and share terms and postings: a word's postings list every document that has
it in any of them, so that "in heading, question or answer" is one list. A group of whole values has no frequencies.

    docs     NAME/docs    uint32, term after term, ascending within a term
    freqs    NAME/freqs   uint8, term after term, and within a term member after member, n of each for a term of n documents
    places   NAME/places  term after term, document after document, ascending: the word's places, counted through all members,
                          which stand one after another with a place left free between them
    terms    NAME/text, ends, heads (see ``lexicon``)
             NAME/starts        where each term's documents begin, one more than there are terms
             NAME/place_starts  the same for places
             NAME/occurrences   uint32, for each term and member how often it occurs in all
             NAME/large_at, large  which frequencies are 255 or more (they read 255), and what they are
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

LARGE_FREQ = 255
STREAMS = ("terms", "docs", "freqs", "places")
Docs = npt.NDArray[np.uint32]


class FieldGroup(msgspec.Struct, frozen=True):
    """Fields that share terms. ``has_positions`` groups know how often and where a term occurs; whole values do not."""

    name: str
    members: tuple[str, ...]
    has_positions: bool


class PostingLists(msgspec.Struct, frozen=True):
    """Postings of some terms in order.

    ``counts`` int64[terms]; ``docs`` uint32[postings]; ``freqs`` uint32[members, postings]; ``positions`` uint32[occurrences].
    """

    terms: Sequence[bytes]
    counts: Array
    docs: Array
    freqs: Array
    positions: Array


def starts_of(counts: Array) -> npt.NDArray[np.int64]:
    """Where stretches of these lengths begin when laid end to end, and where the last one ends: int64[counts + 1]."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def counts_of(starts: Array) -> npt.NDArray[np.int64]:
    """The other way about: the lengths of stretches, from where each begins and the last ends."""
    ends = starts.astype(np.int64)
    return np.asarray(ends[1:] - ends[:-1], np.int64)


def is_run_start(numbers: Array) -> npt.NDArray[np.bool_]:
    """Which of some ascending numbers are not as the one before."""
    new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new


class PostingsWriter:
    """Writes the postings of a segment, group by group. Use it as a context manager."""

    def __init__(self, stem: Path, wide: bool) -> None:
        """``stem`` is the path of the segment's files without their endings; ``has_wide_positions`` when a place may pass 65,535."""
        self._file, self._docs, self._freqs, self._places = (ArrayFileWriter(Path(f"{stem}.{end}")) for end in STREAMS)
        self._place_type = np.uint32 if wide else np.uint16
        self._file.notes["groups"] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in (self._file, self._docs, self._freqs, self._places):
            file.__exit__(kind, error, trace)

    def begin(self, group: FieldGroup) -> None:
        """Begin a group; ranges of its terms follow, in order, then ``end``."""
        self._group = group
        self._strings: list[bytes] = []
        self._counts: list[Array] = []
        self._occurrences: list[Array] = []
        self._large_at: list[Array] = []
        self._large: list[Array] = []
        self._docs.begin(f"{group.name}/docs", np.uint32)
        if group.has_positions:
            self._freqs.begin(f"{group.name}/freqs", np.uint8)
            self._places.begin(f"{group.name}/places", self._place_type)

    @property
    def terms(self) -> int:
        """How many terms of the group have been written."""
        return len(self._strings)

    def write(self, inverted: PostingLists) -> None:
        """Add the postings of some terms that sort after those before."""
        self._strings += inverted.terms
        self._counts.append(inverted.counts)
        self._docs.append(inverted.docs)
        if self._group.has_positions:
            starts = starts_of(inverted.counts)
            self._occurrences.append(np.add.reduceat(inverted.freqs, starts[:-1], axis=1).T)
            self._write_freqs(inverted, starts)
            self._places.append(inverted.positions)

    def _write_freqs(self, inverted: PostingLists, starts: Array) -> None:
        """Lay the members' frequencies side by side within each term."""
        members, postings = inverted.freqs.shape
        laid = np.empty(members * postings, np.uint32)
        slots = np.arange(postings) + np.repeat((members - 1) * starts[:-1], inverted.counts)
        for member in inverted.freqs:
            laid[slots] = member
            slots += np.repeat(inverted.counts, inverted.counts)
        large = np.flatnonzero(laid >= LARGE_FREQ)
        self._large_at.append(large + self._freqs.item_count)
        self._large.append(laid[large])
        self._freqs.append(np.minimum(laid, LARGE_FREQ))

    def end(self) -> None:
        """Write what is known of the group's terms."""
        name, file = self._group.name, self._file
        write_lexicon(file, name, self._strings)
        file.put(f"{name}/starts", to_narrowest_dtype(starts_of(_concatenated(self._counts, np.int64))))
        if self._group.has_positions:
            occurrences = np.concatenate(self._occurrences) if self._occurrences else np.zeros((0, len(self._group.members)))
            file.put(f"{name}/place_starts", to_narrowest_dtype(starts_of(occurrences.sum(axis=1, dtype=np.int64))))
            file.put(f"{name}/occurrences", occurrences.astype(np.uint32))
            file.put(f"{name}/large_at", _concatenated(self._large_at, np.int64))
            file.put(f"{name}/large", _concatenated(self._large, np.uint32))
        file.notes["groups"][name] = {"members": self._group.members, "counted": self._group.has_positions}


def _concatenated(parts: Sequence[Array], dtype: npt.DTypeLike) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


class SegmentPostings:
    """The postings of a segment, open for reading."""

    def __init__(self, stem: Path) -> None:
        self._files = {end: ArrayFile(Path(f"{stem}.{end}")) for end in STREAMS}
        noted: dict[str, dict[str, Any]] = self._files["terms"].notes["groups"]
        self.groups = {
            name: GroupPostings(self._files, FieldGroup(name, tuple(note["members"]), note["counted"]))
            for name, note in noted.items()
        }

    def release(self) -> None:
        """Let go of the memory the files' maps take."""
        for file in self._files.values():
            file.release()


class GroupPostings:
    """The postings of one group; a term is known by its place in ``lexicon``."""

    def __init__(self, files: dict[str, ArrayFile], group: FieldGroup) -> None:
        self.group = group
        self._files = files
        self._docs = files["docs"].stored(f"{group.name}/docs")
        if group.has_positions:
            self._freqs = files["freqs"].stored(f"{group.name}/freqs")
            self._places = files["places"].stored(f"{group.name}/places")

    @cached_property
    def lexicon(self) -> Lexicon:
        """The terms."""
        return Lexicon(self._files["terms"], self.group.name)

    @cached_property
    def posting_starts(self) -> Array:
        """Where each term's documents begin: [terms + 1]."""
        return self._array("starts")

    @cached_property
    def position_starts(self) -> Array:
        """Where each term's places begin: [terms + 1]."""
        return self._array("place_starts")

    @cached_property
    def occurrences(self) -> Array:
        """How often each term occurs in each member: uint32[terms, members]."""
        return self._array("occurrences").reshape(-1, len(self.group.members))

    @property
    def has_wide_positions(self) -> bool:
        """Whether places take four bytes."""
        return self.group.has_positions and self._places.dtype.itemsize > np.dtype(np.uint16).itemsize

    def _array(self, name: str) -> Array:
        return self._files["terms"].array(f"{self.group.name}/{name}")

    def docs(self, first: int, last: int) -> Docs:
        """The documents of the terms from ``first`` up to ``last``, term after term."""
        return self._docs[int(self.posting_starts[first]) : int(self.posting_starts[last])]

    def freqs(self, term: int) -> Array:
        """How often a term occurs in each member and document: [members, documents], uint8 or, where some are large, uint32."""
        start, stop = int(self.posting_starts[term]), int(self.posting_starts[term + 1])
        members = len(self.group.members)
        return self._slots(members * start, members * stop).reshape(members, stop - start)

    def freqs_between(self, first: int, last: int) -> Array:
        """The same for the terms from ``first`` up to ``last``, term after term: [members, postings]."""
        start, stop = int(self.posting_starts[first]), int(self.posting_starts[last])
        members = len(self.group.members)
        laid = self._slots(members * start, members * stop)
        counts = counts_of(self.posting_starts[first : last + 1])
        before = self.posting_starts[first:last].astype(np.int64) - start
        slots = np.arange(stop - start) + np.repeat((members - 1) * before, counts)
        step = np.repeat(counts, counts)
        return np.stack([laid[slots + member * step] for member in range(members)])

    def _slots(self, first: int, last: int) -> Array:
        laid = self._freqs[first:last]
        low, high = self._large_at.searchsorted((first, last))
        if low < high:
            laid = laid.astype(np.uint32)
            laid[self._large_at[low:high] - first] = self._array("large")[low:high]
        return laid

    @cached_property
    def _large_at(self) -> Array:
        return self._array("large_at")

    def positions(self, first: int, last: int) -> Array:
        """The places of the terms from ``first`` up to ``last``."""
        start, stop = int(self.position_starts[first]), int(self.position_starts[last])
        return self._places[start:stop]
