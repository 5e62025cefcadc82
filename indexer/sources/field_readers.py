"""Readers of dates and names, shared by all sources."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.outcomes import InvalidRecord
from search.model.question import Person

_FIRST_YEAR = 1900
_MAX_AHEAD = timedelta(days=3 * 366)
_SURNAME_FIRST = re.compile(r"([^,]+), ([^,]+)")


def read_date(text: str | None, name: str) -> date | None:
    """Return the day of a date or timestamp in ISO 8601, or None for no text.

    Raises ``InvalidRecord``, naming the field, if the text is not a date, or a date before 1900 or over three years ahead.
    """
    if not text:
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise InvalidRecord(f"{name} is not a date: {text!r}") from None
    if day.year < _FIRST_YEAR or day > date.today() + _MAX_AHEAD:
        raise InvalidRecord(f"{name} is not a plausible date: {text!r}")
    return day


def read_person(printed: str, member_id: int | None = None, constituency: str = "") -> Person:
    """Return a member by printed name. "Smith, Ann", the Linked Data API's form until 2016, becomes "Ann Smith"."""
    printed = printed.strip()
    match = _SURNAME_FIRST.fullmatch(printed)
    if match:
        name = f"{match[2]} {match[1]}"
        return Person(name=name, member_id=member_id, constituency=constituency, list_as=printed)
    return Person(name=printed.strip(" ,"), member_id=member_id, constituency=constituency)
