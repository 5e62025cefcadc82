"""A segment: documents indexed together, in eight files that never change. An update adds a file of deleted documents.

SEGMENT.terms, .docs, .freqs, .positions  the inverted index (see ``postings``)
SEGMENT.docvalues   one value a document, for each group that has doc values. GROUP/ordinals, uint8 or wider: the ordinal, from
                    1, of the document's value in the group's lexicon, 0 for none. Where every document has one of two values,
                    GROUP/bits instead, packed: 0 for the first value, 1 for the second. MEMBER/lengths: the number of words of
                    each document in each member field of a group with positions
SEGMENT.vectors     the term vectors: the words of each document in their order (see ``term_vectors``)
SEGMENT.stored      the stored records, one compressed blob a document (see ``stored_records``)
SEGMENT.vocabulary  every word as written, unstemmed, and its number of occurrences: a lexicon and its counts
SEGMENT.deleted     a bit mask of deleted documents; and a lexicon of all their words with counts
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, MemoryArrays, to_narrowest_dtype
from search.engines.whoosh.codec.lexicon import Lexicon, write_lexicon
from search.engines.whoosh.codec.postings import GroupPostings, SegmentPostings
from search.engines.whoosh.codec.stored_records import StoredRecords
from search.engines.whoosh.codec.term_vectors import TermVectors

Mask = npt.NDArray[np.bool_]
_SECOND_ORDINAL = 2


class Segment:
    """A segment, open for reading by any number of threads."""

    def __init__(self, folder: Path, name: str) -> None:
        """Map the files and read their footers. Raises ``IndexMismatch`` if a file is missing or its end is damaged."""
        self.name = name
        self.stem = folder / name
        self._doc_values = ArrayFile(Path(f"{self.stem}.docvalues"))
        self.document_count: int = self._doc_values.notes["documents"]
        self._lengths: dict[str, Array] = {}
        self._postings = SegmentPostings(self.stem)
        self.records = StoredRecords(Path(f"{self.stem}.stored"))
        vectors = ArrayFile(Path(f"{self.stem}.vectors"))
        self.vectors = {name: TermVectors(vectors, name) for name, group in self.postings.items() if group.group.vectors}
        """The term vectors of each group that has any."""
        self.word_counts = WordCounts(ArrayFile(Path(f"{self.stem}.vocabulary")))
        deleted = Path(f"{self.stem}.deleted")
        self.deleted = DeletedDocuments(deleted, self.document_count) if deleted.exists() else None

    @property
    def postings(self) -> Mapping[str, GroupPostings]:
        """The posting lists of each group."""
        return self._postings.groups

    def release(self) -> None:
        """Give back the memory that the maps of postings and vocabulary use, after reading much of them once."""
        self._postings.release()
        self.word_counts.release()

    @property
    def files(self) -> list[Path]:
        """The paths of its files, sorted."""
        return sorted(self.stem.parent.glob(f"{self.name}.*"))

    def lengths(self, member: str) -> Array:
        """The number of words of each document in a member field: unsigned [documents]."""
        if member not in self._lengths:
            self._lengths[member] = self._doc_values.array(f"{member}/lengths")
        return self._lengths[member]

    def has_doc_values(self, group: str) -> bool:
        """Whether a group has doc values."""
        return f"{group}/ordinals" in self._doc_values or f"{group}/bits" in self._doc_values

    def ordinals(self, group: str) -> Array:
        """The ordinal, from 1, of each document's value in the group's lexicon, 0 for none: unsigned [documents]."""
        if f"{group}/bits" in self._doc_values:
            return np.unpackbits(self._doc_values.array(f"{group}/bits"), count=self.document_count) + np.uint8(1)
        return self._doc_values.array(f"{group}/ordinals")


class WordCounts:
    """A lexicon of unstemmed words, and the number of occurrences of each."""

    def __init__(self, file: ArrayFile | MemoryArrays) -> None:
        self.lexicon = Lexicon(file, "words")
        self._file = file

    def release(self) -> None:
        """Give back the memory that the map uses."""
        self._file.release()

    @cached_property
    def counts(self) -> Array:
        """The number of occurrences of each word: unsigned [words]."""
        return self._file.array("words/counts")

    def items(self) -> Iterator[tuple[bytes, int]]:
        """Every word with its count, sorted."""
        return zip(self.lexicon.between(0, len(self.lexicon)), self.counts.tolist(), strict=True)


class DeletedDocuments:
    """The documents that updates have deleted from a segment, and the words of these documents."""

    def __init__(self, path: Path, document_count: int) -> None:
        self._file = ArrayFile(path)
        self._document_count = document_count
        self.word_counts = WordCounts(self._file)

    @cached_property
    def mask(self) -> Mask:
        """The mask of deleted documents: bool[documents]."""
        return np.unpackbits(self._file.array("mask"), count=self._document_count).astype(bool)


def write_doc_values(path: Path, document_count: int, doc_values: Mapping[str, Array], lengths: Mapping[str, Array]) -> None:
    """Write the doc values (ordinals from 1, 0 for none) of each group, and the lengths of each member field."""
    with ArrayFileWriter(path) as file:
        file.notes["documents"] = document_count
        for group, ordinals in doc_values.items():
            if document_count and ordinals.min() == 1 and ordinals.max() == _SECOND_ORDINAL:
                file.put(f"{group}/bits", np.packbits(ordinals == _SECOND_ORDINAL))
            else:
                file.put(f"{group}/ordinals", to_narrowest_dtype(ordinals))
        for member, member_lengths in lengths.items():
            file.put(f"{member}/lengths", to_narrowest_dtype(member_lengths))


def write_vocabulary(path: Path, word_counts: Iterable[tuple[bytes, int]]) -> None:
    """Write the sorted words of a segment, each with its number of occurrences."""
    with ArrayFileWriter(path) as file:
        _write_word_counts(file, word_counts)


def write_deleted(path: Path, mask: Mask, word_counts: Iterable[tuple[bytes, int]]) -> None:
    """Write the mask of a segment's deleted documents, and the sorted words of these documents with their counts."""
    with ArrayFileWriter(path) as file:
        file.put("mask", np.packbits(mask))
        _write_word_counts(file, word_counts)


def _write_word_counts(file: ArrayFileWriter, word_counts: Iterable[tuple[bytes, int]]) -> None:
    words, counts = [], array("Q")
    for word, count in word_counts:
        words.append(word)
        counts.append(count)
    write_lexicon(file, "words", words)
    file.put("words/counts", to_narrowest_dtype(np.frombuffer(counts, np.uint64)))
