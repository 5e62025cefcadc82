"""A window's questions, page by page; a window with too many is split. What moves meanwhile is noticed, and read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from indexer.harvest.catalogue import PageIds
from indexer.harvest.client import FetchFailed
from indexer.harvest.date_windows import DAY, Window
from indexer.harvest.fetcher import Fetcher

MAX_WINDOW_QUESTIONS = 2_000
"""A window with more questions is split: what lies deep in a list is slow to come, or does not come at all."""

MAX_UNSPLITTABLE_QUESTIONS = 10_000
"""A window that cannot be split is read to this depth, and not at all if it has more."""

MAX_READS = 4
_UNFINISHED_WINDOW_REUSE = timedelta(hours=1)

ReuseRule = Callable[[Window], datetime | None]
"""From when on an answer about a window need not be asked for again; None when it always must."""


def reuse_finished(window: Window) -> datetime | None:
    """For a harvest: a window is read once its days are over, in London too; before that it stays fresh for an hour."""
    finished_at = datetime.combine(window.last + DAY, time.min, UTC)
    return min(finished_at, datetime.now(UTC) - _UNFINISHED_WINDOW_REUSE)


def never_reuse(window: Window) -> datetime | None:
    """For an update: always."""
    return None


def read_window(window: Window, fetcher: Fetcher, reuse_rule: ReuseRule) -> set[int]:
    """The questions of a window. Raises ``FetchFailed``."""
    start = reuse_rule(window)
    first = fetcher.fetch_page(window, 0, start)
    if first.total > MAX_WINDOW_QUESTIONS and (parts := window.split()):
        fetcher.stats.windows_split += 1
        return set().union(*(read_window(part, fetcher, reuse_rule) for part in parts))
    if first.total > MAX_UNSPLITTABLE_QUESTIONS:
        raise FetchFailed(fetcher.client.source + window.path(), f"{first.total:,} questions are more than can be listed.")
    for _ in range(MAX_READS):
        ids = _read_all_pages(window, fetcher, first, start)
        if ids is not None:
            return ids
        start = start and datetime.now(UTC)
        first = fetcher.fetch_page(window, 0, start)
    raise FetchFailed(fetcher.client.source + window.path(), f"the list changed while it was read, {MAX_READS} times.")


def _read_all_pages(window: Window, fetcher: Fetcher, first: PageIds, reuse_since: datetime | None) -> set[int] | None:
    """Every question of a list that begins so; None when its pages do not fit together."""
    ids = list(first.ids)
    while len(ids) < first.total:
        page = fetcher.fetch_page(window, len(ids), reuse_since)
        if page.total != first.total or not page.ids:
            return None
        ids += page.ids
    return set(ids) if len(set(ids)) == first.total else None
