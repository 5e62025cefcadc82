"""A small chart without axes beside a name: a bar for each month, hollow for a month that is not whole in the index."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

BAR_WIDTH, STEP, HEIGHT = 4, 6, 20
"""Pixels: of a bar, from one bar to the next, and of the highest bar."""


class SparklineView(msgspec.Struct, frozen=True):
    """SVG paths of the solid and the hollow bars, their size in pixels, and a text alternative."""

    solid: str
    hollow: str
    width: int
    height: int
    label: str


def sparkline(counts: Sequence[int], are_whole: Sequence[bool], label: str) -> SparklineView:
    """Draw the counts, each against the largest of them. A count that is not 0 has a bar of one pixel at least."""
    most = max((1, *counts))
    heights = [max(1, round(count / most * HEIGHT)) if count else 0 for count in counts]
    bars = [(number * STEP, height, is_whole) for number, (height, is_whole) in enumerate(zip(heights, are_whole, strict=True))]
    return SparklineView(
        solid="".join(_bar(x, height, BAR_WIDTH) for x, height, is_whole in bars if height and is_whole),
        hollow="".join(_bar(x + 0.5, height - 0.5, BAR_WIDTH - 1) for x, height, is_whole in bars if height and not is_whole),
        width=len(bars) * STEP,
        height=HEIGHT,
        label=label,
    )


def _bar(x: float, height: float, width: int) -> str:
    return f"M{x:g} {HEIGHT}v-{height:g}h{width}v{height:g}"
