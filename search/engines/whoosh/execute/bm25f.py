"""BM25F: what a term weighs in a record."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup
from search.engines.whoosh.execute.docset import Scores
from search.engines.whoosh.format.groups import RANKED_GROUP, words_field
from search.engines.whoosh.read.snapshot import Docs, Snapshot
from search.model.fields import RANKED, Field

K1, B = 1.5, 0.75
"""BM25's saturation and length normalisation; 1.5 and .75 measured best over twelve public collections."""


class Scorer:
    """Scores the terms of one build by BM25F (Robertson, Zaragoza and Taylor 2004).

    The frequencies in the ranked fields, each over its length normalisation ``1 - B + B * length / mean length``, are added
    with the fields' weights, and ``idf * (K1 + 1) * sum / (sum + K1)`` is the score. Names have no lengths to speak of. ``idf``
    is that of Robertson and Spärck Jones as Lucene smooths it, ``ln(1 + (N - n + .5) / (n + .5))``.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def idf(self, matching: int) -> float:
        """The idf of what so many records match."""
        return math.log(1 + (self._snapshot.records - matching + 0.5) / (matching + 0.5))

    def saturated(self, group: FieldGroup, members: Sequence[int], docs: Docs, freqs: Array) -> Scores:
        """The score of a term but for its idf: float32[docs]; ``freqs`` [all members, docs]."""
        return saturation(self.total(group, members, docs, freqs))

    def total(self, group: FieldGroup, members: Sequence[int], docs: Docs, freqs: Array) -> Scores:
        """How often a term occurs in documents, normalised: what is saturated."""
        if group is not RANKED_GROUP:
            return np.asarray(freqs[members].sum(axis=0), np.float32)
        normalised = self.norms.take(docs, axis=1)
        normalised *= freqs
        return np.asarray(np.add.reduce(normalised if len(members) == len(RANKED) else normalised[members], axis=0))

    @property
    def norms(self) -> Scores:
        """Each ranked field's weight over its length normalisation, for every document: float32[fields, documents]."""

        def work() -> tuple[Array, ...]:
            return (np.stack([self._norm(field) for field in RANKED]),)

        return self._snapshot.cached("norms", work)[0]

    def _norm(self, field: Field) -> Scores:
        name = words_field(field)
        lengths = self._snapshot.lengths(name) / np.float32(self._snapshot.mean_lengths[name])
        return np.asarray(field.boost / (1 - B + B * lengths), np.float32)


def saturation(total: Scores) -> Scores:
    """What the normalised frequencies of a term score, but for its idf."""
    return total * np.float32(K1 + 1) / (total + np.float32(K1))
