"""Sets and series among the questions of one wording.

A set is one question that one member puts to several bodies within days of each other. A series is one question that one body,
renamed or not, is asked again on another day, by anyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from search.insight.entries import Entry

SET_GAP = timedelta(days=14)
"""The questions of a set follow each other within this time: a member may table a few questions a day."""


class Groups(NamedTuple):
    """The sets and the series among the records of one wording: ids of records, to the id of the first of their group."""

    sets: Mapping[str, str]
    series: Mapping[str, str]


def groups_of(same_wording: Iterable[Entry]) -> Groups:
    """Return the groups among all entries of a wording.

    If a source does not name the member, equal wordings within ``SET_GAP`` count as one member's.
    """
    by_asker: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    by_body: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    for entry in in_order(entry for entry in same_wording if entry.first_day):
        by_asker[entry.asker, entry.house].append(entry)
        by_body[entry.body, entry.house, entry.numbers].append(entry)
    sets = (run for entries in by_asker.values() for run in _runs(entries) if len({entry.body for entry in run}) > 1)
    series = (entries for entries in by_body.values() if len({entry.first_day for entry in entries}) > 1)
    return Groups(_firsts(sets), _firsts(series))


def _firsts(groups: Iterable[Sequence[Entry]]) -> dict[str, str]:
    return {entry.id: group[0].id for group in groups for entry in group}


def _runs(entries: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    """Yield entries, which are in order and have a day, in runs: each is within ``SET_GAP`` of the one before."""
    run: list[Entry] = []
    for entry in entries:
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
