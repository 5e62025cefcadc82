"""A batch of records -> one segment. This is the work of indexing, the same in one process and in several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.inversion import invert, invert_values
from search.engines.whoosh.codec.postings import FieldGroup, PostingLists
from search.engines.whoosh.codec.segment_writer import SegmentContents, write_segment
from search.engines.whoosh.codec.stored_records import Compressor
from search.engines.whoosh.codec.term_vectors import DocumentWords
from search.engines.whoosh.format.groups import DOC_VALUE_GROUPS, NAME_GROUPS, RANKED_GROUP, VALUE_GROUPS
from search.engines.whoosh.write.word_table import WordTable
from search.model.field_types import Field
from search.model.fields import FIELDS, RANKED
from search.model.question import Question


class BatchIndexer:
    """Indexes batches one after another. It caches the words of earlier batches."""

    def __init__(self, dictionary: bytes) -> None:
        self._compress = Compressor(dictionary)
        self._table = WordTable()

    def write(self, stem: Path, questions: Sequence[Question], packed: Sequence[bytes]) -> None:
        """Write the segment of some records. ``packed`` are the same records as bytes, which are stored."""
        self._table.clear_when_full()
        word_groups = [(RANKED_GROUP, RANKED)] + [(group, (FIELDS[name],)) for name, group in NAME_GROUPS.items()]
        analysed = [(group, *self._words(questions, fields)) for group, fields in word_groups]
        groups, vectors = [], {}
        for group, words, group_lengths in analysed:
            terms, ordinals = self._table.terms(words)
            groups.append((group, invert(terms, ordinals, group_lengths)))
            if group.vectors:
                vectors[group.name] = _vectors(group, ordinals, group_lengths)
        groups += [(group, _inverted_values(questions, FIELDS[name])) for name, group in VALUE_GROUPS.items()]
        lengths = {
            member: group_lengths[:, index]
            for group, _, group_lengths in analysed
            for index, member in enumerate(group.members)
        }
        word_counts = self._table.word_counts(np.concatenate([words for _, words, _ in analysed]))
        write_segment(stem, SegmentContents(groups, DOC_VALUE_GROUPS, lengths, vectors, packed, word_counts), self._compress)

    def _words(self, questions: Sequence[Question], fields: Sequence[Field]) -> tuple[Array, Array]:
        """The word numbers of some fields, record by record: uint32[words]; and the lengths: int64[records, fields]."""
        parts = [self._table.numbers(field.values(question)) for question in questions for field in fields]
        lengths = np.fromiter(map(len, parts), np.int64, len(parts)) // np.dtype(np.uint32).itemsize
        return np.frombuffer(b"".join(parts), np.uint32), lengths.reshape(len(questions), len(fields))


def _vectors(group: FieldGroup, ordinals: Array, lengths: Array) -> DocumentWords:
    """The words of the members with term vectors. ``ordinals`` are of all words, ``lengths`` int64[documents, members]."""
    is_in_vectors = np.array([member in group.vectors for member in group.members])
    mask = np.repeat(np.tile(is_in_vectors, len(lengths)), lengths.reshape(-1))
    return DocumentWords(ordinals[mask], lengths[:, is_in_vectors].sum(axis=1))


def _inverted_values(questions: Sequence[Question], field: Field) -> PostingLists:
    return invert_values([tuple(value.encode() for value in field.values(question)) for question in questions])
