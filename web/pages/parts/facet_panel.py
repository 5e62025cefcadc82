"""Facets and filters as the narrowing panel and the chips show them. It counts nothing: the engine has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from search.model.fields import FIELDS, NO, YES, Kind
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.request import FacetRequest, SearchRequest
from search.results import descriptions
from search.results.types import Bucket, Facet
from web.site import urls, wording
from web.site.link import Link, Pairs
from web.view_models.choices import Choice
from web.view_models.narrowing import FacetView, PanelView, RangeView

FOREMOST = ("body", "house", "state", "asked", "answered", "heading")
"""The facets listed first, in this order; the others follow as the table of fields has them."""

OPEN = frozenset(("body", "house", "state", "asked"))
RANGES = ("tabled", "answered-on")

_COUNTED = {name: FIELDS[name] for name in (*FOREMOST, *FIELDS) if FIELDS[name].facet}
FACETS = tuple(FacetRequest(name) for name in _COUNTED)


def panel(request: SearchRequest, facets: Iterable[Facet], ranges: tuple[str, ...] = RANGES) -> PanelView:
    """Everything a search can be narrowed by, with what is chosen already; ``ranges`` are the dates that it bounds."""
    listed = [_facet(facet, request) for facet in facets if facet.buckets]
    return PanelView(
        facets=tuple(view for view in listed if FIELDS[view.field].kind is not Kind.FLAG),
        flags=tuple(view for view in listed if FIELDS[view.field].kind is Kind.FLAG),
        ranges=tuple(_range(name, request) for name in ranges),
        hidden=(
            *url_params.write_filters(each for each in request.filters if not _shown(each, ranges)),
            *([("as-typed", YES)] if request.as_typed else []),
            *([] if request.feedback else [("feedback", NO)]),
        ),
    )


def chips(request: SearchRequest, to: Callable[[SearchRequest], str] = urls.search) -> tuple[Link, ...]:
    """Each filter in words, several values of one field apart, with the address ``to`` makes of the search without it."""
    found = []
    for each in request.filters:
        if isinstance(each, AnyOf):
            found += [
                Link(descriptions.describe_filter(AnyOf(each.field, (value,))), to(urls.less(request, each, value)))
                for value in each.values
            ]
        else:
            found.append(Link(descriptions.describe_filter(each), to(request.without_filters(each))))
    return tuple(found)


def choices(field: str, buckets: Iterable[Bucket]) -> tuple[Choice, ...]:
    """Values as checkboxes."""
    return tuple(
        Choice(f"{field}-{number}", each.value, wording.value(field, each.value), each.count, each.selected)
        for number, each in enumerate(buckets, 1)
    )


def rest(request: SearchRequest, field: str) -> Pairs:
    """The parameters of a search less the values chosen of one field, from the first page."""
    return tuple(url_params.write(replace(request, filters=request.filters_except(field), page=1)))


def _facet(facet: Facet, request: SearchRequest) -> FacetView:
    field = FIELDS[facet.field]
    is_chosen = any(bucket.selected for bucket in facet.buckets)
    more = None
    if facet.distinct > sum(bucket.count > 0 for bucket in facet.buckets):
        more = Link(f"All {facet.distinct:,}", urls.values(facet.field, request), f"values of {field.label.lower()}")
    shown = choices(facet.field, sorted(facet.buckets, key=_no_last) if field.kind is Kind.FLAG else facet.buckets)
    return FacetView(facet.field, field.label, shown, more, is_chosen or facet.field in OPEN)


def _no_last(bucket: Bucket) -> bool:
    return bucket.value != YES


def _range(name: str, request: SearchRequest) -> RangeView:
    chosen = next((each for each in request.filters_on(name) if isinstance(each, DateRange)), DateRange(name))
    start, end = (day.isoformat() if day else "" for day in (chosen.start, chosen.end))
    return RangeView(name, FIELDS[name].label, start, end)


def _shown(each: Filter, ranges: tuple[str, ...]) -> bool:
    """Whether the panel itself has a control for this filter."""
    return (isinstance(each, AnyOf) and each.field in _COUNTED) or (isinstance(each, DateRange) and each.field in ranges)
