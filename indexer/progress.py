"""How far a build has come, told on standard error: a bar on a terminal, else a line a minute. Never on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from tqdm import tqdm

T = TypeVar("T")
_SECONDS_BETWEEN_LINES = 60.0
_LINE = "{desc}: {n} of {total}{unit}, {rate_noinv_fmt}, {remaining} left"


class TimedProgress(Protocol):
    """Tells of items that each take their time, how many a second there are, and how long the rest will take."""

    def __call__(self, items: Iterable[T], doing: str, total: int, unit: str) -> Iterator[T]:
        """The same items."""


class Progress(Protocol):
    """Tells of items as they pass through it."""

    def __call__(self, items: Iterable[T], doing: str, total: int | None = None) -> Iterator[T]:
        """The same items. ``doing`` says what is done with them; ``total`` is how many there are, where that is known."""


def default() -> Progress:
    """The way that suits where standard error leads."""
    return bar if sys.stderr.isatty() else lines


def timed(items: Iterable[T], doing: str, total: int, unit: str) -> Iterator[T]:
    """A bar on a terminal, else a line a minute, with rate and time left."""
    if sys.stderr.isatty():
        yield from tqdm(items, doing, total, unit=f" {unit}", file=sys.stderr, dynamic_ncols=True)
        return
    began = told_at = time.monotonic()
    for number, item in enumerate(items):
        now = time.monotonic()
        if now - told_at >= _SECONDS_BETWEEN_LINES:
            told_at = now
            line = tqdm.format_meter(number, total, now - began, prefix=doing, unit=f" {unit}", bar_format=_LINE)
            print(line, file=sys.stderr, flush=True)
        yield item


def bar(items: Iterable[T], doing: str, total: int | None = None) -> Iterator[T]:
    """A bar that moves."""
    yield from tqdm(items, doing, total, unit=" records", file=sys.stderr, dynamic_ncols=True)


def lines(items: Iterable[T], doing: str, total: int | None = None) -> Iterator[T]:
    """A line a minute, and none at all for what takes less."""
    told_at = time.monotonic()
    for number, item in enumerate(items, 1):
        yield item
        if time.monotonic() - told_at >= _SECONDS_BETWEEN_LINES:
            told_at = time.monotonic()
            of_all = f" of {total:,}" if total else ""
            print(f"{doing}: {number:,}{of_all} records", file=sys.stderr, flush=True)
