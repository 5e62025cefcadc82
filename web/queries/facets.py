"""The facets that the site counts, in the order in which pages list them."""

from __future__ import annotations

from search.model.fields import FIELDS
from search.query.request import FacetRequest

LEADING_FACETS = ("body", "house", "state", "kind", "asked", "answered", "heading")
"""The facets listed first, in this order. The others follow in the order of the table of fields."""

FACET_FIELDS = {name: FIELDS[name] for name in (*LEADING_FACETS, *FIELDS) if FIELDS[name].facet}
FACETS = tuple(FacetRequest(name) for name in FACET_FIELDS)
