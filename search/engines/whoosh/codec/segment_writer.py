"""Documents -> the files of a new segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.merging import fill_column
from search.engines.whoosh.codec.postings import Group, Inverted, PostingsWriter
from search.engines.whoosh.codec.segment import write_columns, write_words
from search.engines.whoosh.codec.stored_records import Compressor, write_records

WIDE = 1 << 16
"""From this place on, places take four bytes instead of two."""


class Contents(msgspec.Struct, frozen=True):
    """What goes into a segment.

    ``columns`` names the groups, each document having at most one value, that get a column; ``lengths`` gives for each member
    of a counted group how many words each document has; ``records`` what is stored; ``words`` every unstemmed word, counted.
    """

    groups: Sequence[tuple[Group, Inverted]]
    columns: frozenset[str]
    lengths: Mapping[str, Array]
    records: Sequence[bytes]
    words: Iterable[tuple[bytes, int]]


def write_segment(stem: Path, contents: Contents, compress: Compressor) -> None:
    """Write the seven files of a segment, whose paths begin with ``stem``."""
    documents = len(contents.records)
    columns = {}
    last = max((int(inverted.places.max(initial=0)) for _, inverted in contents.groups), default=0)
    with PostingsWriter(stem, wide=last >= WIDE) as writer:
        for group, inverted in contents.groups:
            writer.begin(group)
            if inverted.terms:
                writer.write(inverted)
            writer.end()
            if group.name in contents.columns:
                columns[group.name] = np.zeros(documents, np.uint32)
                fill_column(columns[group.name], inverted, 0)
    write_columns(Path(f"{stem}.columns"), documents, columns, contents.lengths)
    write_records(Path(f"{stem}.records"), [compress(record) for record in contents.records], compress.dictionary)
    write_words(Path(f"{stem}.words"), contents.words)
