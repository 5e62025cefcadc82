"""The shards of an index of the test cluster and the nodes that they stand on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from search.engines.opensearch.client import Cluster


class Shard(msgspec.Struct, frozen=True):
    """A started shard, primary or replica, the node that has it, and the number of its documents."""

    is_primary: bool
    node: str
    documents: int


def started_shards(cluster: Cluster, index: str) -> Sequence[Shard]:
    """Return all shards of an index once every one is started and none moves to another node.

    Without the wait, ``_cat/shards`` has no documents of a shard that starts, and names two nodes of one that moves.
    """
    wait = {"wait_for_status": "green", "wait_for_no_relocating_shards": "true", "timeout": "30s"}
    health = cluster.request("GET", f"/_cluster/health/{index}", params=wait)
    assert not health["timed_out"], health
    rows = cluster.request("GET", f"/_cat/shards/{index}", params={"format": "json"})
    return [Shard(row["prirep"] == "p", row["node"].partition(" -> ")[0], int(row["docs"])) for row in rows]
