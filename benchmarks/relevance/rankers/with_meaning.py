"""Our engine with the extra that ranks by meaning."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.relevance.collection import Document
from benchmarks.relevance.rankers.ours import Ours, question
from search import settings
from search.meaning.encoder import Encoder
from search.meaning.model_files import model_folder
from search.meaning.similarity import Similarity
from search.meaning.texts import encoded_text
from search.meaning.updating import update_vectors


class WithMeaning(Ours):
    """The same with vectors of the texts of the documents."""

    setup: ClassVar[str] = "the same with WRANS_MEANING=yes, over vectors of the texts without their titles"

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        """Encode the documents too. Raises ``MeaningUnavailable`` if the extra or the encoder is missing."""
        super().__init__(documents, folder)
        encoder, vectors = Encoder(encoder_folder()), folder / "questions.vectors"
        update_vectors(vectors, encoder, (encoded_text(question(document).text) for document in documents))
        self.meaning = Similarity(encoder, vectors)


class EncodingSimilarity:
    """Cosines of texts. A text is encoded when it is first compared: few of all records are candidates of the drafts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}

    @property
    def fingerprint(self) -> str:
        """See ``Meaning``."""
        return self._encoder.digest.hex()

    def cosines(self, text: str, others: Sequence[str]) -> list[float | None]:
        """See ``Meaning``."""
        encoded, *encoded_others = map(encoded_text, (text, *others))
        new = sorted({encoded, *encoded_others} - self._vectors.keys())
        if new:
            self._vectors.update(zip(new, self._encoder.encode(new), strict=True))
        return [float(self._vectors[encoded] @ self._vectors[other]) for other in encoded_others]


def encoder_folder() -> Path:
    """Return the folder of the encoder, as the settings give it."""
    environment = settings.read(os.environ)
    return model_folder(environment.index_data, environment.meaning_model)
