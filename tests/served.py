"""A tested site: its engine in memory or on the local cluster, so that the same tests hold both, and its server on a thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import waitress.server
from flask import Flask

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


@contextmanager
def listening(application: Flask, threads: int = 4) -> Iterator[str]:
    """Serve a site on a port of this machine; yield its address, such as ``http://127.0.0.1:8000``."""
    server: Any = waitress.server.create_server(application, host="127.0.0.1", port=0, threads=threads)
    serving = threading.Thread(target=server.run, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(server.close)  # in the thread that waits on its sockets, which must not find them closed
        serving.join(timeout=20)
