"""All values of one facet within a search."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.fields import FIELDS
from search.pipeline import relevance_policy
from search.pipeline.readings.people import members_named
from search.query import url_params
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket, Facet, IndexInfo
from web.site.link import Pairs

MAX_VALUES = 300
"""The most values that one page lists."""

MAX_FIND_CHARACTERS = 100
"""The most characters of the text that names must contain. The rest of a longer text is not read."""

NAME_FIELDS = ("asked", "answered")
"""Facets whose values are names of members, which are found by any form of the name."""

_NOUNS = {
    "body": "department",
    "asked": "member",
    "answered": "minister",
    "heading": "heading",
    "tabled-year": "year",
    "answered-year": "year",
    "tabled-month": "month",
    "answered-month": "month",
}


def value_noun(field: str) -> str:
    """Return the noun for one value of a facet."""
    return _NOUNS.get(field, "value")


class ValuesResult(msgspec.Struct, frozen=True):
    """The values of a facet within a search; ``find`` is the text that their names must contain, "" for all."""

    request: SearchRequest
    field: str
    find: str
    facet: Facet
    info: IndexInfo


def query_values(engine: Engine, field: str, params: Pairs) -> ValuesResult | None:
    """Count the values of a field; None if the field is no facet. Raises ``BadRequest`` for parameters that cannot be read."""
    if field not in FIELDS or not FIELDS[field].facet:
        return None
    find = " ".join(value for name, value in params if name == "find").strip()[:MAX_FIND_CHARACTERS]
    request = url_params.read((name, value) for name, value in params if name != "find")
    snapshot = engine.snapshot()
    names = [name for member in members_named(snapshot, find) for name in member.names] if field in NAME_FIELDS else []
    facets = tuple(FacetRequest(field, MAX_VALUES, text) for text in dict.fromkeys((find, *names)))
    counted = replace(request, facets=facets, page=1, per_page=0, collapse_by=None)
    page = relevance_policy.search(snapshot, counted).page
    return ValuesResult(request, field, find, _with_names(page.facets, names), page.info)


def _with_names(facets: tuple[Facet, ...], names: list[str]) -> Facet:
    """Return the first facet, with those of the names before its values that the other facets have."""
    first, *others = facets
    listed = {bucket.value: bucket for facet in others for bucket in facet.buckets if bucket.value in names and bucket.count}
    rest: list[Bucket] = [bucket for bucket in first.buckets if bucket.value not in listed]
    return replace(first, buckets=(*listed.values(), *rest))
