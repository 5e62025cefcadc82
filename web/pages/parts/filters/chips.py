"""The active filters of a search as chips: each a link to the search without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from search.model.field_types import YES, Kind
from search.model.fields import FIELDS
from search.query.nodes import AnyOf, DateRange, Exists, Filter
from search.query.request import SearchRequest
from search.results import descriptions
from web.site import urls, wording

PLAIN_FIELDS = frozenset(("state", "body", "house"))
"""Fields whose values are clear without the label of the field."""

_DATE = "Date "


class Chip(msgspec.Struct, frozen=True):
    """An active filter: its words, what a screen reader says before them, and the search without it.

    ``name`` and ``value`` are those of the checkbox or parameter that sets it; without a value, ``name`` is a field of days.
    """

    text: str
    before: str
    url: str
    name: str
    value: str = ""


def active_filters(search: SearchRequest, url_of: Callable[[SearchRequest], str] = urls.search) -> tuple[Chip, ...]:
    """Each filter in words, one chip for each value, with the address that ``url_of`` makes of the search without it."""
    return tuple(chip for active in search.filters for chip in _chips(active, search, url_of))


def _chips(active: Filter, search: SearchRequest, url_of: Callable[[SearchRequest], str]) -> Iterator[Chip]:
    match active:
        case AnyOf(field, values):
            for value in values:
                before, text = _value_words(field, value)
                parameter = FIELDS[field].value_label(value) if FIELDS[field].kind is Kind.NUMBER else value
                yield Chip(text, before, url_of(urls.request_without_value(search, active, value)), field, parameter)
        case DateRange(field):
            text = descriptions.describe_filter(active).removeprefix(_DATE)
            yield Chip(wording.sentence_case(text), "", url_of(search.without_filters(active)), field)
        case Exists(field, present):
            name = "has" if present else "lacks"
            yield Chip(descriptions.describe_filter(active), "", url_of(search.without_filters(active)), name, field)


def _value_words(field: str, value: str) -> tuple[str, str]:
    """Return the words that a screen reader reads before a value, and the words of the value."""
    if FIELDS[field].kind is Kind.FLAG:
        return "", FIELDS[field].label if value == YES else f"{FIELDS[field].label}: {FIELDS[field].value_label(value)}"
    if field in PLAIN_FIELDS:
        return f"{FIELDS[field].label}: ", wording.value_label(field, value)
    return "", descriptions.describe_filter(AnyOf(field, (value,)))
