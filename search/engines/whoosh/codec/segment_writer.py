"""Documents -> the files of a new segment."""

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

FIRST_WIDE_POSITION = 1 << 16
"""From this place on, places take four bytes instead of two."""


class SegmentContents(msgspec.Struct, frozen=True):
    """What goes into a segment.

    ``doc_value_groups`` names the groups, each document having at most one value, that get a column; ``lengths`` gives for each member
    of a counted group how many words each document has; ``records`` what is stored; ``word_counts`` every unstemmed word, counted.
    """

    groups: Sequence[tuple[FieldGroup, PostingLists]]
    doc_value_groups: frozenset[str]
    lengths: Mapping[str, Array]
    records: Sequence[bytes]
    word_counts: Iterable[tuple[bytes, int]]


def write_segment(stem: Path, contents: SegmentContents, compress: Compressor) -> None:
    """Write the seven files of a segment, whose paths begin with ``stem``."""
    documents = len(contents.records)
    columns = {}
    last = max((int(inverted.positions.max(initial=0)) for _, inverted in contents.groups), default=0)
    with PostingsWriter(stem, wide=last >= FIRST_WIDE_POSITION) as writer:
        for group, inverted in contents.groups:
            writer.begin(group)
            if inverted.terms:
                writer.write(inverted)
            writer.end()
            if group.name in contents.doc_value_groups:
                columns[group.name] = np.zeros(documents, np.uint32)
                fill_ordinals(columns[group.name], inverted, 0)
    write_doc_values(Path(f"{stem}.columns"), documents, columns, contents.lengths)
    write_records(Path(f"{stem}.records"), [compress(record) for record in contents.records], compress.dictionary)
    write_vocabulary(Path(f"{stem}.words"), contents.word_counts)
