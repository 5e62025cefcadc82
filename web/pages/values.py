"""``/search/values/FIELD``: all values of a facet within a search."""

from __future__ import annotations

import msgspec
from flask import Blueprint, abort, render_template, request

from search.engine import Engine
from search.model.fields import FIELDS
from search.query.nodes import AnyOf
from search.results.types import Facet, IndexInfo
from web.pages.parts import facet_panel
from web.queries.values import MAX_VALUES, NAME_FIELDS, ValuesResult, query_values
from web.site import urls
from web.site.choices import Checkbox
from web.site.link import Pairs


class ValuesView(msgspec.Struct, frozen=True):
    """All values of a facet within a search.

    ``is_of_members`` if the values are names of members. ``selected_params`` are the values of the facet that the search has,
    ``other_params`` the rest of the search.
    """

    title: str
    field: str
    label: str
    info: IndexInfo
    find: str
    is_of_members: bool
    summary: str
    choices: tuple[Checkbox, ...]
    other_params: Pairs
    selected_params: Pairs
    results_url: str


def routes(engine: Engine) -> Blueprint:
    """The address of each facet's values."""
    pages = Blueprint("values", __name__)

    @pages.get("/search/values/<field>")
    def values(field: str) -> str:
        result = query_values(engine, field, tuple(request.args.items(multi=True)))
        if result is None:
            abort(404)
        return render_template("pages/values.html", view=_view(result))

    return pages


def _view(result: ValuesResult) -> ValuesView:
    search, field, facet = result.request, result.field, result.facet
    label = FIELDS[field].label
    selected = (value for active in search.filters_on(field) if isinstance(active, AnyOf) for value in active.values)
    return ValuesView(
        title=f"{label}: all values",
        field=field,
        label=label,
        info=result.info,
        find=result.find,
        is_of_members=field in NAME_FIELDS,
        summary=_summary(facet, result.find),
        choices=facet_panel.choices(field, facet.buckets),
        other_params=facet_panel.params_without(search, field),
        selected_params=tuple((field, value) for value in selected),
        results_url=urls.search(search),
    )


def _summary(facet: Facet, find: str) -> str:
    shown, distinct = len(facet.buckets), facet.distinct
    if find and all(bucket.selected for bucket in facet.buckets):
        return f"No value has “{find}” in it. Check the spelling, or type less of the name."
    if find:
        limit = f"; only the first {MAX_VALUES} that fit are listed" if shown >= MAX_VALUES else ""
        return f"{shown:,} of {distinct:,} values listed: those with “{find}”, and those already chosen{limit}."
    if distinct > shown:
        return f"The first {shown:,} of {distinct:,} values; find the others by a word of their name."
    return f"{distinct:,} {'value' if distinct == 1 else 'values'} in these results."
