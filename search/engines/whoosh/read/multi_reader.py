"""The segments of a build read as one index (Lucene: ``MultiReader``).

Documents are numbered through all segments. A deleted document keeps its number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import FieldGroup, GroupPostings
from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import RANKED_GROUP, values_field
from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.format.value_sets import ValueSets
from search.model.fields import FIELDS
from search.model.question import Question

Docs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class MultiReader:
    """Reads the segments of a build. Raises ``IndexMismatch`` if a segment is missing or damaged."""

    def __init__(self, build: Path, names: Sequence[str]) -> None:
        self.segments = [Segment(build, name) for name in names]
        self.bases = [0]
        """The number of each segment's first document, then the number of all documents."""
        for segment in self.segments:
            self.bases.append(self.bases[-1] + segment.document_count)
        self.document_count = self.bases[-1]
        """How many document numbers there are, deleted documents included."""
        self._doc_values: dict[str, DocValues] = {}
        self._records_up_to: dict[str, Array] = {}

    @cached_property
    def alive(self) -> Mask | None:
        """Which documents are not deleted: bool[documents]. None if no document is deleted."""
        if not any(segment.deleted for segment in self.segments):
            return None
        parts = [
            ~segment.deleted.mask if segment.deleted else np.ones(segment.document_count, bool) for segment in self.segments
        ]
        return np.concatenate(parts)

    @cached_property
    def all_docs(self) -> Docs:
        """Every document that is not deleted."""
        return np.arange(self.document_count) if self.alive is None else np.flatnonzero(self.alive)

    def group_postings(self, segment: int, group: FieldGroup) -> GroupPostings:
        """Return a segment's postings of a group."""
        return self.segments[segment].postings[group.name]

    def doc_values(self, name: str) -> DocValues:
        """Return the doc values of a field of ``FIELDS``."""
        if name not in self._doc_values:
            self._doc_values[name] = DocValues(self.segments, values_field(FIELDS[name]))
        return self._doc_values[name]

    def records_up_to(self, name: str) -> Array:
        """Return how many records have each ordinal of a field or a lower one: int64[ordinals]."""
        if name not in self._records_up_to:
            column = self.doc_values(name)
            counts = np.bincount(column.ordinals[self.all_docs], minlength=len(column.values) + 1)
            self._records_up_to[name] = counts.cumsum()
        return self._records_up_to[name]

    def value_sets(self, name: str) -> ValueSets:
        """Return the sets of values of a field of ``FIELDS`` that has several values a record."""
        return ValueSets(self.segments, values_field(FIELDS[name]))

    def lengths(self, member: str) -> Array:
        """Return the number of words in a field of each document, deleted documents included: [documents]."""
        parts = [segment.lengths(member) for segment in self.segments]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.uint8), *parts])

    @cached_property
    def total_lengths(self) -> dict[str, int]:
        """The number of words of all records in each ranked field."""
        return {member: int(self.lengths(member)[self.all_docs].sum(dtype=np.int64)) for member in RANKED_GROUP.members}

    @cached_property
    def mean_lengths(self) -> dict[str, float]:
        """The mean number of words in each ranked field, over the records that have any."""
        counts = {member: int(np.count_nonzero(self.lengths(member)[self.all_docs])) for member in RANKED_GROUP.members}
        return {member: total / counts[member] if total else 1.0 for member, total in self.total_lengths.items()}

    def record(self, doc: int) -> Question:
        """Return the stored record of a document. Raises ``IndexMismatch`` if its bytes are damaged."""
        number = bisect_right(self.bases, doc) - 1
        return unpack(self.segments[number].records[doc - self.bases[number]])
