"""``python -m cluster start``, ``serve``, ``stop`` or ``java``: see the README beside this file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from cluster.jars import NotPossible, java_or_explain
from cluster.nodes import COUNT, LocalCluster
from indexer.__main__ import build_sample
from indexer.index_access import IndexAccess
from search import settings

DEFAULT_FOLDER = "build/cluster"


def from_environment(environment: Mapping[str, str]) -> LocalCluster:
    """Return the cluster that CLUSTER_FOLDER, CLUSTER_PORT, CLUSTER_HEAP and CLUSTER_QUICK describe."""
    return LocalCluster(
        Path(environment.get("CLUSTER_FOLDER") or DEFAULT_FOLDER),
        int(environment.get("CLUSTER_PORT") or 17_201),
        environment.get("CLUSTER_HEAP") or "512m",
        is_quick=environment.get("CLUSTER_QUICK") == "yes",
    )


def start(cluster: LocalCluster) -> int:
    """Start the nodes, and print where they are."""
    started = time.monotonic()
    print("Starting three OpenSearch nodes (the first time, Maven fetches 70 MB of jars) ...", flush=True)
    cluster.start()
    print(f"The cluster {cluster.name} is green after {time.monotonic() - started:.0f} seconds: {', '.join(cluster.addresses)}")
    return 0


def serve(cluster: LocalCluster) -> int:
    """Start the nodes, load the sample unless something is loaded, and serve it until interrupted."""
    start(cluster)
    environment = {**os.environ, "WRANS_ENGINE": "opensearch", "WRANS_OPENSEARCH": ",".join(cluster.addresses)}
    chosen = settings.read(environment)
    index = IndexAccess(chosen.index_data, chosen.cluster)
    if not index.exists():
        build_sample(chosen.index_data, chosen.cluster)
    try:
        return subprocess.run([sys.executable, "app.py"], env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 0
    finally:
        print("The cluster goes on; `make cluster-stop` ends it.")


def stop(cluster: LocalCluster) -> int:
    """Stop the nodes and delete their data."""
    running = sum(cluster.process_id(number) is not None for number in range(COUNT))
    cluster.stop()
    print(f"Ended {running} nodes and deleted their data." if running else "No node of this cluster was running.")
    return 0


def java(_: LocalCluster) -> int:
    """Print the Java runtime that the nodes would run on."""
    print(java_or_explain())
    return 0


COMMANDS: dict[str, Callable[[LocalCluster], int]] = {"start": start, "serve": serve, "stop": stop, "java": java}


def main() -> int:
    """Run one command. Returns 0, 1 if it fails, 2 if there is no such command, 3 if this machine cannot run a cluster."""
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) == 2 else "")
    if command is None:
        print(f"usage: python -m cluster {{{','.join(COMMANDS)}}}", file=sys.stderr)
        return 2
    try:
        return command(from_environment(os.environ))
    except NotPossible as error:
        print(error, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
