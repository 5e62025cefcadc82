"""An encoder without a model: the vector of a text is drawn at random, seeded by the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.meaning.texts import text_key
from search.meaning.vectors import DIMENSIONS, FloatVectors


class HashedEncoder:
    """Encodes, and notes the texts it has encoded. Fails at the text "stop"."""

    def __init__(self, digest: bytes = b"a".ljust(16)) -> None:
        self.digest = digest
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatVectors:
        if "stop" in texts:
            raise KeyboardInterrupt
        self.encoded += texts
        vectors: FloatVectors = np.array(
            [np.random.default_rng(text_key(text)).normal(size=DIMENSIONS) for text in texts], np.float32
        )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors
