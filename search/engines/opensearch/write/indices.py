"""The indices of the builds in a cluster: creates, publishes (moves the alias in one step), lists and deletes them."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.failures import (
    ClusterRefused,
    Conflict,
    NoSuchDocument,
    NoSuchIndex,
    RequestRejected,
)
from search.engines.opensearch.generation import CURRENT
from search.engines.opensearch.layout import index_body, index_name, side_body, side_name
from search.errors import SearchError

LIMITS = {"search.max_buckets": 1_000_000, "indices.query.bool.max_clause_count": 20_000}
"""The settings of a cluster that a search may need: a facet asks for all values, a pattern for all words that match."""

COPY_SECONDS = 3_600.0
"""A build waits this long for the replicas of a new index, and then continues without them."""

MERGE_SECONDS = 3_600.0
_POLL_SECONDS = 0.5


def build_name() -> str:
    """Return the name of a build or an update, by the time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z"


class BuildIndices:
    """The indices of one alias. Only indices that are named as builds of it are ever touched."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._alias = cluster.settings.index
        self._name = re.compile(rf"{re.escape(self._alias)}-\d{{8}}t\d{{6}}\.\d{{6}}z")

    @contextmanager
    def new(self) -> Iterator[str]:
        """Make the empty indices of a new build, and yield the name of that of records. A failure deletes them."""
        self._raise_limits()
        index = index_name(self._alias, build_name())
        settings = self._cluster.settings
        try:
            for name, body in ((index, index_body(settings.shards, 0)), (side_name(index), side_body(settings.replicas))):
                with suppress(Conflict):  # an answer was lost, and the client asked again
                    self._cluster.request("PUT", f"/{name}", body, {"wait_for_active_shards": "1"}, seconds=WRITE_SECONDS)
            yield index
        except BaseException:
            self._delete(index)
            raise

    def _raise_limits(self) -> None:
        """Let the cluster answer searches with many words and facets with many values, if this user may set that."""
        known = self._cluster.request("GET", "/_cluster/settings", params={"flat_settings": "true", "include_defaults": "true"})
        now = {**known.get("defaults", {}), **known["persistent"], **known["transient"]}
        low = {name: number for name, number in LIMITS.items() if int(now.get(name, 0)) < number}
        if low:
            try:
                self._cluster.request("PUT", "/_cluster/settings", {"persistent": low}, seconds=WRITE_SECONDS)
            except (ClusterRefused, RequestRejected) as error:
                print(f"Warning: {error} Set {', '.join(low)} (docs/operating.md).", file=sys.stderr)

    def finish(self, index: str) -> None:
        """Make all documents searchable, merge each shard into one segment, and wait for the configured number of replicas."""
        self._cluster.request("POST", f"/{index}/_refresh", seconds=WRITE_SECONDS)
        self._cluster.request("POST", f"/{index}/_forcemerge", params={"max_num_segments": "1"}, seconds=MERGE_SECONDS)
        replicas = self._cluster.settings.replicas
        self._cluster.request("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": replicas}}, seconds=WRITE_SECONDS)
        self.wait_for_copies(index)
        self._cluster.request("POST", f"/{index}/_refresh", seconds=WRITE_SECONDS)

    def wait_for_copies(self, index: str) -> None:
        """Wait until every copy of the index that the nodes have room for is there."""
        deadline = time.monotonic() + COPY_SECONDS
        while time.monotonic() < deadline:
            health = self._cluster.request("GET", f"/_cluster/health/{index},{side_name(index)}")
            moving = health["initializing_shards"] + health["relocating_shards"] + health["number_of_pending_tasks"]
            has_too_few_nodes = health["number_of_data_nodes"] <= self._cluster.settings.replicas
            if health["status"] == "green" or (health["status"] == "yellow" and has_too_few_nodes and not moving):
                return
            time.sleep(_POLL_SECONDS)

    def publish(self, index: str) -> None:
        """Let the aliases name this build alone, both in one step. Raises ``ClusterRefused`` if the name is an index."""
        if self._alias in self._listed(self._alias):
            raise ClusterRefused(
                f"{self._alias} is an index of the cluster, not an alias, so it cannot be switched; delete it, or choose"
                " another name in WRANS_OPENSEARCH_INDEX."
            )
        actions: list[dict[str, Any]] = []
        for alias, name in ((self._alias, index), (side_name(self._alias), side_name(index))):
            actions.append({"remove": {"index": f"{self._alias}-*", "alias": alias, "must_exist": False}})
            actions.append({"add": {"index": name, "alias": alias}})
        self._cluster.request("POST", "/_aliases", {"actions": actions}, seconds=WRITE_SECONDS)

    def current(self) -> str | None:
        """Return the index of records that the alias names; None if there is no alias."""
        try:
            names = sorted(self._cluster.request("GET", f"/_alias/{self._alias}"))
        except NoSuchIndex:
            return None
        return names[-1] if names else None

    def names(self) -> list[str]:
        """Return the index of records of each build, oldest first, whole or not."""
        return sorted(name for name in self._listed(f"{self._alias}-*") if self._name.fullmatch(name))

    def _listed(self, pattern: str) -> list[str]:
        """Return the names of the indices that a name, an alias or a pattern resolves to."""
        try:
            rows = self._cluster.request("GET", f"/_cat/indices/{pattern}", params={"format": "json", "h": "index"})
        except NoSuchIndex:
            return []
        return [row["index"] for row in rows]

    def is_whole(self, index: str) -> bool:
        """Whether a build was finished."""
        try:
            self._cluster.request("GET", f"/{side_name(index)}/_doc/{CURRENT}", params={"_source": "false"})
        except (NoSuchDocument, NoSuchIndex):
            return False
        return True

    def delete_old(self, current: str) -> None:
        """Delete every build but the current one and the newest other whole one, which its readers may still need."""
        others = [name for name in reversed(self.names()) if name != current]
        fallback = next(filter(self.is_whole, others), None)
        for name in others:
            if name != fallback:
                self._delete(name)

    def _delete(self, index: str) -> None:
        with suppress(SearchError):  # the next build deletes what this one could not
            self._cluster.request(
                "DELETE", f"/{index},{side_name(index)}", params={"ignore_unavailable": "true"}, seconds=WRITE_SECONDS
            )
