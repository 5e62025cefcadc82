"""Collection statistics of stems in the ranked fields, in the interface that Whoosh's key terms read.

Deleted records are left out.
"""

from __future__ import annotations

from collections.abc import Collection

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.snapshot import Snapshot


class _StemField:
    """The part of a field that Whoosh's ``Expander`` uses: the conversion of a term to the term of the index."""

    to_bytes = staticmethod(str)
    """Return the stem unchanged: ``CollectionStatistics`` has the statistics of stems, not of the terms of the index."""


_MEMBERS = {name: number for number, name in enumerate(RANKED_GROUP.members)}


class CollectionStatistics:
    """The part of an index reader that Whoosh's ``Expander`` uses, for some stems. The names of its methods are Whoosh's."""

    schema = dict.fromkeys(RANKED_GROUP.members, _StemField)

    def __init__(self, snapshot: Snapshot, stems: Collection[str]) -> None:
        self._snapshot = snapshot
        self._occurrences = snapshot.stems.occurrences(stems)

    def doc_count_all(self) -> int:
        """Return the number of records."""
        return self._snapshot.records

    def field_length(self, fieldname: str) -> int:
        """Return the number of words of all records in a field."""
        return self._snapshot.reader.total_lengths[fieldname]

    def __contains__(self, term: tuple[str, str]) -> bool:
        fieldname, text = term
        return self._occurrences[text][_MEMBERS[fieldname]] > 0

    def frequency(self, fieldname: str, text: str) -> int:
        """Return the collection frequency of a stem: how often its forms occur in a field of all records."""
        return self._occurrences[text][_MEMBERS[fieldname]]
