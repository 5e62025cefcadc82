"""Encodes the texts that have no vector yet. The other vectors are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from search.meaning.texts import text_key
from search.meaning.vectors import FloatVectors, VectorStore, quantise, write

TEXTS_PER_WRITE = 16_384
"""The number of texts encoded between two writes of the file: some minutes' work, which an interruption loses at most."""

_TEXTS_PER_CALL = 512
"""The number of texts encoded in one call, which sorts them by length. TEXTS_PER_WRITE is a multiple of it."""


class TextEncoder(Protocol):
    """An encoder of texts. Its digest distinguishes its vectors from those of any other encoder."""

    @property
    def digest(self) -> bytes: ...

    def encode(self, texts: Sequence[str]) -> FloatVectors:
        """Return the vectors of the texts, float32[n, 384], each of length 1."""


class UpdateCounts(msgspec.Struct, frozen=True):
    """The number of different texts: those encoded, and those whose vectors the store had."""

    encoded: int
    reused: int


def update_vectors(path: Path, encoder: TextEncoder, texts: Iterable[str], *, drop_others: bool = False) -> UpdateCounts:
    """Give every text a vector in the file. With ``drop_others``, drop the vectors of all other texts in the end.

    The file is written after every ``TEXTS_PER_WRITE`` new texts, so a run after an interruption encodes only the rest.
    """
    store = VectorStore.open(path, encoder.digest, verify_checksum=True)
    stored = frozenset(store.keys.tolist())
    seen: set[int] = set()
    new_texts = _new_texts(texts, stored, seen)
    encoded_count = 0
    while parts := list(_encoded_parts(islice(new_texts, TEXTS_PER_WRITE), encoder)):
        store = _merged([store, *parts])
        write(path, encoder.digest, store)
        encoded_count += sum(map(len, parts))
    if drop_others and not stored <= seen:
        write(path, encoder.digest, _only(store, seen))
    return UpdateCounts(encoded_count, len(seen) - encoded_count)


def _new_texts(texts: Iterable[str], stored: frozenset[int], seen: set[int]) -> Iterator[tuple[int, str]]:
    """Yield each text, with its key, that is neither stored nor seen before; add the key of every text to ``seen``."""
    for text in texts:
        key = text_key(text)
        if key not in seen:
            seen.add(key)
            if key not in stored:
                yield key, text


def _encoded_parts(texts: Iterator[tuple[int, str]], encoder: TextEncoder) -> Iterator[VectorStore]:
    """Yield the vectors of the texts, given with their keys, as small stores. The keys of these are not sorted."""
    while part := dict(islice(texts, _TEXTS_PER_CALL)):
        yield VectorStore(np.fromiter(part, np.uint64, len(part)), quantise(encoder.encode(list(part.values()))))


def _merged(stores: Sequence[VectorStore]) -> VectorStore:
    """Return one store with the vectors of all stores, whose keys are distinct, sorted by key."""
    keys = np.concatenate([store.keys for store in stores])
    order = np.argsort(keys)
    return VectorStore(keys[order], np.concatenate([store.vectors for store in stores])[order])


def _only(store: VectorStore, keys: set[int]) -> VectorStore:
    """Return the store with the vectors of these keys alone."""
    chosen = np.isin(store.keys, np.fromiter(keys, np.uint64, len(keys)))
    return VectorStore(store.keys[chosen], store.vectors[chosen])
