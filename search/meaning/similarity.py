"""Cosines of a text with the questions of an index. The pipeline ranks by them too."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.meaning.encoder import Encoder
from search.meaning.model_files import model_folder, vectors_path
from search.meaning.texts import encoded_text, text_key
from search.meaning.updating import TextEncoder
from search.meaning.vectors import VectorStore

_CACHED_TEXTS = 256
"""Capacity of the cache of encoded texts: the pages of a search need the same vector."""


class Similarity:
    """An encoder and the file of vectors. Safe to call from many threads. If the file is replaced, the next call opens it."""

    def __init__(self, encoder: TextEncoder, path: Path) -> None:
        self._encoder, self._path = encoder, path
        self._cached_vector = lru_cache(_CACHED_TEXTS)(self._encode)
        self._lock = threading.Lock()
        self._version: tuple[int, int] | None = None
        self._open_store = VectorStore.empty()

    @classmethod
    def open(cls, index_data: Path, configured_model: Path | None) -> Similarity:
        """Load the encoder. Raises ``MeaningUnavailable`` if it or the extra is missing."""
        return cls(Encoder(model_folder(index_data, configured_model)), vectors_path(index_data))

    @property
    def fingerprint(self) -> str:
        """Distinguishes the vectors of this encoder and file from any others."""
        return f"{self._encoder.digest.hex()} {self._file_version()}"

    def cosines(self, text: str, others: Sequence[str]) -> list[float | None]:
        """Return the cosine of a question or draft with each of the other questions; None for one without a vector."""
        store, encoded = self._store(), encoded_text(text)
        vector = store.vector(text_key(encoded))
        keys = np.array([text_key(encoded_text(other)) for other in others], np.uint64)
        cosines = store.cosines(self._cached_vector(encoded) if vector is None else vector, keys)
        return [None if np.isnan(cosine) else float(cosine) for cosine in cosines]

    def _encode(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector

    def _store(self) -> VectorStore:
        """Return the store, opened again if its file has been replaced."""
        version = self._file_version()
        if version is None:
            return VectorStore.empty()
        with self._lock:
            if version != self._version:
                self._open_store, self._version = VectorStore.open(self._path, self._encoder.digest), version
            return self._open_store

    def _file_version(self) -> tuple[int, int] | None:
        """Return the version of the file, which changes when the file is replaced; None if there is no file."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns
