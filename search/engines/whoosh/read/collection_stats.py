"""Collection statistics of stems in the ranked fields, in the interface that Whoosh's key terms read.

Deleted records are left out.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.format.schema import make_schema
from search.engines.whoosh.read.snapshot import Snapshot
from search.text.term_selection import every_form

_schema = cache(make_schema)
"""The schema, made once: making it takes a good part of the time of a call for key terms."""


class CollectionStatistics:
    """The part of an index reader that Whoosh's ``Expander`` uses. The names of its methods are Whoosh's."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.schema = _schema()
        self._snapshot = snapshot
        self._frequencies: dict[tuple[str, bytes], int] = {}

    def doc_count_all(self) -> int:
        """Return the number of records."""
        return self._snapshot.records

    def field_length(self, fieldname: str) -> int:
        """Return the number of words of all records in a field."""
        return self._snapshot.reader.total_lengths[fieldname]

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.frequency(*term) > 0

    def frequency(self, fieldname: str, text: bytes) -> int:
        """Return the collection frequency of a stem: how often its forms occur in a field of all records."""
        key = (fieldname, text)
        if key not in self._frequencies:  # Whoosh asks for each term twice
            self._frequencies[key] = self._collection_frequency(fieldname, text)
        return self._frequencies[key]

    def _collection_frequency(self, fieldname: str, text: bytes) -> int:
        member = RANKED_GROUP.members.index(fieldname)
        terms, reader = self._snapshot.terms, self._snapshot.reader
        forms = terms.select(RANKED_GROUP, every_form(text.decode()))
        if reader.alive is not None:
            return sum(int(terms.postings(RANKED_GROUP, form).freqs[member].sum(dtype=np.int64)) for form in forms)
        entries = (entry for form in forms for entry in terms.entries(RANKED_GROUP, form))
        return sum(int(reader.group_postings(number, RANKED_GROUP).occurrences[ordinal, member]) for number, ordinal in entries)
