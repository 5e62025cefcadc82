"""The orders of results -> sort clauses. Equal records follow the tie-break order: newest, undated last, then id."""

from __future__ import annotations

from typing import Any

from search.engines.opensearch.layout import BEST_DAY_FIELD, values_field
from search.query.request import BEST_DAY, SearchRequest, Sort, SortKey

SortClause = dict[str, Any]

_BY_SCORE: SortClause = {"_score": {"order": "desc"}}
_TIES: tuple[SortClause, ...] = (
    {BEST_DAY_FIELD: {"order": "desc", "missing": "_last"}},
    {values_field("id"): {"order": "asc"}},
)
_SORT_KEYS: dict[Sort, tuple[SortKey, ...]] = {
    "relevance": (),
    "newest": (),
    "oldest": (BEST_DAY,),
    "newest-answered": (SortKey("answered-on", descending=True),),
    "oldest-answered": (SortKey("answered-on"),),
}
"""The named orders. Without sort keys records are in the tie-break order."""

_FIRST_DAY = "for (name in params.names) { if (doc[name].size() > 0) { return doc[name].value } } return params.none"
_AFTER_EVERY_DAY = "\uffff"


def sort_clauses(request: SearchRequest, *, has_scores: bool) -> list[SortClause]:
    """Return the sort clauses of a request. ``has_scores``: whether its query gives any score."""
    if request.sort == "relevance" and has_scores:
        return [_BY_SCORE, *_TIES]
    keys = _SORT_KEYS[request.sort] if isinstance(request.sort, str) else request.sort
    return [*map(_sort_clause, keys), *_TIES]


def _sort_clause(key: SortKey) -> SortClause:
    order = "desc" if key.descending else "asc"
    if (key.field, key.otherwise) == (BEST_DAY.field, BEST_DAY.otherwise):
        return {BEST_DAY_FIELD: {"order": order, "missing": "_last"}}
    if not key.otherwise:
        return {values_field(key.field): {"order": order, "mode": "min", "missing": "_last"}}
    names = [values_field(name) for name in (key.field, *key.otherwise)]
    params = {"names": names, "none": "" if key.descending else _AFTER_EVERY_DAY}
    return {"_script": {"type": "string", "order": order, "script": {"source": _FIRST_DAY, "params": params}}}
