"""Reads a window's list page by page.

Splits a window with too many questions. Reads a list again if it changes while it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from indexer.harvest.catalogue import PageIds
from indexer.harvest.client import FetchFailed
from indexer.harvest.date_windows import DAY, Window
from indexer.harvest.fetcher import Fetcher

MAX_WINDOW_QUESTIONS = 2_000
"""A window with more questions is split: the source is slow, or fails, for pages far into a long list."""

MAX_UNSPLITTABLE_QUESTIONS = 10_000
"""A window of one day and one House cannot be split. It is read if it has at most this many questions, and fails otherwise."""

MAX_READS = 4
"""A list that changes while it is read is read at most this many times."""

_UNFINISHED_WINDOW_REUSE = timedelta(hours=1)

ReuseRule = Callable[[Window], datetime | None]
"""Takes a window. Returns a time: stored pages are reused if fetched at that time or later. None: no page is reused."""


def reuse_finished(window: Window) -> datetime | None:
    """The rule of a harvest: reuse pages fetched after the window's last day, and pages less than an hour old.

    The day ends at midnight UTC, which is never before midnight in London.
    """
    finished_at = datetime.combine(window.last + DAY, time.min, UTC)
    return min(finished_at, datetime.now(UTC) - _UNFINISHED_WINDOW_REUSE)


def never_reuse(window: Window) -> datetime | None:
    """The rule of an update: reuse no page."""
    return None


def read_window(window: Window, fetcher: Fetcher, reuse_rule: ReuseRule) -> set[int]:
    """Fetch and store the pages of a window's list. Return the ids of its questions.

    Stored pages are reused as ``reuse_rule`` says. A window of more than ``MAX_WINDOW_QUESTIONS`` is split, and its parts are
    read instead. A list that changed meanwhile is fetched again, up to ``MAX_READS`` times in all; then, and if the window
    has too many questions or a request fails, raises ``FetchFailed``.
    """
    reuse_since = reuse_rule(window)
    first_page = fetcher.fetch_page(window, 0, reuse_since)
    if first_page.total > MAX_WINDOW_QUESTIONS and (parts := window.split()):
        fetcher.stats.windows_split += 1
        return set().union(*(read_window(part, fetcher, reuse_rule) for part in parts))
    address = fetcher.client.source + window.path()
    if first_page.total > MAX_UNSPLITTABLE_QUESTIONS:
        raise FetchFailed(address, f"the list has {first_page.total:,} questions, more than can be read.")
    for _ in range(MAX_READS):
        ids = _read_all_pages(window, fetcher, first_page, reuse_since)
        if ids is not None:
            return ids
        reuse_since = reuse_since and datetime.now(UTC)
        first_page = fetcher.fetch_page(window, 0, reuse_since)
    raise FetchFailed(address, f"the list changed while it was read, {MAX_READS} times.")


def _read_all_pages(window: Window, fetcher: Fetcher, first_page: PageIds, reuse_since: datetime | None) -> set[int] | None:
    """Return the ids on all pages of a list. Return None if the list changed between two pages."""
    ids = list(first_page.ids)
    while len(ids) < first_page.total:
        page = fetcher.fetch_page(window, len(ids), reuse_since)
        if page.total != first_page.total or not page.ids:
            return None
        ids += page.ids
    return set(ids) if len(set(ids)) == first_page.total else None
