"""The facets that the site counts, in the order in which pages list them."""

from __future__ import annotations

from typing import get_args

from search.model.fields import FIELDS
from search.model.question import State
from search.query.request import FacetRequest

STATE = "state"
LEADING_FACETS = (STATE, "body", "asked", "house")
"""The facets that are first in the filter panel, in this order."""

_NEXT_FACETS = ("kind", "answered", "heading")
"""The facets after those. The others follow in the order of the table of fields."""

FACET_FIELDS = {name: FIELDS[name] for name in (*LEADING_FACETS, *_NEXT_FACETS, *FIELDS) if FIELDS[name].facet}
FACETS = tuple(FacetRequest(name, len(get_args(State))) if name == STATE else FacetRequest(name) for name in FACET_FIELDS)
