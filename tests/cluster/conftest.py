"""An index of its own for each test that writes one, deleted afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from cluster.nodes import LocalCluster
from search.engines.opensearch.client import Cluster
from search.settings import ClusterSettings

_numbers = count()


@pytest.fixture
def settings(local_cluster: LocalCluster) -> Iterator[ClusterSettings]:
    """The settings of an index that does not exist yet: two shards, so that every search asks several, without copies."""
    chosen = ClusterSettings(local_cluster.addresses, f"test-{next(_numbers)}", shards=2, replicas=0)
    yield chosen
    cluster = Cluster(chosen)
    cluster.request("DELETE", f"/{chosen.index}-*,{chosen.index}", params={"ignore_unavailable": "true"})
    cluster.close()


@pytest.fixture
def cluster(settings: ClusterSettings) -> Iterator[Cluster]:
    """The connection to it."""
    opened = Cluster(settings)
    yield opened
    opened.close()
