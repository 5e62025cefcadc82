"""rank-bm25."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import bm25s
import numpy as np
import Stemmer
from rank_bm25 import BM25Okapi

from benchmarks.relevance.collection import Document


class RankBm25:
    """rank-bm25 with the tokens of bm25s, because it has no tokenizer."""

    setup: ClassVar[str] = (
        "title and text joined into one text; tokens, stop words and stemmer of bm25s; its BM25Okapi with the defaults"
    )

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        documents = list(documents)
        self._ids = [document.id for document in documents]
        self._stemmer = Stemmer.Stemmer("english")
        self._index = BM25Okapi(self._tokens([f"{document.title} {document.text}" for document in documents]))

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        return metadata.version("rank-bm25")

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Score every document and sort."""
        scores = self._index.get_scores(self._tokens([" ".join(words)])[0])
        return [self._ids[index] for index in np.argsort(-scores, kind="stable")[:limit] if scores[index] > 0]

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        token_lists = bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False)
        return [list(tokens) for tokens in token_lists]
