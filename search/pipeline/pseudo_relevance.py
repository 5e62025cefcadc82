"""Pseudo-relevance feedback: add the words that the best records of a search share, to rank the results by them too.

The words are the key terms of the best records by Whoosh's Bo1 model (Amati 2003): words that at least two of them share, and
no names of their members. They change the order of the results, not which records are results. Measured in
docs/decisions/0011-ranking.md: they help long texts, and harm short precise searches.
"""

from __future__ import annotations

from msgspec.structs import replace

from search.engine import Engine
from search.query.nodes import AndMaybe, Word
from search.query.request import SearchRequest

FEEDBACK_RECORDS = 5
"""Number of best records that are assumed to be relevant."""

FEEDBACK_TERMS = 20
"""The most words that are added."""

FEEDBACK_WEIGHT = 0.3
"""The weight of the first feedback term; a word of the query weighs 1."""


def expand_with_feedback(engine: Engine, request: SearchRequest) -> SearchRequest:
    """Add the key terms that the best records share to the query, as optional words. Filters do not affect the choice of terms.

    Returns the request unchanged if the best records share no key terms.
    """
    best = engine.search(
        replace(
            request, filters=(), facets=(), page=1, per_page=FEEDBACK_RECORDS, offset=0, collapse_by=None, with_snippets=False
        )
    ).hits
    terms = engine.shared_terms([hit.question for hit in best], FEEDBACK_TERMS)
    words = tuple(Word(key.word, weight=FEEDBACK_WEIGHT * key.weight) for key in terms)
    return replace(request, query=AndMaybe(request.query, words)) if words else request
