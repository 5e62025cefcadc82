"""Reads a window's list page by page. Splits a window with too many questions; repeats a list that changes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from indexer.harvest.catalogue import PageIds
from indexer.harvest.client import FetchFailed
from indexer.harvest.date_windows import DAY, Window
from indexer.harvest.fetcher import Fetcher

MAX_WINDOW_QUESTIONS = 2_000
"""A window with more questions is split: pages deep in a list arrive late or never."""

MAX_UNSPLITTABLE_QUESTIONS = 10_000
"""A window that cannot be split, one day of one House, is read up to this number of questions, and fails if it has more."""

MAX_READS = 4
"""A list that changes while it is read is read this many times."""

_UNFINISHED_WINDOW_REUSE = timedelta(hours=1)

ReuseRule = Callable[[Window], datetime | None]
"""Returns from what time on a stored page of a window is reused; None if its pages are always fetched."""


def reuse_finished(window: Window) -> datetime | None:
    """The rule of a harvest: reuse pages fetched after the window's last day, in London too; of a later window, for an hour."""
    finished_at = datetime.combine(window.last + DAY, time.min, UTC)
    return min(finished_at, datetime.now(UTC) - _UNFINISHED_WINDOW_REUSE)


def never_reuse(window: Window) -> datetime | None:
    """The rule of an update: always fetch."""
    return None


def read_window(window: Window, fetcher: Fetcher, reuse_rule: ReuseRule) -> set[int]:
    """Return the ids of a window's questions. Raises ``FetchFailed``."""
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
    """Return the ids on all pages of a list; None if the list changed from one page to the next."""
    ids = list(first_page.ids)
    while len(ids) < first_page.total:
        page = fetcher.fetch_page(window, len(ids), reuse_since)
        if page.total != first_page.total or not page.ids:
            return None
        ids += page.ids
    return set(ids) if len(set(ids)) == first_page.total else None
