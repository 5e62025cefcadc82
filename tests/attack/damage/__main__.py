"""Damages indexes in every way, many times, and prints what became of each kind of damage.

    python -m tests.attack.damage                   200 kills, 20 full disks, 1,000 flipped bytes, 100 tampered arrays, bombs
    python -m tests.attack.damage --only kill --seed 7

The exit code is 1 if an answer was wrong, a process crashed, or a message was no sentence.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.attack.damage import bombs, flipped_bytes, full_disks, kills, tampered_arrays
from tests.attack.damage.outcome import Outcome

Damage = Callable[[Path, int, random.Random], Outcome]

KINDS: dict[str, tuple[Damage, int]] = {
    "killed builds and updates": (kills.kill_builds, 120),
    "killed harvests": (kills.kill_harvests, 80),
    "disks full from one step on": (full_disks.fill_at_each_step, 20),
    "small disks": (full_disks.fill_small_disks, 20),
    "flipped bytes": (flipped_bytes.flip_bytes, 1_000),
    "tampered arrays with right checksums": (tampered_arrays.tamper_with_arrays, 100),
    "bombs of XML and JSON": (bombs.read_bombs, 8),
}
"""Each kind of damage, and how often it is done."""


def main() -> None:
    """Print a line for each kind of damage, and a line for each fault."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="part of the names of the kinds to do")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the numbers to do")
    parser.add_argument("--seed", type=int, default=1, help="seed of places and moments")
    options = parser.parse_args()
    faults = 0
    for name, (damage, count) in KINDS.items():
        if options.only in name:
            start = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                outcome = damage(Path(folder), max(1, int(count * options.share)), random.Random(options.seed))
            print(f"{name}: {outcome} ({time.monotonic() - start:.0f} s)", flush=True)
            faults += len(outcome.faults)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
