"""The filter panel. Everything is counted already: nothing is searched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import msgspec
from msgspec.structs import replace

from search.model.field_types import NO, YES, Kind
from search.model.fields import FIELDS
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import SearchRequest
from search.results.phrasing import counted
from search.results.types import Bucket, Facet
from search.text.dates import long_date
from web.pages.parts.filters.presets import Preset, date_presets, state_presets
from web.queries.facets import FACET_FIELDS, LEADING_FACETS, STATE
from web.queries.values import value_noun
from web.site import urls
from web.site.link import Pairs

DATE_RANGES = ("tabled", "answered-on")
FIND_FACETS = frozenset(("body", "asked"))
"""Facets with a box to find a value in the panel itself."""

_FLAGS = frozenset(name for name, field in FIELDS.items() if field.kind is Kind.FLAG)
_STATE_ORDER = ("answered", "corrected", "holding", "unanswered", "not-collected", "no-answer", "withdrawn")


class FacetView(msgspec.Struct, frozen=True, gc=False):
    """A facet as checkboxes. ``distinct`` values have a result; ``about_all`` is the hidden text of the link to all of them.

    ``all_values_url`` is the page of its values, "" if all are listed here. ``find_url`` is that page without the search if the
    facet has a box to find a value, otherwise "". ``noun`` is the word for one value.
    """

    field: str
    label: str
    noun: str
    buckets: tuple[Bucket, ...]
    distinct: int
    about_all: str
    is_open: bool
    all_values_url: str = ""
    find_url: str = ""


class DateRangeView(msgspec.Struct, frozen=True, gc=False):
    """The first and last day of a date filter in words, or "", and the spans that one click sets."""

    field: str
    label: str
    start: str
    end: str
    presets: tuple[Preset, ...] = ()


class FacetPanelView(msgspec.Struct, frozen=True):
    """The filter panel: the filters shown first, and those under "More filters".

    ``hidden_filters`` and ``hidden_params`` are the parameters of the search that none of its controls shows, ``params`` all
    of them. ``active`` is the number of filters that are on, ``results`` the number of results in words.
    """

    dates: DateRangeView
    state_presets: tuple[Preset, ...]
    facets: tuple[FacetView, ...]
    more_dates: tuple[DateRangeView, ...]
    more_facets: tuple[FacetView, ...]
    flags: tuple[FacetView, ...]
    hidden_filters: Pairs
    hidden_params: Pairs
    params: Pairs
    active: int
    results: str

    @property
    def more_is_open(self) -> bool:
        """Whether a filter under "More filters" is on."""
        is_ticked = any(facet.is_open for facet in (*self.more_facets, *self.flags))
        return is_ticked or any(dates.start or dates.end for dates in self.more_dates)


def facet_panel(
    search: SearchRequest,
    facets: Iterable[Facet],
    date_fields: tuple[str, ...] = DATE_RANGES,
    *,
    total: int,
    url_of: Callable[[SearchRequest], str] | None = None,
) -> FacetPanelView:
    """The panel for the facets of a search with ``total`` results, with a date filter for each of ``date_fields``.

    ``url_of`` makes the addresses of a page other than that of results. No link leads from there to all values of a facet.
    """
    nonempty = [facet for facet in facets if facet.buckets]
    views = [_facet(facet, search, has_value_pages=url_of is None) for facet in nonempty]
    url_of = url_of or urls.search
    first_dates, *more_dates = (_date_range(field, search) for field in date_fields)
    return FacetPanelView(
        dates=replace(first_dates, presets=date_presets(search, first_dates.field, url_of)),
        state_presets=state_presets(search, nonempty, url_of),
        facets=tuple([view for view in views if view.field in LEADING_FACETS]),
        more_dates=tuple(more_dates),
        more_facets=tuple([view for view in views if view.field not in LEADING_FACETS and view.field not in _FLAGS]),
        flags=tuple([view for view in views if view.field in _FLAGS]),
        hidden_filters=tuple(
            url_params.write_filters(active for active in search.filters if not _has_control(active, date_fields))
        ),
        hidden_params=(
            *([("as-typed", YES)] if search.as_typed else []),
            *((name, NO) for name in url_params.SWITCHES if not getattr(search, name)),
        ),
        params=tuple(url_params.write(replace(search, page=1))),
        active=sum(len(active.values) if isinstance(active, AnyOf) else 1 for active in search.filters),
        results=counted(total, "result"),
    )


def params_without(search: SearchRequest, field: str) -> Pairs:
    """The parameters of the first page of a search without the selected values of a field."""
    return tuple(url_params.write(replace(search, filters=search.filters_except(field), page=1)))


def _facet(facet: Facet, search: SearchRequest, *, has_value_pages: bool) -> FacetView:
    label, noun, about = _words(facet.field)
    selected = [bucket for bucket in facet.buckets if bucket.selected] if search.filters else []
    with_results = len(facet.buckets) - [bucket.count for bucket in selected].count(0)  # only a selected value may have none
    has_more = has_value_pages and facet.distinct > with_results
    url = urls.facet_values(facet.field, search) if has_more else ""
    return FacetView(
        field=facet.field,
        label=label,
        noun=noun,
        buckets=_ordered(facet),
        distinct=facet.distinct,
        about_all=about,
        is_open=bool(selected),
        all_values_url=url,
        find_url=url.partition("?")[0] if facet.field in FIND_FACETS else "",
    )


@cache
def _words(field: str) -> tuple[str, str, str]:
    """Return the heading of a field, the noun for one of its values, and the noun in the link to all of them."""
    label = FIELDS[field].label
    return label, value_noun(field), f"values of {label.lower()}"


def _ordered(facet: Facet) -> tuple[Bucket, ...]:
    """The values in the order of the engine, but states in that of a question's life, and yes before no."""
    if facet.field == STATE:
        return tuple(sorted(facet.buckets, key=lambda bucket: _STATE_ORDER.index(bucket.value)))
    return tuple(sorted(facet.buckets, key=lambda bucket: bucket.value != YES)) if facet.field in _FLAGS else facet.buckets


def _date_range(field: str, search: SearchRequest) -> DateRangeView:
    active = next((active for active in search.filters_on(field) if isinstance(active, DateRange)), DateRange(field))
    start, end = (long_date(day) if day else "" for day in (active.start, active.end))
    return DateRangeView(field, FIELDS[field].label, start, end)


def _has_control(active: Filter, date_fields: tuple[str, ...]) -> bool:
    """Whether a control of the panel shows this filter."""
    match active:
        case AnyOf(field):
            return field in FACET_FIELDS
        case DateRange(field):
            return field in date_fields
        case _:
            return False
