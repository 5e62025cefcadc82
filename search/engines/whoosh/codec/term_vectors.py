"""Term vectors: the words of each document in their order, as ordinals of the terms of a group.

    GROUP/words   uint32, the words of one document after another
    GROUP/starts  [documents + 1]: the words of document i are words[starts[i]:starts[i + 1]]

A group has term vectors of the member fields that its ``FieldGroup.vectors`` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, to_narrowest_dtype
from search.engines.whoosh.codec.postings import counts_of, starts_of
from search.errors import IndexMismatch

COPIED_DOCUMENTS = 10_000
"""Documents whose words are copied at once in a merge."""


class DocumentWords(msgspec.Struct, frozen=True):
    """The words of new documents: ``ordinals`` uint32[words] of their terms, and ``counts`` int64[documents] of words."""

    ordinals: Array
    counts: Array


class VectorSource(msgspec.Struct, frozen=True):
    """Term vectors to copy: ``live`` is the mask of documents to copy (None: all), ``new_ordinals`` [terms] of their terms."""

    vectors: TermVectors
    live: Array | None
    new_ordinals: Array


def write_vectors(path: Path, groups: Mapping[str, DocumentWords]) -> None:
    """Write the term vectors of each group of a new segment."""
    with ArrayFileWriter(path) as file:
        for name, words in groups.items():
            file.put(f"{name}/words", words.ordinals)
            file.put(f"{name}/starts", to_narrowest_dtype(starts_of(words.counts)))


def copy_vectors(path: Path, groups: Mapping[str, Sequence[VectorSource]]) -> None:
    """Write the term vectors of several segments as one file. Each group has a source for each segment."""
    with ArrayFileWriter(path) as file:
        for name, sources in groups.items():
            counts = []
            file.begin(f"{name}/words", np.uint32)
            for source in sources:
                for words in _live_words(source):
                    file.append(source.new_ordinals[words.ordinals])
                    counts.append(words.counts)
                source.vectors.release()
            file.put(
                f"{name}/starts", to_narrowest_dtype(starts_of(np.concatenate(counts) if counts else np.zeros(0, np.int64)))
            )


def _live_words(source: VectorSource) -> Iterator[DocumentWords]:
    """The words of the documents to copy, some documents at a time."""
    starts = source.vectors.starts
    for first in range(0, len(starts) - 1, COPIED_DOCUMENTS):
        bounds = starts[first : first + COPIED_DOCUMENTS + 1]
        ordinals, counts = source.vectors.between(int(bounds[0]), int(bounds[-1])), counts_of(bounds)
        if source.live is not None:
            live = source.live[first : first + COPIED_DOCUMENTS]
            ordinals, counts = ordinals[np.repeat(live, counts)], counts[live]
        yield DocumentWords(ordinals, counts)


class TermVectors:
    """The term vectors of a group, open for reading by any number of threads."""

    def __init__(self, file: ArrayFile, group: str) -> None:
        self._file = file
        self._group = group
        self._words = file.stored(f"{group}/words")

    @cached_property
    def starts(self) -> Array:
        """The index of each document's first word, then the number of words: [documents + 1]."""
        starts = self._file.array(f"{self._group}/starts")
        if not len(starts) or starts[-1] != len(self._words) or np.any(starts[1:] < starts[:-1]):
            raise IndexMismatch(f"The index is damaged: {self._group}/starts does not fit; build the index again.")
        return starts

    @cached_property
    def _starts_view(self) -> memoryview:
        """``starts`` for reading single numbers, which takes several times as long from an array."""
        return self.starts.data

    def __getitem__(self, document: int) -> Array:
        """The ordinals of the words of a document: uint32[words]."""
        return self._words[self._starts_view[document] : self._starts_view[document + 1]]

    def between(self, first: int, last: int) -> Array:
        """The words with the indices from ``first`` to ``last``, ``last`` excluded: uint32."""
        return self._words[first:last]

    def release(self) -> None:
        """Give back the memory that the map uses."""
        self._file.release()
