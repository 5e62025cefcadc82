"""Collection statistics of stems in the ranked fields, in the interface that Whoosh's key terms read.

Deleted records are left out.
"""

from __future__ import annotations

from functools import cache

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
        self._members = {name: number for number, name in enumerate(RANKED_GROUP.members)}
        self._counts: dict[bytes, tuple[int, ...]] = {}

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
        counts = self._counts.get(text)
        if counts is None:  # Whoosh asks for each term twice
            counts = self._snapshot.terms.occurrences(RANKED_GROUP, every_form(text.decode()))
            self._counts[text] = counts
        return counts[self._members[fieldname]]
