"""The facet panel, and the links that remove active filters. Everything is counted already: nothing is searched here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from msgspec.structs import replace

from search.model.field_types import NO, YES, Kind
from search.model.fields import FIELDS
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Bucket, Facet
from search.text.dates import long_date
from web.queries.facets import FACET_FIELDS
from web.site import urls, wording
from web.site.choices import Checkbox
from web.site.link import Link, Pairs

OPEN_FACETS = frozenset(("body", "house", "state", "asked"))
DATE_RANGES = ("tabled", "answered-on")
_PRESET_FIELDS = ("late", "state", "due-by-rule")
_OPEN_STATES = ("unanswered", "holding")
"""States of a question that is known to be without a full answer."""


class FacetView(msgspec.Struct, frozen=True):
    """A facet as checkboxes; ``all_values`` leads to the page of its values if not all are listed here."""

    field: str
    label: str
    choices: tuple[Checkbox, ...]
    all_values: Link | None
    is_open: bool


class DateRangeView(msgspec.Struct, frozen=True):
    """The first and last day of a date filter in words, or ""."""

    field: str
    label: str
    start: str
    end: str


class FacetPanelView(msgspec.Struct, frozen=True):
    """The facet panel. ``hidden_params`` are the parameters of the search that none of its controls shows."""

    facets: tuple[FacetView, ...]
    flags: tuple[FacetView, ...]
    date_ranges: tuple[DateRangeView, ...]
    hidden_params: Pairs


def facet_panel(search: SearchRequest, facets: Iterable[Facet], date_fields: tuple[str, ...] = DATE_RANGES) -> FacetPanelView:
    """The panel for the facets of a search, with a date filter for each of ``date_fields``."""
    views = [_facet(facet, search) for facet in facets if facet.buckets]
    return FacetPanelView(
        facets=tuple(view for view in views if FIELDS[view.field].kind is not Kind.FLAG),
        flags=tuple(view for view in views if FIELDS[view.field].kind is Kind.FLAG),
        date_ranges=tuple(_date_range(field, search) for field in date_fields),
        hidden_params=(
            *url_params.write_filters(active for active in search.filters if not _has_control(active, date_fields)),
            *([("as-typed", YES)] if search.as_typed else []),
            *((name, NO) for name in url_params.SWITCHES if not getattr(search, name)),
        ),
    )


def active_filters(search: SearchRequest, url_of: Callable[[SearchRequest], str] = urls.search) -> tuple[Link, ...]:
    """Each filter in words, one link for each value, with the address that ``url_of`` makes of the search without it."""
    links = []
    for active in search.filters:
        if isinstance(active, AnyOf):
            links += [
                Link(
                    descriptions.describe_filter(AnyOf(active.field, (value,))),
                    url_of(urls.request_without_value(search, active, value)),
                )
                for value in active.values
            ]
        else:
            links.append(Link(descriptions.describe_filter(active), url_of(search.without_filters(active))))
    return tuple(links)


def presets(search: SearchRequest) -> tuple[Link, ...]:
    """The results that are overdue, and those of which a full answer is due this week, each as a search within this one."""
    others = tuple(active for active in search.filters if active.field not in _PRESET_FIELDS)
    overdue = replace(search, filters=(*others, AnyOf("late", (YES,)), AnyOf("state", _OPEN_STATES)), page=1)
    due = replace(search, filters=(*others, AnyOf("state", (*_OPEN_STATES, "not-collected"))), page=1)
    return Link("Overdue", urls.search(overdue)), Link("Due this week", urls.due_this_week(due))


def choices(field: str, buckets: Iterable[Bucket]) -> tuple[Checkbox, ...]:
    """The values of a facet as checkboxes."""
    return tuple(
        Checkbox(
            f"{field}-{number}",
            field,
            bucket.value,
            wording.value_label(field, bucket.value),
            bucket.selected,
            count=bucket.count,
        )
        for number, bucket in enumerate(buckets, 1)
    )


def params_without(search: SearchRequest, field: str) -> Pairs:
    """The parameters of the first page of a search without the selected values of a field."""
    return tuple(url_params.write(replace(search, filters=search.filters_except(field), page=1)))


def _facet(facet: Facet, search: SearchRequest) -> FacetView:
    field = FIELDS[facet.field]
    is_flag = field.kind is Kind.FLAG
    all_values = None
    if facet.distinct > sum(bucket.count > 0 for bucket in facet.buckets):
        url = urls.facet_values(facet.field, search)
        all_values = Link(f"All {facet.distinct:,}", url, f"values of {field.label.lower()}")
    return FacetView(
        field=facet.field,
        label=field.label,
        choices=choices(facet.field, sorted(facet.buckets, key=_yes_first) if is_flag else facet.buckets),
        all_values=all_values,
        is_open=facet.field in OPEN_FACETS or any(bucket.selected for bucket in facet.buckets),
    )


def _yes_first(bucket: Bucket) -> bool:
    return bucket.value != YES


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
