"""Says on standard error when the source fails, what happens next, and when it answers again: at once, on a terminal or not."""

from __future__ import annotations

import time

from indexer import progress

MIN_NOTICED_SECONDS = 1.0
"""A failed try that took less, and is repeated sooner, is not mentioned: a single dropped connection is no outage."""

MAX_SILENT_SECONDS = 30.0
"""During an outage there is a line before each silence that would be longer, counted from the last line."""


class OutageNotices:
    """The lines about one source. ``source`` is its address."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._noticed_at: float | None = None

    def retrying(self, reason: str, try_seconds: float, wait_seconds: float, next_try: str) -> None:
        """Say that a try failed after ``try_seconds``, and that another follows in ``wait_seconds``."""
        if max(try_seconds, wait_seconds) < MIN_NOTICED_SECONDS:
            return
        now = time.monotonic()
        if self._noticed_at is None or now + wait_seconds - self._noticed_at >= MAX_SILENT_SECONDS:
            self._noticed_at = now
            progress.note(f"A request to {self._source} failed: {reason}. Next in {wait_seconds:.0f} seconds: {next_try}.")

    def answered(self) -> None:
        """Say that the source answers, if the last line was that it does not."""
        if self._noticed_at is not None:
            self._noticed_at = None
            progress.note(f"{self._source} answers again.")
