"""A segment: documents indexed together, in seven files that never change. What an update deletes is written beside them.

SEGMENT.terms, .docs, .freqs, .places   see ``postings``
SEGMENT.columns   for each group that asked for one, a column: COLUMN/ordinals, uint8 or wider, one more than the place of
                  the document's value in the group's lexicon, 0 for none; or COLUMN/bits, packed, where every document has
                  one of two values: whether it is the second. LENGTH/words: how many words each document has in a member
SEGMENT.records   what is stored, a compressed blob a document (see ``stored``)
SEGMENT.words     every word as written, unstemmed, and how often it occurs: a lexicon and its counts
SEGMENT.deleted   written by updates: which documents are gone, packed bits; and a lexicon of their words with counts
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, to_narrowest_dtype
from search.engines.whoosh.codec.lexicon import Lexicon, write_lexicon
from search.engines.whoosh.codec.postings import GroupPostings, SegmentPostings
from search.engines.whoosh.codec.stored_records import StoredRecords

Mask = npt.NDArray[np.bool_]
_TWO = 2


class Segment:
    """A segment, open for reading by any number of threads."""

    def __init__(self, folder: Path, name: str) -> None:
        """Maps the files and reads what is at their ends. Raises ``IndexMismatch`` when one is missing or damaged there."""
        self.name = name
        self.stem = folder / name
        self._columns = ArrayFile(Path(f"{self.stem}.columns"))
        self.document_count: int = self._columns.notes["documents"]
        self._lengths: dict[str, Array] = {}
        self._postings = SegmentPostings(self.stem)
        self.records = StoredRecords(Path(f"{self.stem}.records"))
        self.word_counts = WordCounts(ArrayFile(Path(f"{self.stem}.words")), "words")
        deleted = Path(f"{self.stem}.deleted")
        self.deleted = DeletedDocuments(deleted, self.document_count) if deleted.exists() else None

    @property
    def postings(self) -> Mapping[str, GroupPostings]:
        """The postings of each group."""
        return self._postings.groups

    def release(self) -> None:
        """Let go of the memory the maps take, after reading much of them once."""
        self._postings.release()
        self.word_counts.release()

    @property
    def files(self) -> list[Path]:
        """Its files."""
        return sorted(self.stem.parent.glob(f"{self.name}.*"))

    def lengths(self, member: str) -> Array:
        """How many words each document has in a field: [documents]."""
        if member not in self._lengths:
            self._lengths[member] = self._columns.array(f"{member}/words")
        return self._lengths[member]

    def has_doc_values(self, group: str) -> bool:
        """Whether a group has a column."""
        return f"{group}/ordinals" in self._columns or f"{group}/bits" in self._columns

    def ordinals(self, group: str) -> Array:
        """For each document one more than the place of its value in the group's lexicon, or 0: unsigned [documents]."""
        if f"{group}/bits" in self._columns:
            return np.unpackbits(self._columns.array(f"{group}/bits"), count=self.document_count) + np.uint8(1)
        return self._columns.array(f"{group}/ordinals")


class WordCounts:
    """A lexicon with a count for each string."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.lexicon = Lexicon(file, name)
        self._file, self._name = file, name

    def release(self) -> None:
        """Let go of the memory the map takes."""
        self._file.release()

    @cached_property
    def counts(self) -> Array:
        """[strings]"""
        return self._file.array(f"{self._name}/counts")

    def items(self) -> Iterator[tuple[bytes, int]]:
        """Every string with its count, in order."""
        return zip(self.lexicon.between(0, len(self.lexicon)), self.counts.tolist(), strict=True)


class DeletedDocuments:
    """The documents an update has deleted from a segment."""

    def __init__(self, path: Path, documents: int) -> None:
        self._file = ArrayFile(path)
        self._documents = documents
        self.word_counts = WordCounts(self._file, "words")

    @cached_property
    def mask(self) -> Mask:
        """Which documents are deleted: bool[documents]."""
        return np.unpackbits(self._file.array("documents"), count=self._documents).astype(bool)


def write_doc_values(path: Path, documents: int, columns: Mapping[str, Array], lengths: Mapping[str, Array]) -> None:
    """Write the columns (ordinals, counted from 1) and lengths of a segment."""
    with ArrayFileWriter(path) as file:
        file.notes["documents"] = documents
        for group, ordinals in columns.items():
            if documents and ordinals.min() == 1 and ordinals.max() == _TWO:
                file.put(f"{group}/bits", np.packbits(ordinals == _TWO))
            else:
                file.put(f"{group}/ordinals", to_narrowest_dtype(ordinals))
        for member, words in lengths.items():
            file.put(f"{member}/words", to_narrowest_dtype(words))


def write_vocabulary(path: Path, counts: Iterable[tuple[bytes, int]]) -> None:
    """Write the words of a segment, in order, each with how often it occurs."""
    with ArrayFileWriter(path) as file:
        _write_word_counts(file, counts)


def write_deleted(path: Path, documents: Mask, counts: Iterable[tuple[bytes, int]]) -> None:
    """Write which documents of a segment are deleted, and all their words in order."""
    with ArrayFileWriter(path) as file:
        file.put("documents", np.packbits(documents))
        _write_word_counts(file, counts)


def _write_word_counts(file: ArrayFileWriter, counts: Iterable[tuple[bytes, int]]) -> None:
    strings, numbers = [], array("Q")
    for string, number in counts:
        strings.append(string)
        numbers.append(number)
    write_lexicon(file, "words", strings)
    file.put("words/counts", to_narrowest_dtype(np.frombuffer(numbers, np.uint64)))
