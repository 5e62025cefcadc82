"""What became of one kind of damage."""

from __future__ import annotations

from collections import Counter

import msgspec


class Outcome(msgspec.Struct):
    """The count of each event, named in words, and a sentence for each fault: a wrong answer, a crash or an unclear message."""

    counts: Counter[str]
    faults: list[str]

    def __str__(self) -> str:
        counts = ", ".join(f"{event} {number:,}" for event, number in sorted(self.counts.items()))
        return f"{self.counts.total():,} times: {counts}; faults {len(self.faults)}" + "".join(
            f"\n    {fault}" for fault in self.faults[:20]
        )


def new() -> Outcome:
    """Return the outcome of no damage."""
    return Outcome(Counter(), [])
