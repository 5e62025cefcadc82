"""A query of the benchmarks -> the search request that the site makes of it."""

from __future__ import annotations

from benchmarks.query import PER_PAGE, Query
from search.query.nodes import AnyOf, DateRange, Filter
from search.query.parser import parse
from search.query.request import FacetRequest, SearchRequest


def request(query: Query, facets: tuple[FacetRequest, ...] = ()) -> SearchRequest:
    """Return the request of a query of any form but ``like``."""
    text = _text(query)
    filters: list[Filter] = [AnyOf("body", (query.body,))] if query.body else []
    if query.tabled:
        filters.append(DateRange("tabled", *query.tabled))
    return SearchRequest(
        text,
        parse(text).tree,
        filters=tuple(filters),
        facets=facets,
        sort="newest" if query.form == "everything" else "relevance",
        page=query.page,
        per_page=PER_PAGE,
    )


def _text(query: Query) -> str:
    """Return the text that a reader would type."""
    match query.form:
        case "any":
            return " OR ".join(query.words)
        case "phrase":
            return f'"{" ".join(query.words)}"'
        case "prefix":
            return f"{query.words[0]}*"
        case _:
            return " ".join(query.words)
