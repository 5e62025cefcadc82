"""``/search/values/FIELD``: all values of a facet within a search."""

from __future__ import annotations

import msgspec
from flask import Blueprint, abort, request

from search.engine import Engine
from search.model.fields import FIELDS
from search.query.nodes import AnyOf
from search.results.phrasing import counted
from search.results.types import Bucket, Facet, IndexInfo
from web.pages.parts import facet_panel
from web.pages.rendering import render_page
from web.queries.values import MAX_VALUES, ValuesResult, query_values, value_noun
from web.site import urls
from web.site.link import Pairs


class ValuesView(msgspec.Struct, frozen=True):
    """All values of a facet within a search.

    ``noun`` is the word for one value. ``selected_params`` are the values of the facet that the search has,
    ``other_params`` the rest of the search.
    """

    title: str
    field: str
    label: str
    info: IndexInfo
    find: str
    noun: str
    summary: str
    buckets: tuple[Bucket, ...]
    other_params: Pairs
    selected_params: Pairs
    results_url: str


def routes(engine: Engine) -> Blueprint:
    """The address of each facet's values."""
    pages = Blueprint("values", __name__)

    @pages.get("/search/values/<field>")
    def values(field: str) -> bytes:
        result = query_values(engine, field, tuple(request.args.items(multi=True)))
        if result is None:
            abort(404)
        return render_page("pages/values.html", view=_view(result))

    return pages


def _view(result: ValuesResult) -> ValuesView:
    search, field, facet = result.request, result.field, result.facet
    label = FIELDS[field].label
    selected = (value for active in search.filters_on(field) if isinstance(active, AnyOf) for value in active.values)
    return ValuesView(
        title=f"{label}: all {value_noun(field)}s",
        field=field,
        label=label,
        info=result.info,
        find=result.find,
        noun=value_noun(field),
        summary=_summary(field, facet, result.find),
        buckets=facet.buckets,
        other_params=facet_panel.params_without(search, field),
        selected_params=tuple((field, value) for value in selected),
        results_url=urls.search(search),
    )


def _summary(field: str, facet: Facet, find: str) -> str:
    """Return how many values are listed, for whom only the summary is read out as they type."""
    noun = value_noun(field)
    fitting, distinct = sum(not _is_only_selected(bucket, find) for bucket in facet.buckets), facet.distinct
    if find and not fitting:
        return f"No {noun} fits “{find}”. Check the spelling, or type less of the name."
    if find:
        limit = f" Only the first {MAX_VALUES} are listed." if len(facet.buckets) >= MAX_VALUES else ""
        return f"{counted(fitting, noun)} {'fits' if fitting == 1 else 'fit'} “{find}”, of {distinct:,}.{limit}"
    if distinct > len(facet.buckets):
        listed = f"The {len(facet.buckets):,} with most questions, of {counted(distinct, noun)}."
        return f"{listed} Find any other by part of the name."
    return f"{counted(distinct, noun)} in these results."


def _is_only_selected(bucket: Bucket, find: str) -> bool:
    """Whether a value is listed only because it is selected."""
    return bucket.selected and find.casefold() not in bucket.value.casefold()
