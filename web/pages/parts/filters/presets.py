"""Filters that one click sets: the last 30 days, this session and this year; questions that are overdue or due this week."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from search.model.field_types import YES
from search.model.sessions import session_of
from search.query.nodes import AnyOf, DateRange
from search.query.request import SearchRequest
from search.results.types import Facet
from search.text.dates import british_today, long_date, parse_period
from web.site import urls

_LATE, _STATE, _DUE = "late", "state", "due-by-rule"
_OPEN_STATES = ("unanswered", "holding")
"""States of a question that is known to be without a full answer."""

UrlOf = Callable[[SearchRequest], str]


class Preset(msgspec.Struct, frozen=True):
    """A filter that one click sets, or takes away if it ``is_on``. ``url`` is "" if no result has it.

    ``start`` is the value for the box of the first day, if it sets days.
    """

    text: str
    url: str
    is_on: bool
    start: str = ""


def date_presets(search: SearchRequest, field: str, url_of: UrlOf) -> tuple[Preset, ...]:
    """The last 30 days, this session of Parliament and this year, as days of a field.

    Their addresses say "30 days ago" and "this year", so that a bookmark stays true.
    """
    active = next((active for active in search.filters_on(field) if isinstance(active, DateRange)), DateRange(field))
    others = replace(search, filters=tuple(clause for clause in search.filters if clause != active), page=1)
    address = url_of(others)
    return tuple([_date_preset(text, start, active, address) for text, start in _starts(british_today())])


@lru_cache(maxsize=2)
def _starts(today: date) -> tuple[tuple[str, str], ...]:
    """Return the spans that end today, and how their first days are written in an address."""
    session = session_of(today)
    this_session = (("This session", long_date(session.first_day)),) if session else ()
    return ("Last 30 days", "30 days ago"), *this_session, ("This year", "this year")


def state_presets(search: SearchRequest, facets: Iterable[Facet], url_of: UrlOf) -> tuple[Preset, ...]:
    """The results that are overdue, and those due for answer this week, each as a search within this one."""
    others = tuple(active for active in search.filters if active.field not in (_LATE, _STATE, _DUE))
    overdue_filters = AnyOf(_LATE, (YES,)), AnyOf(_STATE, _OPEN_STATES)
    cleared = replace(search, filters=others, page=1)
    overdue = replace(cleared, filters=(*others, *overdue_filters))
    due = replace(cleared, filters=(*others, AnyOf(_STATE, (*_OPEN_STATES, "not-collected"))))
    is_overdue = set(overdue_filters) <= set(search.filters)
    is_due = any(isinstance(active, DateRange) for active in search.filters_on(_DUE))
    overdue_url = url_of(cleared) if is_overdue else url_of(overdue) if _has_open_states(facets) else ""
    due_url = url_of(cleared) if is_due else urls.with_params(url_of(due), [(_DUE, "this week")])
    return Preset("Overdue", overdue_url, is_overdue), Preset("Due this week", due_url, is_due)


def _date_preset(text: str, start: str, active: DateRange, address: str) -> Preset:
    is_on = active.start is not None and active.end is None and active.start == parse_period(start)[0]
    return Preset(text, address if is_on else urls.with_params(address, [(f"{active.field}-from", start)]), is_on, start)


def _has_open_states(facets: Iterable[Facet]) -> bool:
    """Whether any result may be overdue. The facet counts without the filter by state."""
    return any(
        bucket.count and bucket.value in _OPEN_STATES for facet in facets if facet.field == _STATE for bucket in facet.buckets
    )
