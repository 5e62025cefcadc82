"""Writes the files of a new segment from inverted documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.merging import fill_ordinals
from search.engines.whoosh.codec.postings import FieldGroup, PostingLists, PostingsWriter
from search.engines.whoosh.codec.segment import write_doc_values, write_vocabulary
from search.engines.whoosh.codec.stored_records import Compressor, write_records
from search.engines.whoosh.codec.term_vectors import DocumentWords, write_vectors

FIRST_WIDE_POSITION = 1 << 16
"""A segment with this position or a later one stores all positions in four bytes instead of two."""


class SegmentContents(msgspec.Struct, frozen=True):
    """The contents of a new segment.

    ``groups`` are the field groups with their posting lists. ``doc_value_groups`` names the groups that get doc values; each
    document has at most one value in them. ``lengths`` unsigned[documents] is the number of words of each document in each
    member field of a group with positions. ``vectors`` are the words of the term vectors of each group that has any.
    ``records`` are the records to store, ``word_counts`` every unstemmed word, sorted, with its number of occurrences.
    """

    groups: Sequence[tuple[FieldGroup, PostingLists]]
    doc_value_groups: frozenset[str]
    lengths: Mapping[str, Array]
    vectors: Mapping[str, DocumentWords]
    records: Sequence[bytes]
    word_counts: Iterable[tuple[bytes, int]]


def write_segment(stem: Path, contents: SegmentContents, compress: Compressor) -> None:
    """Write the eight files of a segment. ``stem`` is their path without the suffix."""
    document_count = len(contents.records)
    doc_values = {}
    last_position = max((int(lists.positions.max(initial=0)) for _, lists in contents.groups), default=0)
    with PostingsWriter(stem, has_wide_positions=last_position >= FIRST_WIDE_POSITION) as writer:
        for group, lists in contents.groups:
            writer.begin(group)
            if lists.terms:
                writer.write(lists)
            writer.end()
            if group.name in contents.doc_value_groups:
                doc_values[group.name] = np.zeros(document_count, np.uint32)
                fill_ordinals(doc_values[group.name], lists, 0)
    write_doc_values(Path(f"{stem}.docvalues"), document_count, doc_values, contents.lengths)
    write_vectors(Path(f"{stem}.vectors"), contents.vectors)
    write_records(Path(f"{stem}.stored"), [compress(record) for record in contents.records], compress.dictionary)
    write_vocabulary(Path(f"{stem}.vocabulary"), contents.word_counts)
