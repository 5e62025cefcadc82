"""All the words, or else most of them: when nothing has every word of a search, the records that have the most of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.engine import Engine
from search.query import And, AtLeast, Filter, Node, Not
from search.request import SearchRequest
from search.results import ResultPage


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page, and when nothing fits the text as asked, how many of the ``of`` parts of it every hit has."""

    page: ResultPage
    needed: int = 0
    of: int = 0


def search(engine: Engine, request: SearchRequest) -> Outcome:
    """Search as asked; when nothing in the index fits the text, with the greatest number of its parts that something has.

    What the text excludes stays excluded, and filters typed in it hold. The request's own filters do not count, so that a
    page of the nearest reads, and its facets count, the same whichever of them are on. The greatest number is found by
    halving: a pasted paragraph of hundreds of words costs some nine counts, not hundreds.
    """
    page = engine.search(request)
    if page.total or not isinstance(request.query, And) or engine.count(request.query):
        return Outcome(page)
    firm = tuple(node for node in request.query.children if isinstance(node, Not | Filter))
    parts = tuple(dict.fromkeys(node for node in request.query.children if not isinstance(node, Not | Filter)))
    if len(parts) < 2:
        return Outcome(page)

    def having(minimum: int) -> Node:
        return And((AtLeast(minimum, parts), *firm))

    low, high = 0, len(parts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if engine.count(having(middle)) else (low, middle)
    return Outcome(engine.search(replace(request, query=having(low))), low, len(parts)) if low else Outcome(page)
