"""Cosines of a text with the questions of an index: what an engine asks for when it ranks by meaning too."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.meaning.encoder import Encoder
from search.meaning.model_files import model_folder, vectors_path
from search.meaning.texts import Keys, encoded_text
from search.meaning.updating import TextEncoder
from search.meaning.vectors import VectorStore

_CACHED_TEXTS = 256
"""A text is encoded once for all of its pages."""


class Similarity:
    """An encoder and the file of vectors. Safe to call from many threads. A new file is opened at the next call."""

    def __init__(self, encoder: TextEncoder, path: Path) -> None:
        self._encoder, self._path = encoder, path
        self._vector = lru_cache(_CACHED_TEXTS)(self._encode)
        self._lock = threading.Lock()
        self._version = (0, 0)
        self._opened = VectorStore.empty()

    @classmethod
    def open(cls, index_data: Path, configured_model: Path | None) -> Similarity:
        """Load the encoder. Raises ``MeaningUnavailable`` if it or the extra is missing."""
        return cls(Encoder(model_folder(index_data, configured_model)), vectors_path(index_data))

    def cosines(self, text: str, keys: Keys) -> NDArray[np.float32]:
        """Return the cosine of a question or draft with the text of each key, float32[n]; NaN for a key without a vector."""
        return self._store().cosines(self._vector(encoded_text(text)), keys)

    def _encode(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encoder.encode([text])[0]
        return vector

    def _store(self) -> VectorStore:
        """Return the store, opened again if its file has been replaced."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return VectorStore.empty()
        version = (status.st_ino, status.st_mtime_ns)
        with self._lock:
            if version != self._version:
                self._opened, self._version = VectorStore.open(self._path, self._encoder.digest), version
            return self._opened
