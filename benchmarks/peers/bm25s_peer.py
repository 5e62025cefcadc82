"""bm25s: it scores documents for words, and does nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import bm25s
import numpy as np
import Stemmer

from benchmarks.peers import Page, Work
from benchmarks.query import PER_PAGE, Kind, Query
from search.model.fields import RANKED
from search.model.question import Question

_KINDS = frozenset({Kind.RARE, Kind.MIDDLE, Kind.COMMON, Kind.TWO_ANY, Kind.FOUR_ANY})


class Bm25s:
    """Indexes the three texts of a record as one text, because bm25s has no fields."""

    setup: ClassVar[str] = (
        "its numba scorer. The three texts are joined into one, without fields, weights or stored records. It has only queries "
        "for any of the words. The total is the number of scores above 0. There is no whole page"
    )

    def __init__(self, folder: Path) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25.load(str(folder), show_progress=False)
        self._index.backend = "numba"
        self._index.activate_numba_scorer()

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        from importlib import metadata  # noqa: PLC0415 (not part of what opening an index takes)

        return metadata.version("bm25s")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Index all texts at once, as its tokenizer requires."""
        texts = [" ".join(value for field in RANKED for value in field.values(question)) for question in questions]
        stemmer = Stemmer.Stemmer("english")
        tokens = bm25s.tokenize(texts, stopwords=[], stemmer=stemmer, show_progress=False)
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
        index.index(tokens, show_progress=False)
        index.save(str(folder), show_progress=False)

    @staticmethod
    def supports(kind: Kind, work: Work) -> bool:
        """Return whether the query is for any of some words, and the work is not the whole page."""
        return kind in _KINDS and work is not Work.PAGE

    def top_ten(self, query: Query) -> object:
        """Return the ten hits of ``retrieve``."""
        return self._index.retrieve([self._tokens(query)], k=PER_PAGE, show_progress=False, n_threads=0)

    def top_ten_and_total(self, query: Query) -> int:
        """Count the scores above 0. bm25s does not count matches, so this scores a second time."""
        self.top_ten(query)
        return int(np.count_nonzero(self._index.get_scores(self._tokens(query)) > 0))

    def page(self, query: Query) -> Page:
        """Not supported."""
        raise NotImplementedError

    def close(self) -> None:
        """Drop the index."""
        del self._index

    def _tokens(self, query: Query) -> list[str]:
        token_lists: list[list[str]] = bm25s.tokenize(
            [" ".join(query.words)], stopwords=[], stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return token_lists[0]
