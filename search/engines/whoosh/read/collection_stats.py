"""What Whoosh's key terms ask of a collection, told of the records that are not deleted."""

from __future__ import annotations

from functools import cache

import numpy as np

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.format.schema import make_schema
from search.engines.whoosh.read.snapshot import Snapshot

_schema = cache(make_schema)
"""The schema, which is only read here: making one takes a good part of finding key terms."""


class CollectionStatistics:
    """As much of an index reader as Whoosh's ``Expander`` reads, for the ranked fields."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.schema = _schema()
        self._snapshot = snapshot
        self._known: dict[tuple[str, bytes], int] = {}

    def doc_count_all(self) -> int:
        """How many records there are."""
        return self._snapshot.records

    def field_length(self, fieldname: str) -> int:
        """How many words all records have in a field."""
        return self._snapshot.total_lengths[fieldname]

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.frequency(*term) > 0

    def frequency(self, fieldname: str, text: bytes) -> int:
        """How often a term occurs in a field, in all records."""
        key = (fieldname, text)
        if key not in self._known:  # Whoosh asks of every term twice
            self._known[key] = self._counted(fieldname, text)
        return self._known[key]

    def _counted(self, fieldname: str, text: bytes) -> int:
        member = RANKED_GROUP.members.index(fieldname)
        if self._snapshot.alive is not None:
            return int(self._snapshot.postings(RANKED_GROUP, text.decode()).freqs[member].sum(dtype=np.int64))
        places = self._snapshot.places(RANKED_GROUP, text.decode())
        return sum(int(self._snapshot.group(number, RANKED_GROUP).occurrences[at, member]) for number, at in places)
