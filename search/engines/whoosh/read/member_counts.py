"""Who asked and answered the records of a build: the combinations of name, number, House, constituency and party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.read.multi_reader import MultiReader
from search.people.member import NUMBER_FIELDS, MemberCount, Role

_FIELDS: dict[Role, tuple[str, ...]] = {
    "asked": ("asked", NUMBER_FIELDS["asked"], "house", "constituency", "party"),
    "answered": ("answered", NUMBER_FIELDS["answered"], "house", "answered-constituency"),
}
"""The fields of ``MemberCount`` in its order. No field has the party of a member who answers."""

MAX_POSSIBLE = 1 << 62
"""The number of combinations that a 64-bit number can distinguish."""


def member_counts(reader: MultiReader) -> Iterator[MemberCount]:
    """Yield the number of records, deleted ones left out, of each combination of values that occurs."""
    docs = reader.all_docs
    for role, names in _FIELDS.items():
        columns = [reader.doc_values(name) for name in names]
        ordinals = [column.ordinals[docs] for column in columns]
        examples, counts = _combinations(columns, ordinals)
        values = [
            ["" if not ordinal else column.values[ordinal - 1] for ordinal in column_ordinals[examples].tolist()]
            for column, column_ordinals in zip(columns, ordinals, strict=True)
        ]
        parties = values[4:] or [[""] * len(counts)]
        for name, number, house, constituency, party, records in zip(*values[:4], *parties, counts, strict=True):
            yield MemberCount(role, name, number, house, constituency, party, records)


def _combinations(columns: Sequence[DocValues], ordinals: Sequence[Array]) -> tuple[Array, list[int]]:
    """Return one document with each combination of ordinals, and the number of documents with it."""
    codes, possible = np.zeros(len(ordinals[0]), np.int64), 1
    for column, column_ordinals in zip(columns, ordinals, strict=True):
        possible *= len(column.values) + 1
        if possible > MAX_POSSIBLE:
            occurring, codes = np.unique(codes, return_inverse=True)
            possible = len(occurring) * (len(column.values) + 1)
        codes = codes * (len(column.values) + 1) + column_ordinals
    _, examples, counts = np.unique(codes, return_index=True, return_counts=True)
    return examples, counts.tolist()
