"""Stored records: each compressed by itself, with a dictionary made of the first ones, so that any can be read alone.

    blobs       uint8, Zstandard frames one after another
    ends        where each ends, beginning with a 0
    dictionary  uint8, what all of them were compressed with; empty for none

Segments that are merged share their dictionary, so that blobs are copied as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import zstandard

from search.engines.whoosh.codec.arrays import Array, ArrayFile, ArrayFileWriter, to_narrowest_dtype
from search.engines.whoosh.codec.postings import counts_of, starts_of
from search.errors import IndexMismatch

COMPRESSION_LEVEL = 3
"""Level 6 saves 7 % of the room and takes four times as long."""

DICTIONARY_BYTES = 112 << 10
MIN_SAMPLES = 100
COPY_BYTES = 1 << 24


def train_dictionary(samples: Sequence[bytes]) -> bytes:
    """A dictionary of what the samples have in common; empty where they are too few to tell."""
    if len(samples) < MIN_SAMPLES:
        return b""
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, list(samples), level=COMPRESSION_LEVEL).as_bytes()
    except zstandard.ZstdError:  # samples too much alike, or too short, to learn from
        return b""


class Compressor:
    """Compresses records with a dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        known = None
        if dictionary:
            known = zstandard.ZstdCompressionDict(dictionary)
            known.precompute_compress(level=COMPRESSION_LEVEL)
        self._compress = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL, dict_data=known).compress

    def __call__(self, record: bytes) -> bytes:
        """One record's blob."""
        return self._compress(record)


def write_records(path: Path, blobs: Sequence[bytes], dictionary: bytes) -> None:
    """Write the blobs of a segment."""
    with ArrayFileWriter(path) as file:
        file.put("blobs", np.frombuffer(b"".join(blobs), np.uint8))
        _write_ends(file, np.fromiter(map(len, blobs), np.int64, len(blobs)), dictionary)


def copy_records(path: Path, sources: Sequence[tuple[StoredRecords, Array | None]]) -> None:
    """Write the blobs of several segments as one; with each comes which to copy, bool[documents], or None for all."""
    with ArrayFileWriter(path) as file:
        file.begin("blobs", np.uint8)
        lengths = []
        for source, kept in sources:
            held = counts_of(source.offsets)
            staying = np.ones(len(held), bool) if kept is None else kept
            lengths.append(held[staying])
            edges = np.flatnonzero(np.diff(staying.astype(np.int8), prepend=0, append=0))
            for first, last in edges.reshape(-1, 2).tolist():
                for part in source.blobs_between(first, last):
                    file.append(part)
            source.release()
        _write_ends(file, np.concatenate(lengths), sources[0][0].dictionary)


def _write_ends(file: ArrayFileWriter, lengths: Array, dictionary: bytes) -> None:
    file.put("ends", to_narrowest_dtype(starts_of(lengths)))
    file.put("dictionary", np.frombuffer(dictionary, np.uint8))


class StoredRecords:
    """The records of a segment; safe to read from many threads, each of which has a decompressor of its own."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self._blobs = self._file.stored("blobs")
        self._own = threading.local()

    @cached_property
    def dictionary(self) -> bytes:
        """What the records were compressed with."""
        return self._file.array("dictionary").tobytes()

    @cached_property
    def _known(self) -> zstandard.ZstdCompressionDict | None:
        return zstandard.ZstdCompressionDict(self.dictionary) if self.dictionary else None

    def release(self) -> None:
        """Let go of the memory the map takes."""
        self._file.release()

    @cached_property
    def offsets(self) -> Array:
        """Where each blob ends: [documents + 1]."""
        return self._file.array("ends")

    @cached_property
    def _places(self) -> memoryview:
        """``offsets``, to be read one by one: an array takes several times as long to give a number."""
        return self.offsets.data

    def __getitem__(self, document: int) -> bytes:
        """A record as it was given to be stored."""
        start, stop = self._places[document], self._places[document + 1]
        try:
            return self._decompressor().decompress(self._blobs[start:stop].data)
        except zstandard.ZstdError as error:
            raise IndexMismatch(f"A stored record cannot be read ({error}); run `python -m indexer check`.") from error

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        try:
            found: zstandard.ZstdDecompressor = self._own.decompressor
        except AttributeError:
            found = self._own.decompressor = zstandard.ZstdDecompressor(dict_data=self._known)
        return found

    def blobs_between(self, first: int, last: int) -> Iterable[Array]:
        """The blobs of the documents from ``first`` up to ``last``, in pieces."""
        start, stop = self._places[first], self._places[last]
        return (self._blobs[at : min(at + COPY_BYTES, stop)] for at in range(start, stop, COPY_BYTES))
