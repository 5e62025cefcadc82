"""How every source's dates, ids and names are read. Refuses what cannot be right; never guesses."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.outcomes import InvalidRecord
from search.model.question import Person

_FIRST_YEAR = 1900
_FURTHEST_AHEAD = timedelta(days=3 * 366)
_LAST_FIRST = re.compile(r"([^,]+), ([^,]+)")


def read_date(written: str | None, name: str) -> date | None:
    """The day of a date or time stamp in ISO 8601; None for none. Raises ``InvalidRecord`` for one that cannot be right."""
    if not written:
        return None
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:
        raise InvalidRecord(f"{name} is not a date: {written!r}") from None
    if day.year < _FIRST_YEAR or day > date.today() + _FURTHEST_AHEAD:
        raise InvalidRecord(f"{name} is absurd: {written!r}")
    return day


def read_person(printed: str, member_id: int | None = None, constituency: str = "") -> Person:
    """A member as printed. "Smith, Ann", as the Linked Data API printed until 2016, becomes "Ann Smith"."""
    printed = printed.strip()
    turned = _LAST_FIRST.fullmatch(printed)
    if turned:
        name = f"{turned[2]} {turned[1]}"
        return Person(name=name, member_id=member_id, constituency=constituency, list_as=printed)
    return Person(name=printed.strip(" ,"), member_id=member_id, constituency=constituency)
