"""bm25s: scores of words, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import bm25s
import numpy as np
import Stemmer

from benchmarks.peers import Page, Work
from benchmarks.speed.query import PER_PAGE, Kind, Query
from search.model.fields import RANKED
from search.model.question import Question

_KINDS = frozenset({Kind.RARE, Kind.MIDDLE, Kind.COMMON, Kind.TWO_ANY, Kind.FOUR_ANY})


class Bm25s:
    """The three texts of a record as one, since it knows no fields."""

    said: ClassVar[str] = (
        "its numba scorer; the three texts joined, with neither fields nor weights nor records; any of the words only, the "
        "total as the number of scores above nought; no page"
    )

    def __init__(self, folder: Path) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25.load(str(folder), show_progress=False)
        self._index.backend = "numba"
        self._index.activate_numba_scorer()

    @staticmethod
    def version() -> str:
        """The package's."""
        from importlib import metadata  # noqa: PLC0415 (no part of what opening an index takes)

        return metadata.version("bm25s")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path, cores: int) -> None:
        """Its tokenizer wants every text at once."""
        texts = [" ".join(value for field in RANKED for value in field.values(question)) for question in questions]
        stemmer = Stemmer.Stemmer("english")
        tokens = bm25s.tokenize(texts, stopwords=[], stemmer=stemmer, show_progress=False)
        index = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
        index.index(tokens, show_progress=False)
        index.save(str(folder), show_progress=False)

    @staticmethod
    def can(kind: Kind, work: Work) -> bool:
        """Any of some words, without a page."""
        return kind in _KINDS and work is not Work.PAGE

    def top(self, query: Query) -> object:
        """Its own choice of the ten."""
        return self._index.retrieve([self._tokens(query)], k=PER_PAGE, show_progress=False, n_threads=0)

    def top_and_total(self, query: Query) -> int:
        """It counts nothing, so the scores are made again."""
        self.top(query)
        return int(np.count_nonzero(self._index.get_scores(self._tokens(query)) > 0))

    def page(self, query: Query) -> Page:
        """It has none."""
        raise NotImplementedError

    def close(self) -> None:
        """Drop the arrays."""
        del self._index

    def _tokens(self, query: Query) -> list[str]:
        found: list[list[str]] = bm25s.tokenize(
            [" ".join(query.words)], stopwords=[], stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return found[0]
