"""Pseudo-relevance feedback: the words that the best records of a search share make its ranking better.

They are Whoosh's key terms (Bo1: Amati 2003) of the foremost records. They change the order of what is found, never what is
found. Measured in docs/decisions/0011-ranking.md: they help long texts, and harm short precise searches.
"""

from __future__ import annotations

from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import AndMaybe, Word
from search.query.request import SearchRequest

FEEDBACK_RECORDS = 5
"""Records that are taken to be what was looked for."""

FEEDBACK_TERMS = 20
FEEDBACK_WEIGHT = 0.3
"""What the weightiest of these terms weighs beside a word of the search."""


def expand_with_feedback(engine: Engine, request: SearchRequest) -> SearchRequest:
    """The same search, its best records' words liked. None are where it finds nothing."""
    best = engine.search(
        replace(
            request, filters=(), facets=(), page=1, per_page=FEEDBACK_RECORDS, offset=0, collapse_by=None, with_snippets=False
        )
    ).hits
    terms = engine.shared_terms([hit.question for hit in best], FEEDBACK_TERMS)
    words = tuple(Word(key.word, weight=FEEDBACK_WEIGHT * key.weight) for key in terms)
    return replace(request, query=AndMaybe(request.query, words)) if words else request
