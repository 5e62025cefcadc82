"""Brings the catalogue up to date with the raw store, and repairs the store where it is damaged.

Damaged responses are left out of the store. The catalogue marks the questions that they had, and every fetch begins with
these. If the catalogue was deleted too, it records the days around the damage, and the lists of these days are read again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

from indexer.files.gzip_members import Damage
from indexer.files.response_store import START, Position, RawStore, Response
from indexer.harvest.catalogue import Catalogue, LostDays
from indexer.harvest.catch_up import delete_position
from indexer.harvest.date_windows import WEEK
from search.results.phrasing import counted

ACTIVE_BEFORE = 3 * WEEK
"""The lists of answers and corrections are read again from this long before the damage. An update reads as far back."""

DamagedFile = tuple[Path, Sequence[Damage]]

LockIndex = Callable[[], AbstractContextManager[None]]
"""Holds the lock of the index during a block. May raise ``LockTimeout``."""


class _Value(msgspec.Struct, rename="camel"):
    date_tabled: str | None = None


class _Item(msgspec.Struct):
    value: _Value


class _Body(msgspec.Struct):
    """A list or a question. Only its days tabled are decoded."""

    results: list[_Item] = []
    value: _Value | None = None


def bring_up_to_date(
    index_data: Path, store: RawStore, catalogue: Catalogue, lock_index: LockIndex, *, checks_all: bool
) -> None:
    """Add the store's new responses to the catalogue; repair damage; truncate a response that a kill left incomplete.

    Damage is noticed in the new responses, and with ``checks_all`` everywhere. The caller holds the lock to fetch. A repair
    takes the lock of the index too.
    """
    store.remove_unfinished()
    known_to = catalogue.position()
    is_whole = catalogue.add_new_responses(store)
    has_unread = checks_all and known_to != START
    damaged = store.damage() if has_unread or not is_whole else []
    if damaged or not is_whole:
        catalogue.rebuild(store, [*_lost_days(store, known_to)])
        with lock_index():
            for path, damage in damaged:
                delete_position(index_data, path.name)
                store.repair(path, damage)
        catalogue.set_position(store.end())
        _print_repair(damaged, catalogue)
    store.truncate_after(catalogue.position())


def _lost_days(store: RawStore, known_to: Position) -> Iterator[LostDays]:
    """Yield the days around each damage after the last response that the catalogue has."""
    before: Response | None = None
    is_unknown = False
    for position, part in store.scan():
        if isinstance(part, Damage):
            is_unknown |= Position(position.file, part.start) >= known_to
            continue
        if is_unknown:
            yield from _days_between(before, part)
        before, is_unknown = part, False
    if is_unknown:
        yield from _days_between(before, None)


def _days_between(before: Response | None, after: Response | None) -> Iterator[LostDays]:
    """Yield the days around damage between two responses, if either has a day tabled."""
    neighbours = [response for response in (before, after) if response]
    tabled = [day for response in neighbours for day in _days_tabled(response)]
    if tabled:
        active_first = neighbours[0].fetched_at.date() - ACTIVE_BEFORE
        active_last = after.fetched_at.date() if after else datetime.now(UTC).date()
        yield LostDays(min(tabled), max(tabled), active_first, active_last)


def _days_tabled(response: Response) -> Iterator[date]:
    """Yield the first and the last day that a list is of; for another response, the days its questions were tabled."""
    params = parse_qs(urlsplit(response.address).query)
    texts = [*params.get("tabledWhenFrom", ()), *params.get("tabledWhenTo", ())]
    if not texts and response.status == 200:
        body = msgspec.json.decode(response.body, type=_Body)
        values = [item.value for item in body.results] + ([body.value] if body.value else [])
        texts = [value.date_tabled[:10] for value in values if value.date_tabled]
    for text in texts:
        try:
            yield date.fromisoformat(text)
        except ValueError:
            continue


def _print_repair(damaged: Sequence[DamagedFile], catalogue: Catalogue) -> None:
    """Print the damage that was left out of the store, and the questions and days that are fetched again."""
    lines = [
        f"{path} was damaged from byte {part.start} to {part.end} ({part.reason}). These bytes are left out."
        for path, damage in damaged
        for part in damage
    ]
    if not damaged:
        lines.append("The raw store is shorter than when it was last read.")
    if count := len(catalogue.lost_ids()):
        lines.append(f"The newest responses of {counted(count, 'question')} are lost. They are fetched again.")
    lines += [
        f"What the catalogue does not know of is lost too. The lists of questions tabled from {days.tabled_first} to "
        f"{days.tabled_last}, and answered or corrected from {days.active_first} to {days.active_last}, are read again."
        for days in catalogue.lost_days()
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)
