"""The engine that a tested site is over: in memory, or the local cluster, so that the same tests hold both."""

from __future__ import annotations

import os
from itertools import count

from cluster.__main__ import from_environment
from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.settings import ClusterSettings

_numbers = count()


def served(memory: MemoryEngine) -> Engine:
    """Return the engine; with ``make test-cluster`` one over an index of the same records on the local cluster."""
    if os.environ.get("WRANS_TEST_CLUSTER") != "yes":
        return memory
    settings = ClusterSettings(from_environment(os.environ).addresses, f"served-{next(_numbers)}", shards=2, replicas=0)
    records = [entry.question for entry in memory._entries]
    OpenSearchWriter(settings).rebuild(records, is_sample=memory.info().is_sample)
    return OpenSearchEngine(Cluster(settings), memory._synonyms)
