"""Stored records. Each is compressed alone, so any record can be read alone. The dictionary is trained on some of the first.

    blobs       uint8, Zstandard frames one after another
    offsets     [documents + 1]: the blob of document i is blobs[offsets[i]:offsets[i + 1]]
    dictionary  uint8, the Zstandard dictionary of all blobs; empty for none

Segments that are merged share a dictionary, so their blobs are copied as they are.
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
"""Level 6 makes the file 7 % smaller and takes four times as long."""

DICTIONARY_BYTES = 112 << 10
MIN_SAMPLES = 100
COPY_BYTES = 1 << 24


def train_dictionary(samples: Sequence[bytes]) -> bytes:
    """Train a Zstandard dictionary. Empty if there are fewer than ``MIN_SAMPLES`` samples or they have nothing in common."""
    if len(samples) < MIN_SAMPLES:
        return b""
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, list(samples), level=COMPRESSION_LEVEL).as_bytes()
    except zstandard.ZstdError:  # samples that are too short or too much alike
        return b""


class Compressor:
    """Compresses records with a dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary
        dictionary_data = None
        if dictionary:
            dictionary_data = zstandard.ZstdCompressionDict(dictionary)
            dictionary_data.precompute_compress(level=COMPRESSION_LEVEL)
        self._compress = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL, dict_data=dictionary_data).compress

    def __call__(self, record: bytes) -> bytes:
        """Compress one record into a blob."""
        return self._compress(record)


def write_records(path: Path, blobs: Sequence[bytes], dictionary: bytes) -> None:
    """Write the blobs of a segment."""
    with ArrayFileWriter(path) as file:
        file.put("blobs", np.frombuffer(b"".join(blobs), np.uint8))
        _write_offsets(file, np.fromiter(map(len, blobs), np.int64, len(blobs)), dictionary)


def copy_records(path: Path, sources: Sequence[tuple[StoredRecords, Array | None]]) -> None:
    """Write the blobs of several segments as one file. Each has a mask of the blobs to copy, bool[documents] (None: all)."""
    with ArrayFileWriter(path) as file:
        file.begin("blobs", np.uint8)
        lengths = []
        for source, mask in sources:
            source_lengths = counts_of(source.offsets)
            is_copied = np.ones(len(source_lengths), bool) if mask is None else mask
            lengths.append(source_lengths[is_copied])
            edges = np.flatnonzero(np.diff(is_copied.astype(np.int8), prepend=0, append=0))
            for first, last in edges.reshape(-1, 2).tolist():
                for piece in source.blobs_between(first, last):
                    file.append(piece)
            source.release()
        _write_offsets(file, np.concatenate(lengths), sources[0][0].dictionary)


def _write_offsets(file: ArrayFileWriter, lengths: Array, dictionary: bytes) -> None:
    file.put("offsets", to_narrowest_dtype(starts_of(lengths)))
    file.put("dictionary", np.frombuffer(dictionary, np.uint8))


class StoredRecords:
    """The stored records of a segment. Any number of threads may read; each has its own decompressor."""

    def __init__(self, path: Path) -> None:
        self._file = ArrayFile(path)
        self._blobs = self._file.stored("blobs")
        self._thread_local = threading.local()

    @cached_property
    def dictionary(self) -> bytes:
        """The Zstandard dictionary of all records; empty for none."""
        return self._file.array("dictionary").tobytes()

    @cached_property
    def _dictionary_data(self) -> zstandard.ZstdCompressionDict | None:
        return zstandard.ZstdCompressionDict(self.dictionary) if self.dictionary else None

    def release(self) -> None:
        """Give back the memory that the map uses."""
        self._file.release()

    @cached_property
    def offsets(self) -> Array:
        """The byte offsets of the blobs, and the end of the last: [documents + 1]."""
        return self._file.array("offsets")

    @cached_property
    def _offsets_view(self) -> memoryview:
        """``offsets`` for reading single numbers, which takes several times as long from an array."""
        return self.offsets.data

    def __getitem__(self, document: int) -> bytes:
        """Return a record, decompressed. Raises ``IndexMismatch`` if it is damaged."""
        start, stop = self._offsets_view[document], self._offsets_view[document + 1]
        try:
            return self._decompressor().decompress(self._blobs[start:stop].data)
        except zstandard.ZstdError as error:
            raise IndexMismatch(f"A stored record cannot be read ({error}); run `wrans check`.") from error

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        try:
            decompressor: zstandard.ZstdDecompressor = self._thread_local.decompressor
        except AttributeError:
            decompressor = self._thread_local.decompressor = zstandard.ZstdDecompressor(dict_data=self._dictionary_data)
        return decompressor

    def blobs_between(self, first: int, last: int) -> Iterable[Array]:
        """The blobs of documents ``first`` to ``last``, ``last`` excluded, in pieces of at most ``COPY_BYTES``: uint8."""
        start, stop = self._offsets_view[first], self._offsets_view[last]
        return (self._blobs[offset : min(offset + COPY_BYTES, stop)] for offset in range(start, stop, COPY_BYTES))
