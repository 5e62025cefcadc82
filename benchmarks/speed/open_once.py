"""Open a peer's index once. Imports little else, so that the time and the memory measured are those of the peer."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks import peers


def main() -> None:
    """Open a peer on a folder (both are arguments). Print the clock when it is ready, the seconds taken, and the megabytes."""
    name, folder = sys.argv[1:]
    peer_class = peers.load_class(name)
    start = time.perf_counter()
    peer = peer_class(Path(folder))
    seconds = time.perf_counter() - start
    ready = time.monotonic()
    from benchmarks.memory import own_megabytes  # noqa: PLC0415 (not part of what is measured)

    print(ready, seconds, own_megabytes())
    peer.close()
