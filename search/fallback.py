"""All the words, or else most of them: when nothing has every word of a search, the records that have the most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.engine import Engine
from search.query import And, AtLeast, Not
from search.request import SearchRequest
from search.results import ResultPage


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page, and when nothing matched as asked, how many of the ``of`` parts of the query every hit has."""

    page: ResultPage
    needed: int = 0
    of: int = 0


def search(engine: Engine, request: SearchRequest) -> Outcome:
    """Search as asked; when that finds nothing, with the greatest number of its parts that finds something.

    What the query excludes stays excluded. The greatest number is found by halving, so that a pasted paragraph of hundreds
    of words costs some nine searches, not hundreds.
    """
    page = engine.search(request)
    if page.total or not isinstance(request.query, And):
        return Outcome(page)
    parts = tuple(node for node in request.query.children if not isinstance(node, Not))
    excluded = tuple(node for node in request.query.children if isinstance(node, Not))
    if len(parts) < 2:
        return Outcome(page)

    def having(minimum: int) -> SearchRequest:
        return replace(request, query=And((AtLeast(minimum, parts), *excluded)))

    low, high = 0, len(parts)
    while high - low > 1:
        middle = (low + high) // 2
        counted = replace(having(middle), facets=(), page=1, per_page=1)
        low, high = (middle, high) if engine.search(counted).total else (low, middle)
    return Outcome(engine.search(having(low)), low, len(parts)) if low else Outcome(page)
