"""bm25s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import bm25s
import Stemmer

from benchmarks.relevance.collection import Document


class Bm25s:
    """Its defaults, with the stop words and the stemmer its documentation uses."""

    said: ClassVar[str] = "title and text as one; its English stop words; PyStemmer; k1 1.5, b .75, Lucene's method"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        documents = list(documents)
        self._ids = [each.id for each in documents]
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._tokens([f"{each.title} {each.text}" for each in documents]), show_progress=False)

    @staticmethod
    def version() -> str:
        """The package's."""
        return metadata.version("bm25s")

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """By its own retrieval."""
        most = min(wanted, len(self._ids))
        found, scores = self._index.retrieve(self._tokens([" ".join(words)]), k=most, show_progress=False)
        return [self._ids[at] for at, score in zip(found[0], scores[0], strict=True) if score > 0]

    def _tokens(self, texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)
