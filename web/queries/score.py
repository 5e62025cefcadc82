"""The score of one record in a search, explained."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.relevance_policy import Explanation
from search.pipeline.semantic_bonus import Meaning
from search.query import url_params
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from web.site import wording
from web.site.link import Pairs


class ScoreResult(msgspec.Struct, frozen=True):
    """A record's score in a search, part by part."""

    question: Question
    request: SearchRequest
    explanation: Explanation
    info: IndexInfo

    @property
    def score(self) -> float:
        """The score: the sum of its parts and bonuses."""
        return sum(part.score for part in self.explanation.parts) + sum(score for _, score in self.bonuses)

    @property
    def bonuses(self) -> tuple[tuple[str, float], ...]:
        """Each bonus that raises the score: its reason, and the score that it adds."""
        best = self.explanation.best_score
        return tuple((bonus.reason, best * bonus.share) for bonus in self.explanation.bonuses if bonus.share)


def query_score(engine: Engine, id: str, params: Pairs, meaning: Meaning | None = None) -> ScoreResult | None:
    """Explain a record's score; None if there is no such record. Raises ``BadRequest`` if the search does not find it."""
    question = engine.get(id)
    if question is None:
        return None
    request = url_params.read(params)
    explanation = relevance_policy.explain(engine, request, question.id, meaning)
    if explanation is None:
        raise BadRequest(
            (Problem("q", f"{wording.identity(question)} is not among the results of this search. Choose a question that is."),)
        )
    return ScoreResult(question, request, explanation, engine.info())
