"""All values of one facet within a search."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.fields import FIELDS
from search.pipeline import relevance_policy
from search.query import url_params
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Facet, IndexInfo
from web.site.link import Pairs

MAX_VALUES = 300
"""Values that one page lists."""


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
    find = " ".join(value for name, value in params if name == "find").strip()
    request = url_params.read((name, value) for name, value in params if name != "find")
    counted = replace(request, facets=(FacetRequest(field, MAX_VALUES, find),), page=1, per_page=1, collapse_by=None)
    page = relevance_policy.search(engine, counted).page
    return ValuesResult(request, field, find, page.facets[0], page.info)
