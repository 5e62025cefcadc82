"""Progress on standard error: a bar on a terminal, otherwise one line a minute. Nothing goes to standard output."""

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
    """Reports items that are slow to process, with their rate and the time remaining."""

    def __call__(self, items: Iterable[T], label: str, total: int, unit: str) -> Iterator[T]:
        """Yield the items unchanged."""


class Progress(Protocol):
    """Reports how many items have been processed."""

    def __call__(self, items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
        """Yield the items unchanged. ``label`` names the work; ``total`` is the number of items, if known."""


def note(message: str) -> None:
    """Print a line at once, above the bar if there is one."""
    tqdm.write(message, file=sys.stderr)
    sys.stderr.flush()


def default() -> Progress:
    """Return ``bar`` if standard error is a terminal, otherwise ``lines``."""
    return bar if sys.stderr.isatty() else lines


def timed(items: Iterable[T], label: str, total: int, unit: str) -> Iterator[T]:
    """Report rate and time remaining: a bar on a terminal, otherwise one line a minute."""
    if sys.stderr.isatty():
        yield from tqdm(items, label, total, unit=f" {unit}", file=sys.stderr, dynamic_ncols=True)
        return
    started = reported = time.monotonic()
    for number, item in enumerate(items):
        now = time.monotonic()
        if now - reported >= _SECONDS_BETWEEN_LINES:
            reported = now
            line = tqdm.format_meter(number, total, now - started, prefix=label, unit=f" {unit}", bar_format=_LINE)
            print(line, file=sys.stderr, flush=True)
        yield item


def bar(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Report with a progress bar."""
    yield from tqdm(items, label, total, unit=" records", file=sys.stderr, dynamic_ncols=True)


def lines(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Report with one line a minute; work that takes less than a minute prints nothing."""
    reported = time.monotonic()
    for number, item in enumerate(items, 1):
        yield item
        if time.monotonic() - reported >= _SECONDS_BETWEEN_LINES:
            reported = time.monotonic()
            of_total = f" of {total:,}" if total else ""
            print(f"{label}: {number:,}{of_total} records", file=sys.stderr, flush=True)
