"""bm25s."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import bm25s
import Stemmer

from benchmarks.relevance.collection import Document
from benchmarks.relevance.rankers import RECORD_WEIGHTS, TEXT_WEIGHTS


class Bm25s:
    """bm25s with its defaults, and the stop words and stemmer of its documentation."""

    setup: ClassVar[str] = (
        "title and text joined into one text; its English stop words; PyStemmer; Lucene's BM25 with k1 = 1.5 and b = 0.75"
    )

    texts: ClassVar[Collection[str]] = TEXT_WEIGHTS

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        documents = list(documents)
        self._ids = [document.id for document in documents]
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(
            self._tokens([" ".join(getattr(document, name) for name in self.texts) for document in documents]),
            show_progress=False,
        )

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        return metadata.version("bm25s")

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Rank with ``retrieve``."""
        count = min(limit, len(self._ids))
        indices, scores = self._index.retrieve(self._tokens([" ".join(words)]), k=count, show_progress=False)
        return [self._ids[index] for index, score in zip(indices[0], scores[0], strict=True) if score > 0]

    def _tokens(self, texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)


class RecordBm25s(Bm25s):
    """The same with the three texts of a record."""

    setup: ClassVar[str] = (
        "heading, question and answer joined into one text; its English stop words; PyStemmer; Lucene's BM25 with k1 = 1.5 and "
        "b = 0.75"
    )
    texts: ClassVar[Collection[str]] = RECORD_WEIGHTS
