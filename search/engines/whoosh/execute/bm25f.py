"""BM25F: the score of a term in a document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import DocIds, FieldGroup
from search.engines.whoosh.execute.docset import Scores
from search.engines.whoosh.format.groups import RANKED_GROUP, words_field
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import term_weights
from search.model.field_types import Field
from search.model.fields import RANKED

K1, B = 1.5, 0.75
"""BM25's saturation and length normalisation; 1.5 and .75 measured best over twelve public collections."""


class Scorer:
    """Scores the terms of one build by BM25F (Robertson, Zaragoza and Taylor 2004).

    The frequency in each ranked field is divided by the field's length normalisation ``1 - B + B * length / mean length`` and
    multiplied by the field's boost. The sum ``tf`` over the fields scores ``idf * (K1 + 1) * tf / (tf + K1)``. Fields of names
    have no length normalisation. ``idf`` is that of Robertson and Spärck Jones as Lucene smooths it,
    ``ln(1 + (N - n + .5) / (n + .5))``.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def idf(self, document_frequency: int) -> float:
        """Return the idf of a clause that ``document_frequency`` records match."""
        return term_weights.idf(document_frequency, self._snapshot.records)

    def saturated(self, group: FieldGroup, members: Sequence[int], docs: DocIds | Docs, freqs: Array) -> Scores:
        """Return the score of a term without its idf: float32[docs]. ``freqs`` are those of all members: [members, docs]."""
        return saturate(self.term_frequency(group, members, docs, freqs))

    def term_frequency(self, group: FieldGroup, members: Sequence[int], docs: DocIds | Docs, freqs: Array) -> Scores:
        """Return the normalised frequency of a term over the chosen members: float32[docs]."""
        if group is not RANKED_GROUP:
            return np.asarray(freqs[members].sum(axis=0), np.float32)
        normalised = self.norms.take(docs, axis=1)
        normalised *= freqs
        return np.asarray(np.add.reduce(normalised if len(members) == len(RANKED) else normalised[members], axis=0))

    @property
    def norms(self) -> Scores:
        """Each ranked field's boost over its length normalisation, for every document: float32[fields, documents]."""

        def compute() -> tuple[Array, ...]:
            return (np.stack([self._norm(field) for field in RANKED]),)

        return self._snapshot.cache.get("norms", compute)[0]

    def _norm(self, field: Field) -> Scores:
        name = words_field(field)
        lengths = self._snapshot.reader.lengths(name) / np.float32(self._snapshot.reader.mean_lengths[name])
        return np.asarray(field.boost / (1 - B + B * lengths), np.float32)


def saturate(frequencies: Scores) -> Scores:
    """Return the score of normalised frequencies, without the idf."""
    return frequencies * np.float32(K1 + 1) / (frequencies + np.float32(K1))


def coordination(matched: Array, clause_count: int) -> Scores:
    """Return the factor of ``AtLeast`` for each number of matched clauses: 1 for none, 2 for all of ``clause_count``."""
    return np.asarray(1 + matched / np.float32(clause_count), np.float32)
