"""A window's questions, page by page; a window with too many is split. What moves meanwhile is noticed, and read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from indexer.harvest.catalogue import Listed
from indexer.harvest.client import FetchFailed
from indexer.harvest.date_windows import DAY, Window
from indexer.harvest.fetcher import Fetcher

DEPTH = 2_000
"""A window with more questions is split: what lies deep in a list is slow to come, or does not come at all."""

DEEPEST = 10_000
"""A window that cannot be split is read to this depth, and not at all if it has more."""

MOST_READINGS = 4
_STILL_FRESH = timedelta(hours=1)

Since = Callable[[Window], datetime | None]
"""From when on an answer about a window need not be asked for again; None when it always must."""


def once(window: Window) -> datetime | None:
    """For a harvest: a window is read once its days are over, in London too; before that it stays fresh for an hour."""
    over = datetime.combine(window.last + DAY, time.min, UTC)
    return min(over, datetime.now(UTC) - _STILL_FRESH)


def anew(window: Window) -> datetime | None:
    """For an update: always."""
    return None


def read(window: Window, archive: Fetcher, since: Since) -> set[int]:
    """The questions of a window. Raises ``FetchFailed``."""
    start = since(window)
    first = archive.list_page(window, 0, start)
    if first.total > DEPTH and (parts := window.split()):
        archive.tally.splits += 1
        return set().union(*(read(part, archive, since) for part in parts))
    if first.total > DEEPEST:
        raise FetchFailed(archive.client.source + window.path(), f"{first.total:,} questions are more than can be listed.")
    for _ in range(MOST_READINGS):
        ids = _read_on(window, archive, first, start)
        if ids is not None:
            return ids
        start = start and datetime.now(UTC)
        first = archive.list_page(window, 0, start)
    raise FetchFailed(archive.client.source + window.path(), f"the list changed while it was read, {MOST_READINGS} times.")


def _read_on(window: Window, archive: Fetcher, first: Listed, since: datetime | None) -> set[int] | None:
    """Every question of a list that begins so; None when its pages do not fit together."""
    ids = list(first.ids)
    while len(ids) < first.total:
        page = archive.list_page(window, len(ids), since)
        if page.total != first.total or not page.ids:
            return None
        ids += page.ids
    return set(ids) if len(set(ids)) == first.total else None
