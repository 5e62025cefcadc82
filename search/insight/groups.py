"""Sets and series among the questions of one wording.

A set is one question that one member puts to several bodies within days of each other. A series is one question that one body,
renamed or not, is asked again on another day, by anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from search.insight.entries import Entry

SET_GAP = timedelta(days=14)
"""The questions of a set follow each other within this time: a member may table a few questions a day."""


def set_of(entry: Entry, same_wording: Iterable[Entry]) -> str:
    """Return the id of the first question of an entry's set; "" if it is in none.

    Where a source does not name the member, one wording within days is taken to be one member's.
    """
    own = [other for other in same_wording if (other.asker, other.house) == (entry.asker, entry.house)]
    for run in _runs(own):
        if any(other.id == entry.id for other in run):
            return run[0].id if len({other.body for other in run}) > 1 else ""
    return ""


def series_of(entry: Entry, same_wording: Iterable[Entry]) -> str:
    """Return the id of the first question of an entry's series; "" if it is in none."""
    own = in_order(
        other
        for other in same_wording
        if (other.body, other.house, other.numbers) == (entry.body, entry.house, entry.numbers) and other.first_day
    )
    is_series = len({other.first_day for other in own}) > 1 and entry.first_day is not None
    return own[0].id if is_series else ""


def _runs(entries: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    """Yield the entries in runs, each within ``SET_GAP`` of the one before. Entries without a day are in none."""
    run: list[Entry] = []
    for entry in in_order(entry for entry in entries if entry.first_day):
        if run and _day(entry) - _day(run[-1]) > SET_GAP:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries oldest first, those without a day before all others, and those of one day by id."""
    return sorted(entries, key=lambda entry: (_day(entry), entry.id))


def _day(entry: Entry) -> date:
    return entry.first_day or date.min
