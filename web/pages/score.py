"""``/questions/ID/score``: why a record is a result of a search, as the parts of its score."""

from __future__ import annotations

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from search.results import descriptions, score_descriptions
from search.results.phrasing import counted
from search.results.types import FieldScore, IndexInfo, ScorePart
from web.http.errors import no_such_record
from web.pages.parts import hits
from web.pages.rendering import render_page
from web.queries.score import ScoreResult, query_score
from web.site import urls, wording
from web.site.link import Link


class ScorePartView(msgspec.Struct, frozen=True):
    """One part of a score, its numbers as they are printed."""

    description: str
    score: str
    document_frequency: str
    idf: str
    weight: str
    coordination: str
    fields: tuple[str, ...]


class ScoreView(msgspec.Struct, frozen=True):
    """A score, its parts, and its bonuses: each a reason and the score that it adds.

    ``has_coordination`` if a part is multiplied for the number of words that the record has.
    """

    title: str
    page_title: str
    info: IndexInfo
    record: Link
    results: Link
    query_description: str
    score: str
    parts: tuple[ScorePartView, ...]
    bonuses: tuple[tuple[str, str], ...]
    has_coordination: bool


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of each record's score."""
    pages = Blueprint("score", __name__)

    @pages.get("/questions/<id>/score")
    def score(id: str) -> bytes:
        result = query_score(engine, id, tuple(request.args.items(multi=True)), meaning)
        if result is None:
            raise no_such_record(id)
        return render_page("pages/score.html", view=_view(result))

    return pages


def _view(result: ScoreResult) -> ScoreView:
    parts, text = result.explanation.parts, result.request.text
    return ScoreView(
        title=f"Why this result: {wording.title(result.question)}",
        page_title=f"Why {wording.title_and_identity(result.question)} is a result for {descriptions.shortened(text)}",
        info=result.info,
        record=hits.record_link(result.question),
        results=Link("Back to results", urls.search(result.request)),
        query_description=descriptions.describe_query(result.explanation.rewritten.request.query),
        score=f"{result.score:.3f}",
        parts=tuple(_part(part) for part in sorted(parts, key=lambda part: -part.score)),
        bonuses=tuple((reason.capitalize(), f"{score:.3f}") for reason, score in result.bonuses),
        has_coordination=any(part.coordination != 1 for part in parts),
    )


def _part(part: ScorePart) -> ScorePartView:
    return ScorePartView(
        description=descriptions.describe_query(part.node),
        score=f"{part.score:.3f}",
        document_frequency=f"{part.document_frequency:,}",
        idf=f"{part.idf:.3f}",
        weight=f"{part.weight:.2f}",
        coordination=f"{part.coordination:.2f}",
        fields=tuple(map(_field, part.fields)),
    )


def _field(field: FieldScore) -> str:
    length = (
        f" of {counted(field.length, 'word')} (average {field.mean_length:,.0f}), × {field.boost:g}" if field.length else ""
    )
    return f"{score_descriptions.describe_occurrences(field)}{length}: {field.score:.3f}"
