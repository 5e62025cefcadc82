"""Why a result stands where it does: what its score is made of."""

from __future__ import annotations

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.question import Question
from search.pipeline import relevance_policy
from search.pipeline.relevance_policy import Explanation
from search.query import url_params
from search.query.request import SearchRequest
from search.results import descriptions, score_descriptions
from search.results.types import FieldScore, ScorePart
from web.pages.parts import hits
from web.site import urls, wording
from web.site.link import Link, Pairs
from web.view_models.score import ScorePartView, ScoreView


def score_found(engine: Engine, question: Question, given: Pairs) -> tuple[SearchRequest, Explanation]:
    """The search of the address, and the record's score in it explained. Raises ``BadRequest`` where it is no result."""
    asked = url_params.read(given)
    found = relevance_policy.explain(engine, asked, question.id)
    if found is None:
        raise BadRequest((Problem("q", f"{wording.identity(question)} is not among the results of this search."),))
    return asked, found


def score_view(engine: Engine, question: Question, given: Pairs) -> ScoreView:
    """The page for the parameters of its address."""
    asked, found = score_found(engine, question, given)
    return ScoreView(
        title=f"Why “{wording.title(question)}” is a result",
        info=engine.info(),
        record=hits.record_link(question),
        back=Link("Back to results", urls.search(asked)),
        reading=descriptions.describe_query(found.rewritten.request.query),
        total=f"{sum(part.score for part in found.parts):.3f}",
        parts=tuple(_part(each) for each in sorted(found.parts, key=lambda part: -part.score)),
        has_factor=any(part.coordination != 1 for part in found.parts),
    )


def _part(part: ScorePart) -> ScorePartView:
    return ScorePartView(
        what=descriptions.describe_query(part.node),
        score=f"{part.score:.3f}",
        having=f"{part.document_frequency:,}",
        idf=f"{part.idf:.3f}",
        weight=f"{part.weight:.2f}",
        factor=f"{part.coordination:.2f}",
        fields=tuple(map(_field, part.fields)),
    )


def _field(part: FieldScore) -> str:
    among = f" of {part.length:,} words (usual: {part.mean_length:,.0f}), counted × {part.boost:g}" if part.length else ""
    return f"{score_descriptions.describe_occurrences(part)}{among}: {part.score:.3f}"
