"""The versions of records in an index, as an update sees them: those it replaces, and those that no reader needs any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from search.engines.memory_matching import Entry
from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.layout import ADDED, ENDED, WITH_RECORD, document, read_record, values_field, visible
from search.engines.opensearch.write.bulk import BulkLoader
from search.model.question import Question

MAX_IDS = 500
"""The most ids in one search."""

_COMPLETE = {"allow_partial_search_results": "false"}


class Version(msgspec.Struct, frozen=True):
    """A version of a record: its ``_id``, the generation that added it, and the record."""

    id: str
    added: int
    question: Question


class Versions:
    """The versions in one index."""

    def __init__(self, cluster: Cluster, index: str, check: Callable[[], None]) -> None:
        """``check`` is called before each write, and raises what ends it."""
        self._cluster, self._index, self._check = cluster, index, check

    def loader(self) -> BulkLoader:
        """Return a new loader of versions."""
        return BulkLoader(self._cluster, self._index, self._check)

    def of(self, ids: Sequence[str], generation: int) -> dict[str, Version]:
        """Return the versions that a generation has of these records, at most ``MAX_IDS``, by the record's id."""
        filters = [{"terms": {values_field("id"): list(ids)}}, visible(generation)]
        versions = self._search({"bool": {"filter": filters}}, len(ids))
        return {version.question.id: version for version in versions}

    def repair(self, generation: int) -> None:
        """Undo what an update left that failed before it was published: generations after this one."""
        self.refresh()
        self._delete({"range": {ADDED: {"gt": generation}}})
        while versions := list(self._search({"range": {ENDED: {"gt": generation}}}, MAX_IDS)):
            with self.loader() as loader:
                for version in versions:
                    loader.add(version.id, document(Entry.of(version.question), version.added))
            self.refresh()

    def delete_ended(self, generation: int) -> None:
        """Delete the versions that no generation after this one has."""
        self._delete({"range": {ENDED: {"lte": generation + 1}}})

    def _search(self, query: object, size: int) -> Iterator[Version]:
        body = {"query": query, "size": size, "docvalue_fields": [ADDED, *WITH_RECORD], "sort": ["_doc"]}
        answer = self._cluster.request("POST", f"/{self._index}/_search", body, _COMPLETE, seconds=WRITE_SECONDS)
        return map(_version, answer["hits"]["hits"])

    def _delete(self, query: object) -> None:
        if self._cluster.request("POST", f"/{self._index}/_count", {"query": query}, seconds=WRITE_SECONDS)["count"]:
            options = {"conflicts": "proceed", "refresh": "true"}
            path = f"/{self._index}/_delete_by_query"
            self._cluster.request("POST", path, {"query": query}, options, seconds=WRITE_SECONDS)

    def refresh(self) -> None:
        """Make the loaded versions searchable on every replica (refresh)."""
        self._cluster.request("POST", f"/{self._index}/_refresh", seconds=WRITE_SECONDS)


def _version(hit: Any) -> Version:
    return Version(hit["_id"], hit["fields"][ADDED][0], read_record(hit))
