"""Counts of a field's values -> the facet a page shows. Counting is the engine's; the choice and order are here."""

from __future__ import annotations

from collections.abc import Mapping

from search.analysis import fold
from search.fields import FIELDS
from search.query import AnyOf
from search.request import FacetRequest, SearchRequest
from search.results import Bucket, Facet


def assemble(request: SearchRequest, asked: FacetRequest, counts: Mapping[str, int]) -> Facet:
    """The foremost ``limit`` values that fit, then every chosen value not among them, with 0 where none was found.

    ``counts`` holds every value that has a record; one that has none may be left out.
    """
    field = FIELDS[asked.field]
    chosen = {value for each in request.on(asked.field) if isinstance(each, AnyOf) for value in each.values}
    ordered = sorted(value for value, count in counts.items() if count)
    if field.chronological:
        ordered.reverse()
    else:
        ordered.sort(key=lambda value: -counts[value])
    sought = _letters(asked.containing)
    listed = [value for value in ordered if sought in _letters(value)][: asked.limit] if sought else ordered[: asked.limit]
    listed += sorted(chosen.difference(listed))
    buckets = tuple(Bucket(value, counts.get(value, 0), value in chosen) for value in listed)
    return Facet(asked.field, buckets, len(ordered))


def _letters(text: str) -> str:
    return " ".join(map(fold, text.split()))
