"""The store of vectors: one file with a vector of int8 for each encoded text of any index.

The file, little-endian:

    header   64 bytes   magic, CRC-32 of the rest, number of vectors, digest of the encoder's files
    keys     uint64[n]  keys of the texts, ascending
    vectors  int8[n, 384]

The largest component of each vector is 127 or -127. A cosine does not depend on the length of a vector, so no scale is stored.
"""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.errors import SearchError
from search.meaning.texts import KEY_BYTES, Keys

DIMENSIONS = 384
"""The number of components of a vector: that of all-MiniLM-L6-v2."""

MODEL_DIGEST_BYTES = 16
"""The length of the digest of an encoder's files, as ``Manifest.digest`` makes it."""

FloatVectors = NDArray[np.float32]
"""Vectors of length 1, float32[n, 384]."""

ByteVectors = NDArray[np.int8]
"""Vectors as stored, int8[n, 384]."""

_MAGIC = b"WRANSVEC1\n"
_HEADER = struct.Struct(f"<10s2xIQ{MODEL_DIGEST_BYTES}s")
_HEADER_BYTES = 64
_MAX_COMPONENT = 127
_BYTES_PER_TEXT = KEY_BYTES + DIMENSIONS


class DamagedVectors(SearchError):
    """The file of vectors cannot be read; the operator has to delete it."""


class VectorStore:
    """Vectors by the keys of their texts: ``vectors[row]`` belongs to ``keys[row]``. The look-ups need ascending keys.

    A store that is opened from a file maps it into memory. If the file is replaced, the store still has the old one open.
    """

    def __init__(self, keys: Keys, vectors: ByteVectors) -> None:
        self.keys = keys
        self.vectors = vectors

    @classmethod
    def open(cls, path: Path, model_digest: bytes, *, verify_checksum: bool = False) -> VectorStore:
        """Open a file. The store is empty if there is no file, or if another encoder made its vectors.

        With ``verify_checksum``, read all of it and compare its checksum. Raises ``DamagedVectors`` if it is damaged.
        """
        try:
            content = np.memmap(path, np.uint8, "r")
        except FileNotFoundError:
            return cls.empty()
        except (OSError, ValueError) as error:
            raise _damaged(path, error) from error
        checksum, count, made_by = _read_header(path, content)
        if verify_checksum and zlib.crc32(content[_HEADER_BYTES:].data) != checksum:
            raise _damaged(path, "its checksum is wrong")
        if made_by != model_digest:
            return cls.empty()
        keys_end = _HEADER_BYTES + KEY_BYTES * count
        return cls(content[_HEADER_BYTES:keys_end].view("<u8"), content[keys_end:].view(np.int8).reshape(count, DIMENSIONS))

    @classmethod
    def empty(cls) -> VectorStore:
        return cls(np.empty(0, np.uint64), np.empty((0, DIMENSIONS), np.int8))

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, keys: Keys) -> NDArray[np.intp]:
        """Return the row of each key, intp[n]; -1 for a key that the store does not have."""
        if not len(self):
            return np.full(len(keys), -1, np.intp)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self) - 1)
        return np.where(self.keys[rows] == keys, rows, -1)

    def vector(self, key: int) -> NDArray[np.float32] | None:
        """Return the vector of a key, float32[384], of length 1; None for a key that the store does not have."""
        row = self.rows(np.array([key], np.uint64))[0]
        if row < 0:
            return None
        vector = self.vectors[row].astype(np.float32)
        scaled: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return scaled

    def cosines(self, vector: NDArray[np.float32], keys: Keys) -> NDArray[np.float32]:
        """Return the cosines, float32[n], of ``vector``, float32[384] of length 1, with the vectors of ``keys``.

        The cosine is NaN for a key that the store does not have.
        """
        rows = self.rows(keys)
        chosen = self.vectors[rows[rows >= 0]].astype(np.float32)
        cosines = np.full(len(keys), np.nan, np.float32)
        cosines[rows >= 0] = chosen @ vector / np.linalg.norm(chosen, axis=1)
        return cosines


def quantise(vectors: FloatVectors) -> ByteVectors:
    """Return vectors as int8, each scaled so that its largest component is 127 or -127."""
    rounded: ByteVectors = np.rint(vectors / np.abs(vectors).max(axis=1, keepdims=True) * _MAX_COMPONENT).astype(np.int8)
    return rounded


def write(path: Path, model_digest: bytes, store: VectorStore) -> None:
    """Write a store to a file in one step: readers see the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys, vectors = np.ascontiguousarray(store.keys, "<u8"), np.ascontiguousarray(store.vectors)
    checksum = zlib.crc32(vectors.data, zlib.crc32(keys.data))
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(_HEADER.pack(_MAGIC, checksum, len(store), model_digest).ljust(_HEADER_BYTES, b"\0"))
        file.write(keys.data)
        file.write(vectors.data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def _read_header(path: Path, content: NDArray[np.uint8]) -> tuple[int, int, bytes]:
    """Return the checksum, the number of vectors and the digest of the encoder that made them."""
    if len(content) < _HEADER_BYTES:
        raise _damaged(path, "it is too short")
    magic, checksum, count, model_digest = _HEADER.unpack(content[: _HEADER.size].tobytes())
    if magic != _MAGIC:
        raise _damaged(path, "it is no file of vectors of this version")
    if len(content) != _HEADER_BYTES + count * _BYTES_PER_TEXT:
        raise _damaged(path, f"its length does not fit {count:,} vectors")
    return checksum, count, model_digest


def _damaged(path: Path, reason: object) -> DamagedVectors:
    return DamagedVectors(f"{path} cannot be read ({reason}). Delete it and run `wrans meaning` to make the vectors again.")
