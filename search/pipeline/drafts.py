"""Drafts: a whole question, wherever it is typed, is compared with earlier questions by its key terms.

The measurements: docs/decisions/0012-more-like-this.md.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.rescoring import Bonuses, combined
from search.pipeline.rewriting import rewrite_without_corrections
from search.pipeline.semantic_bonus import Meaning, MeaningBonus
from search.pipeline.similarity_bonus import DraftBonus
from search.query.request import SearchRequest

DEPTH = 100
"""Results that are rescored."""


class DraftSearch(msgspec.Struct, frozen=True):
    """The search for questions like a draft: the request, and the bonuses of its first ``DEPTH`` results."""

    request: SearchRequest
    bonuses: Bonuses


def draft_search(engine: Engine, request: SearchRequest, meaning: Meaning | None = None) -> DraftSearch:
    """Return the search for the questions that share the key terms of the text of a request, whose words are corrected.

    With ``meaning``, the results are ranked by it too, unless the reader has turned it off.
    """
    question = Question("", "Commons", request.text)
    similar = more_like_this.build_query(engine, question)
    expanded = rewrite_without_corrections(engine, replace(request, query=similar.query))
    bonuses: Bonuses = DraftBonus(engine, question, similar.terms)
    if meaning and request.meaning:
        bonuses = combined(bonuses, MeaningBonus(meaning, request.text))
    return DraftSearch(expanded.executed, bonuses)
