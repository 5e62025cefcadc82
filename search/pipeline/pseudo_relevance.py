"""Pseudo-relevance feedback: the words that the best records of a search share make its ranking better.

They are Whoosh's key terms (Bo1: Amati 2003) of the foremost records. They change the order of what is found, never what is
found. Measured in docs/decisions/0011-ranking.md: they help long texts, and harm short precise searches.
"""

from __future__ import annotations

from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import Liked, Word
from search.query.request import SearchRequest

FOREMOST = 5
"""Records that are taken to be what was looked for."""

TERMS = 20
WEIGHT = 0.3
"""What the weightiest of these terms weighs beside a word of the search."""


def fed_back(engine: Engine, request: SearchRequest) -> SearchRequest:
    """The same search, its best records' words liked. None are where it finds nothing."""
    best = engine.search(
        replace(request, filters=(), facets=(), page=1, per_page=FOREMOST, skip=0, fold=None, passages=False)
    ).hits
    terms = engine.shared_terms([hit.question for hit in best], TERMS)
    words = tuple(Word(key.word, weight=WEIGHT * key.weight) for key in terms)
    return replace(request, query=Liked(request.query, words)) if words else request
