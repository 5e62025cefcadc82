"""Opening a peer once, in a process that imports next to nothing else, so that what is measured is the peer's own."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks import peers


def main() -> None:
    """Open a peer in a folder, both named; print when it was ready by the clock, the seconds it took, and megabytes held."""
    name, folder = sys.argv[1:]
    kind = peers.named(name)
    began = time.perf_counter()
    peer = kind(Path(folder))
    seconds = time.perf_counter() - began
    ready = time.monotonic()
    from benchmarks.memory import own_megabytes  # noqa: PLC0415 (no part of what is measured)

    print(ready, seconds, own_megabytes())
    peer.close()
