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
    """It tokenises nothing itself."""

    said: ClassVar[str] = "title and text as one, tokenised, stopped and stemmed as for bm25s; its BM25Okapi's defaults"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        documents = list(documents)
        self._ids = [each.id for each in documents]
        self._stemmer = Stemmer.Stemmer("english")
        self._index = BM25Okapi(self._tokens([f"{each.title} {each.text}" for each in documents]))

    @staticmethod
    def version() -> str:
        """The package's."""
        return metadata.version("rank-bm25")

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """Every document is scored."""
        scores = self._index.get_scores(self._tokens([" ".join(words)])[0])
        return [self._ids[at] for at in np.argsort(-scores, kind="stable")[:wanted] if scores[at] > 0]

    def _tokens(self, texts: list[str]) -> list[list[str]]:
        found = bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False)
        return [list(each) for each in found]
